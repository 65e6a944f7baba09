package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import io.signalbox.zookeeper.ContainerEnsemble.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One of three servers of the official image fails while leases are held by a client that is connected with it and with
 * no other, the worst place to be. Skipped where the image cannot be had.
 */
@NeedsServerImage
class ContainerFaultsIT {

    private static final Duration SESSION = Duration.ofSeconds(3);

    /** C7: T + 2 ticks + one election + 1 s. */
    private static final Duration NEXT_IS_GRANTED = SESSION.plus(
                    ContainerEnsemble.tick().multipliedBy(2))
            .plusSeconds(2)
            .plus(Timeouts.slack());

    private static ContainerEnsemble ensemble;

    @BeforeAll
    static void start() {
        ensemble = new ContainerEnsemble();
    }

    @AfterAll
    static void stop() {
        ensemble.close();
    }

    /** What the holder believed at the moment when somebody else was granted. */
    private record Grant(Lease lease, LeaseState holders) {}

    private static Signalbox open(String servers, String root) {
        return Signalbox.open("zookeeper://" + servers + "/" + root + "?session-timeout=" + SESSION.toSeconds() + "s");
    }

    /** The witness: looks at the holder's lease as soon as the other one is granted. */
    private static CompletableFuture<Grant> grantAfter(Lease held, CompletableFuture<Lease> next) {
        return next.thenApply(lease -> new Grant(lease, held.state()));
    }

    private static ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Timeouts.patience().multipliedBy(2));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "follower, PAUSED",
        "follower, KILLED",
        "follower, CUT_FROM_PEERS",
        "follower, CUT_OFF",
        "leader, PAUSED",
        "leader, KILLED",
        "leader, CUT_FROM_PEERS"
    })
    void oneOfThree_failsUnderAHolder_whoIsToldBeforeTheNextIsGranted(String role, Fault fault) throws Exception {
        ensemble.awaitWhole();
        ServerContainer server = role.equals("leader") ? ensemble.leader() : ensemble.follower();
        String root = role + "-" + fault.name().toLowerCase(Locale.ROOT);
        List<String> told = new ArrayList<>();
        try (Signalbox holder = open("127.0.0.1:" + server.port(), root);
                Signalbox other = open(ensemble.addressWithout(server), root)) {
            Lease held = holder.lock("door").acquire();
            Lease permit = holder.semaphore("pool", 2).acquire();
            Lease othersPermit = other.semaphore("pool", 2).acquire();
            CompletableFuture<Grant> door = grantAfter(held, other.lock("door").acquireAsync());
            CompletableFuture<Grant> pool =
                    grantAfter(permit, other.semaphore("pool", 2).acquireAsync());
            patiently().until(() -> other.lock("door").inspect().waiters().size() == 1);

            long start = System.nanoTime();
            fault.begin(server, ensemble);
            try {
                patiently().until(() -> isLost(held, permit) || goesOn(server, start));
                Assumptions.assumeTrue(isLost(held, permit), "this engine's networks are not apart");
                told.add(millisSince(start) + " ms: told");
                awaitGrants(door, pool);
                Duration granted = Duration.ofNanos(System.nanoTime() - start);
                told.add(granted.toMillis() + " ms: granted");
                assertThat(granted).as("C7").isLessThan(NEXT_IS_GRANTED);
            } finally {
                fault.end(server, ensemble);
            }
            for (CompletableFuture<Grant> grant : List.of(door, pool)) {
                assertThat(grant.join().holders())
                        .as("C5: the holder, when the next was granted")
                        .isEqualTo(LeaseState.LOST);
            }
            assertThat(door.join().lease().fencingToken()).as("C2").isGreaterThan(held.fencingToken());
            if (role.equals("follower")) { // an election may take longer than a lease is certain
                assertThat(othersPermit.state())
                        .as("C6: who is at another server")
                        .isEqualTo(LeaseState.HELD);
            }
            ensemble.awaitWhole();
            told.add(millisSince(start) + " ms: three serve");
            List.of(door.join().lease(), pool.join().lease(), othersPermit).forEach(Lease::close);
            try (Lease again =
                            holder.lock("door").tryAcquire(Timeouts.patience()).orElseThrow();
                    Lease both = holder.semaphore("pool", 2)
                            .tryAcquire(2, Timeouts.patience())
                            .orElseThrow()) {
                assertThat(again.fencingToken())
                        .as("C2")
                        .isGreaterThan(door.join().lease().fencingToken());
                assertThat(both.permits()).isEqualTo(2);
            }
            OnTestServer.report("Show: %s %s, T = %s: %s", role, fault, SESSION, String.join(", ", told));
        }
    }

    /** A client that knows all three goes to another one and keeps what it holds, if that server is only killed. */
    @Test
    void oneOfThree_killedUnderAHolderWhoKnowsTheOthers_losesNothing() throws Exception {
        ensemble.awaitWhole();
        ServerContainer server = ensemble.follower();
        try (Signalbox holder = open(ensemble.address(), "survives");
                Signalbox other = open(ensemble.addressWithout(server), "survives")) {
            Lease held = holder.lock("door").acquire();
            server.kill();
            try {
                await().during(SESSION.dividedBy(2))
                        .atMost(Timeouts.patience())
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> held.state() != LeaseState.LOST);
                patiently().until(() -> held.state() == LeaseState.HELD);
                assertThat(other.lock("door").tryAcquire()).isEmpty();
            } finally {
                server.startAgain();
            }
            held.close();
            other.lock("door").tryAcquire(Timeouts.patience()).orElseThrow().close();
        }
        ensemble.awaitWhole();
    }

    /** The control: where a holder's node is taken away behind its back, the witness sees two who hold. */
    @Test
    void witness_ofAHolderWhoIsNotTold_seesTwo() throws Exception {
        ensemble.awaitWhole();
        try (Signalbox holder = open(ensemble.address(), "control");
                Signalbox other = open(ensemble.address(), "control");
                PlainClient plain = new PlainClient(ensemble.address())) {
            try (Lease held = holder.lock("door").acquire()) {
                CompletableFuture<Grant> door =
                        grantAfter(held, other.lock("door").acquireAsync());
                plain.sync("/control");
                String node = plain.contenders("/control/locks").stream()
                        .min(java.util.Comparator.comparing(path -> path.substring(path.length() - 10)))
                        .orElseThrow();
                plain.delete(node);
                patiently().until(door::isDone);
                assertThat(door.join().holders()).isEqualTo(LeaseState.HELD);
                door.join().lease().close();
            }
        }
    }

    /** If they do not come, it matters whether there are servers that could grant them. */
    private static void awaitGrants(CompletableFuture<Grant> door, CompletableFuture<Grant> pool) {
        try {
            patiently().until(() -> door.isDone() && pool.isDone());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "door granted: " + door.isDone() + ", pool granted: " + pool.isDone() + ", servers: "
                            + ensemble.modes(),
                    e);
        }
    }

    private static boolean isLost(Lease one, Lease other) {
        return one.state() == LeaseState.LOST && other.state() == LeaseState.LOST;
    }

    /** A server without a majority would have stopped long ago. */
    private static boolean goesOn(ServerContainer server, long since) {
        return millisSince(since) > SESSION.multipliedBy(3).toMillis() && server.serves();
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
