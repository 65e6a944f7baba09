package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.StoreAccessException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A root below which nothing may be made: that is said, and not that something is missing there. */
class RefusedIT extends OnTestServer {

    @Test
    void everything_belowARootWithoutTheRightToCreate_isRefusedAsAccess() throws Exception {
        String address = "127.0.0.1:" + store.server().port();
        try (PlainClient plain = new PlainClient(address)) {
            plain.create("/closed", CreateMode.PERSISTENT);
            plain.allow("/closed", ZooDefs.Ids.READ_ACL_UNSAFE);
        }
        try (Signalbox box = Signalbox.open(SignalboxConfig.builder()
                .url("zookeeper://" + address + "/closed")
                .build())) {
            assertRefused(() -> box.lock("door").acquire());
            assertRefused(() -> box.lock("door").tryAcquire());
            assertRefused(() -> box.semaphore("pool", 3));
            assertRefused(() -> box.event("bell").set());
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        assertRefused("/closed", call);
    }

    private static void assertRefused(String path, ThrowingCallable call) {
        assertThatExceptionOfType(StoreAccessException.class)
                .isThrownBy(call)
                .withMessageContaining("refuses access to " + path)
                .withMessageContaining("; correct the credentials, or the access control of that node")
                .withMessageNotContaining("\n");
    }

    /** Nobody may take our node away, not even we: what comes behind it is told, and does not wait for it for ever. */
    @Test
    void lock_thatMayNotBeDeleted_isRefusedAfterwards() throws Exception {
        String address = "127.0.0.1:" + store.server().port();
        String directory = store.root() + "/locks/door";
        try (PlainClient plain = new PlainClient(address)) {
            plain.create(directory, CreateMode.PERSISTENT);
            plain.allow(
                    directory,
                    List.of(new ACL(ZooDefs.Perms.ALL & ~ZooDefs.Perms.DELETE, ZooDefs.Ids.ANYONE_ID_UNSAFE)));
        }
        Signalbox box = open();
        Lease lease = box.lock("door").acquire();
        lease.close();

        assertRefused(directory, () -> box.lock("door").acquire());
        assertRefused(directory, () -> box.lock("door").tryAcquire());
        assertThat(store.contenders().getAsInt()).isLessThanOrEqualTo(2);
        box.lock("other").acquire().close();
    }

    /** What is refused proves nothing of our session, and must not put off what does. */
    @Test
    void lease_heldWhileWriteAfterWriteIsRefused_isNotLost() throws Exception {
        try (PlainClient plain = new PlainClient("127.0.0.1:" + store.server().port())) {
            plain.create(store.root() + "/locks/closed", CreateMode.PERSISTENT);
            plain.allow(store.root() + "/locks/closed", ZooDefs.Ids.READ_ACL_UNSAFE);
        }
        Signalbox box = open();
        Lease lease = box.lock("door").acquire();
        long began = System.nanoTime();
        while (System.nanoTime() - began < 2 * store.sessionTimeout().toNanos()) {
            List<CompletableFuture<Lease>> asked = Stream.generate(
                            () -> box.lock("closed").acquireAsync())
                    .limit(8)
                    .toList();
            for (CompletableFuture<Lease> refused : asked) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> refused.get(1, TimeUnit.MINUTES))
                        .withCauseInstanceOf(StoreAccessException.class);
            }
            assertThat(lease.state()).isNotEqualTo(LeaseState.LOST);
        }
        lease.close();
    }

    /** That is no refusal: it is asked again, and what comes behind it is not kept waiting for the session to end. */
    @Test
    void lock_whoseDeleteIsTurnedAwayByABusyServer_isReleasedAllTheSame() throws Exception {
        Signalbox box = open();
        Lease lease = box.lock("door").acquire();
        store.relay(box).turnNextDeleteAway();
        lease.close();
        assertThat(store.relay(box).hasTurnedAway()).isTrue();
        patiently().untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
        box.lock("door").acquire().close();
    }

    /** Whoever may not see the line cannot know whose turn it is. */
    @Test
    void lock_whoseLineMayNotBeListed_isRefused() throws Exception {
        String address = "127.0.0.1:" + store.server().port();
        String directory = store.root() + "/locks/door";
        try (PlainClient plain = new PlainClient(address)) {
            plain.create(directory, CreateMode.PERSISTENT);
            plain.allow(
                    directory, List.of(new ACL(ZooDefs.Perms.ALL & ~ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE)));
        }
        Signalbox box = open();
        assertRefused(directory, () -> box.lock("door").acquire());
        patiently().untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
        assertRefused(directory, () -> box.lock("door").inspect());
        assertRefused(directory, () -> box.list("door"));
    }

    /** Who may not create the root may use one that is there. */
    @Test
    void everything_belowARootThatIsThere_needsNoRightAboveIt() throws Exception {
        String address = "127.0.0.1:" + store.server().port();
        try (PlainClient plain = new PlainClient(address)) {
            plain.create("/above/ours", CreateMode.PERSISTENT);
            plain.allow("/above", ZooDefs.Ids.READ_ACL_UNSAFE);
        }
        try (Signalbox box = Signalbox.open(SignalboxConfig.builder()
                .url("zookeeper://" + address + "/above/ours")
                .build())) {
            box.lock("door").acquire().close();
            box.semaphore("pool", 3).acquire(2).close();
            box.event("bell").set();
        }
    }
}
