package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import org.junit.jupiter.api.Test;

/** The reply to a create is lost, with its connection. */
class LostReplyIT extends OnTestServer {

    @Test
    void lock_firstCreateInSessionAndItsListLost_isGranted() throws Exception {
        open().lock("door").acquire().close(); // the directory is there
        Signalbox box = open();
        store.loseNextReply(box);
        try (Lease lease = box.lock("door").tryAcquire(Timeouts.patience()).orElseThrow()) {
            assertThat(store.relay(box).repliesLost()).isEqualTo(1);
            assertThat(store.contenders()).hasValue(1);
            lease.ensureHeld();
        }
        assertThat(store.contenders()).hasValue(0);
    }

    @Test
    void semaphore_firstCreateInSessionAndItsListLost_isGranted() throws Exception {
        open().semaphore("pool", 3).acquire(3).close();
        Signalbox box = open();
        var semaphore = box.semaphore("pool", 3);
        store.loseNextReply(box);
        try (Lease lease = semaphore.tryAcquire(3, Timeouts.patience()).orElseThrow()) {
            assertThat(store.relay(box).repliesLost()).isEqualTo(1);
            assertThat(store.contenders()).hasValue(1);
            lease.ensureHeld();
        }
        assertThat(store.contenders()).hasValue(0);
    }

    @Test
    void lock_laterCreateLost_isGranted() throws Exception {
        Signalbox box = open();
        box.lock("door").acquire().close();
        box.lock("door").acquire().close();
        store.loseNextReply(box);
        try (Lease lease = box.lock("door").tryAcquire(Timeouts.patience()).orElseThrow()) {
            assertThat(store.contenders()).hasValue(1);
            lease.ensureHeld();
        }
        assertThat(store.contenders()).hasValue(0);
    }
}
