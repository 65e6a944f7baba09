package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("LockNotBeforeTry") // the locking itself is what is tested
class LockViewTest {

    private final HandStore store = new HandStore();
    private final Signalbox box = store.open("operation-timeout=100ms");
    private final HandQueue queue = store.lockQueue("a");
    private final Lock view = box.lock("a").asLock();

    @BeforeEach
    void grantAtOnce() {
        queue.grantsAtOnce = true;
    }

    @AfterEach
    void close() {
        box.close();
    }

    @Test
    void lock_again_isReentrant_andTheLastUnlockGivesBack() throws InterruptedException {
        view.lock();
        view.lockInterruptibly();
        assertThat(view.tryLock()).isTrue();
        assertThat(view.tryLock(1, TimeUnit.DAYS)).isTrue();
        view.unlock();
        view.unlock();
        view.unlock();
        assertThat(queue.journal).containsExactly("join 0 x1");
        view.unlock();

        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    @Test
    void unlock_notHeld_isIllegal() throws Exception {
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(view::unlock)
                .withMessage("cannot unlock lock \"a\": this thread does not hold it through this view");
        view.lock();
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> OtherThread.runs(view::unlock).outcome());
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> box.lock("a").asLock().unlock());
        view.unlock();
    }

    @Test
    void tryLock_heldByAnotherThread_isFalse() throws Exception {
        view.lock();

        assertThat(OtherThread.calls(() -> view.tryLock()).outcome()).isFalse();
        assertThat(OtherThread.calls(() -> view.tryLock(20, TimeUnit.MILLISECONDS))
                        .outcome())
                .isFalse();
    }

    @Test
    void lock_again_afterTheLoss_isRefused_andUnlockIsQuiet() {
        view.lock();
        store.tenure.end();

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(view::lock);
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(view::tryLock);
        view.unlock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(view::unlock);
    }

    @Test
    void lockInterruptibly_interrupted_isRefused_alsoWhenHeld() {
        view.lock();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(view::lockInterruptibly);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> view.tryLock(1, TimeUnit.SECONDS));
        view.unlock();
    }

    @Test
    void lock_interruptedWhileWaiting_waitsOn_andLeavesTheInterruptPending() throws Exception {
        queue.grantsAtOnce = false;
        OtherThread<Boolean> other = OtherThread.calls(() -> {
            view.lock();
            return Thread.currentThread().isInterrupted();
        });
        await().until(() -> queue.joined() == 1);
        other.interrupt();
        queue.place(0).grant();

        assertThat(other.outcome()).isTrue();
        assertThat(queue.journal).containsExactly("join 0 x1");
    }

    @Test
    void newCondition_isNotSupported() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(view::newCondition)
                .withMessageContaining("DistributedEvent");
    }

    @Test
    void toString_namesTheLock() {
        assertThat(view).hasToString("lock \"a\" as a java.util.concurrent.locks.Lock");
    }
}
