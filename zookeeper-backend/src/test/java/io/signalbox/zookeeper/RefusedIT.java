package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.StoreAccessException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
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
        assertThatExceptionOfType(StoreAccessException.class)
                .isThrownBy(call)
                .withMessageContaining("refuses access to /closed");
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
