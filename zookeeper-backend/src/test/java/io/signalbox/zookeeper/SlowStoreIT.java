package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;

/**
 * A process asks for much more at once than the store answers in half a session timeout. What it holds, and what it is
 * granted first, must not be lost for that.
 */
class SlowStoreIT extends OnTestServer {

    private static final int LOCKS = 1000;
    private static final Duration EACH_REQUEST = Duration.ofMillis(1);

    private Signalbox box;
    private Lease held;
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger doubts = new AtomicInteger();

    private void openAndHoldOne(String... options) throws InterruptedException {
        box = open(options);
        held = box.lock("held-before").acquire();
        watch(held);
        store.relay(box).slowDown(EACH_REQUEST);
    }

    private void watch(Lease lease) {
        lease.onChange(state -> {
            if (state == LeaseState.LOST) {
                lost.incrementAndGet();
            } else if (state == LeaseState.IN_DOUBT) {
                doubts.incrementAndGet();
            }
        });
    }

    private List<CompletableFuture<Lease>> acquireAll() {
        return IntStream.range(0, LOCKS)
                .mapToObj(i -> box.lock("burst-" + i).acquireAsync())
                .map(granted -> granted.whenComplete((lease, failure) -> {
                    if (lease != null) {
                        watch(lease);
                    }
                }))
                .toList();
    }

    private static <T> List<T> all(List<? extends CompletionStage<T>> stages) throws Exception {
        List<T> results = new ArrayList<>();
        for (CompletionStage<T> stage : stages) {
            results.add(stage.toCompletableFuture().get(1, TimeUnit.MINUTES));
        }
        return results;
    }

    private void assertNothingLost(List<Lease> leases) {
        patiently().until(() -> held.state() != LeaseState.IN_DOUBT); // so is it as long as the connection is lost
        held.ensureHeld();
        leases.forEach(Lease::ensureHeld);
        assertThat(lost).hasValue(0);
    }

    @Test
    void manyLocks_acquiredAndReleasedAtOnce_loseNothing() throws Exception {
        openAndHoldOne();
        long began = System.nanoTime();
        List<Lease> leases = all(acquireAll());
        report(
                "%d locks at once, granted after %d ms; in doubt %d",
                LOCKS, (System.nanoTime() - began) / 1_000_000, doubts.get());
        assertNothingLost(leases);
        all(leases.stream().map(Lease::releaseAsync).toList());
        assertNothingLost(List.of());
    }

    /** All that was on its way has to be found or sent again. The client may take a second until it is connected again. */
    @Test
    void manyLocks_connectionLostMeanwhile_loseNothing() throws Exception {
        openAndHoldOne("session-timeout", "6s");
        List<CompletableFuture<Lease>> granted = acquireAll();
        patiently().until(() -> granted.stream().anyMatch(CompletableFuture::isDone));
        store.relay(box).sever();
        List<Lease> leases = all(granted);
        assertNothingLost(leases);
    }

    /** Without that, nothing here would show anything: ZooKeeper's own client, given as much, confirms its session too late. */
    @Test
    void plainClient_givenAsMuch_isAnsweredTooLate() throws Exception {
        Duration half = store.sessionTimeout().dividedBy(2);
        try (Relay relay = new Relay(store.server().port());
                PlainClient plain = new PlainClient("127.0.0.1:" + relay.port())) {
            relay.slowDown(EACH_REQUEST);
            ZooKeeper client = plain.handle();
            for (int i = 0; i < 2 * LOCKS; i++) {
                client.create(
                        "/plain-" + i,
                        new byte[0],
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.EPHEMERAL,
                        (rc, path, context, name) -> {},
                        null);
            }
            long sent = System.nanoTime();
            client.delete("/plain-0", -1);
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThan(half);
        }
    }
}
