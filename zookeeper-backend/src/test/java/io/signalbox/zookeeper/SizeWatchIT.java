package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.PermitMismatchException;
import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The size of a semaphore is read when it is opened, and watched from then on: nobody may go by an old one. */
class SizeWatchIT extends OnTestServer {

    private DistributedSemaphore pool(Signalbox box) {
        return box.semaphore("pool");
    }

    private int watches() {
        return store.server().watches(store.root() + "/sizes");
    }

    /** Whatever was confirmed before the acquire was asked for holds for it. */
    @Test
    void size_changedBeforeTheFirstAcquire_isGoneBy() throws Exception {
        Signalbox other = open();
        other.semaphore("pool", 3);
        for (int i = 0; i < 50; i++) {
            try (Signalbox box = open()) {
                DistributedSemaphore opened = pool(box);
                pool(other).resize(1 + i % 3);
                assertGoesBy(opened, 1 + i % 3);
            }
        }
    }

    private static void assertGoesBy(DistributedSemaphore opened, int size) {
        assertThatThrownBy(() -> opened.acquire(size + 1)).isInstanceOf(PermitMismatchException.class);
        opened.tryAcquire(size).orElseThrow().close();
    }

    @Test
    void size_changedBetweenAcquires_isGoneBy() {
        DistributedSemaphore other = open().semaphore("pool", 3);
        DistributedSemaphore opened = pool(open());
        for (int i = 0; i < 50; i++) {
            other.resize(1 + i % 3);
            assertGoesBy(opened, 1 + i % 3);
        }
    }

    @Test
    void size_changedWhileWeAreCutOff_isGoneBy() throws Exception {
        DistributedSemaphore other = open().semaphore("pool", 3);
        Signalbox box = open("session-timeout", "10s");
        DistributedSemaphore opened = pool(box);
        store.relay(box).hold();
        other.resize(2);
        store.relay(box).sever();
        store.relay(box).release();
        assertThatThrownBy(() -> opened.tryAcquire(3, Timeouts.patience())).isInstanceOf(PermitMismatchException.class);
        opened.tryAcquire(2).orElseThrow().close();
    }

    @Test
    void size_changedWhileOurSessionEnds_isGoneBy() throws Exception {
        DistributedSemaphore other = open().semaphore("pool", 3);
        Signalbox box = open();
        DistributedSemaphore opened = pool(box);
        store.expire(box);
        other.resize(2);
        assertThatThrownBy(() -> opened.tryAcquire(3, Timeouts.patience())).isInstanceOf(PermitMismatchException.class);
        opened.tryAcquire(2).orElseThrow().close();
    }

    @Test
    void size_raisedWhileTheFirstAcquireWaits_letsItIn() throws Exception {
        DistributedSemaphore other = open().semaphore("pool", 2);
        DistributedSemaphore opened = pool(open());
        try (Lease held = other.acquire(2)) {
            var wait = opened.acquireAsync(1);
            patiently().until(() -> other.inspect().waiters().size() == 1);
            other.resize(3);
            Hands.get(wait).close();
            held.ensureHeld();
        }
    }

    /** What has failed before its node was answered for must not leave the node: it would keep others out until we close. */
    @Test
    void acquire_thatFailsWhileItsCreateIsOnItsWay_leavesNothing() throws Exception {
        Signalbox box = open("session-timeout", "30s");
        DistributedSemaphore opened = box.semaphore("pool", 2);
        try (PlainClient plain = new PlainClient("127.0.0.1:" + store.server().port());
                Lease held = opened.acquire()) {
            store.relay(box).holdAtNextRead();
            plain.delete(store.root() + "/sizes/pool");
            patiently().until(store.relay(box)::isHeld);
            var one = opened.acquireAsync();
            var other = opened.acquireAsync();
            store.relay(box).release();
            assertThatThrownBy(() -> Hands.get(one)).hasStackTraceContaining("no longer says its size");
            assertThatThrownBy(() -> Hands.get(other)).hasStackTraceContaining("no longer says its size");
            held.ensureHeld();
        }
        patiently().untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
        open().semaphore("pool", 2)
                .tryAcquire(2, Timeouts.patience())
                .orElseThrow()
                .close();
    }

    /** Names that were opened once must not leave a watch each. */
    @Test
    void semaphores_notUsedForAWhile_areNotWatched() throws Exception {
        Signalbox box = open();
        DistributedSemaphore used = box.semaphore("used", 2);
        used.acquire().close();
        for (int i = 0; i < 10; i++) {
            box.semaphore("unused/" + i, 2);
        }
        patiently().untilAsserted(() -> assertThat(watches()).as("watches").isEqualTo(11));
        patiently() // what was used meanwhile is watched for twice as long
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(watches()).as("watches").isZero());
        open().semaphore("used").resize(1);
        assertGoesBy(used, 1);
    }
}
