package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.LeaseLostException;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** The clauses of {@link java.util.concurrent.locks.Lock}, for {@link DistributedLock#asLock()}. */
@SuppressWarnings("LockNotBeforeTry") // what locking and unlocking does is what is looked at
public abstract class ViewContract extends ContractSuite {

    /** For subclasses. */
    protected ViewContract() {}

    @Test
    @Clause("C1")
    void sections_ofViewsOfTwoBoxes_neverOverlap() {
        AtomicInteger inside = new AtomicInteger();
        for (int b = 0; b < 2; b++) {
            Lock view = open("turn-length", "4").lock("door").asLock();
            for (int t = 0; t < 3; t++) {
                crew.run(() -> {
                    for (int round = 0; round < 15; round++) {
                        view.lock();
                        try {
                            assertThat(inside.incrementAndGet()).isEqualTo(1);
                            inside.decrementAndGet();
                        } finally {
                            view.unlock();
                        }
                    }
                });
            }
        }
        crew.join();
    }

    @Test
    @Clause("C1")
    void lock_heldByThisThread_isReentrantInEveryForm() throws Exception {
        DistributedLock lock = open().lock("door");
        Lock view = lock.asLock();
        DistributedLock theirs = open().lock("door");
        view.lock();
        view.lock();
        view.lockInterruptibly();
        assertThat(view.tryLock()).isTrue();
        assertThat(view.tryLock(1, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(theirs.tryAcquire()).isEmpty();
            view.unlock();
        }
        assertThat(theirs.tryAcquire()).isPresent();
    }

    @Test
    @Clause("C1")
    void tryLock_heldByAnotherThreadOfTheSameView_isFalse() {
        Lock view = open().lock("door").asLock();
        view.lock();
        crew.run(() -> {
                    assertThat(view.tryLock()).isFalse();
                    assertThat(view.tryLock(20, TimeUnit.MILLISECONDS)).isFalse();
                })
                .get();
        view.unlock();
        crew.run(() -> {
                    assertThat(view.tryLock()).isTrue();
                    view.unlock();
                })
                .get();
    }

    @Test
    @Clause("C1")
    void view_andLease_excludeEachOther() {
        DistributedLock lock = open().lock("door");
        Lock view = lock.asLock();
        view.lock();
        assertThat(lock.tryAcquire()).isEmpty();
        view.unlock();
        Lease lease = take(lock);
        assertThat(view.tryLock()).isFalse();
        assertThat(lock.asLock().tryLock()).isFalse();
        lease.close();
        assertThat(view.tryLock()).isTrue();
        view.unlock();
    }

    @Test
    @Clause("C8")
    void unlock_byAThreadThatDoesNotHold_throwsAndFreesNothing() {
        Lock view = open().lock("door").asLock();
        assertThatThrownBy(view::unlock).isInstanceOf(IllegalMonitorStateException.class);
        view.lock();
        crew.run(() -> assertThatThrownBy(view::unlock).isInstanceOf(IllegalMonitorStateException.class))
                .get();
        assertThat(open().lock("door").tryAcquire()).isEmpty();
        view.unlock();
        assertThatThrownBy(view::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    @Clause("C4")
    void lockInterruptibly_interruptedBeforeOrWhileWaiting_throwsAndLeavesNothing() {
        DistributedLock lock = open().lock("door");
        Lease held = take(open().lock("door"));
        Crew.Member<?> waiter = crew.run(() -> {
            Lock view = lock.asLock();
            Thread.currentThread().interrupt();
            assertThatThrownBy(view::lockInterruptibly).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> view.tryLock(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            assertThatThrownBy(view::lockInterruptibly).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThatThrownBy(view::unlock).isInstanceOf(IllegalMonitorStateException.class);
        });
        awaitWaiters(lock::inspect, 1);
        waiter.awaitWaiting();
        waiter.interrupt();
        waiter.get();
        held.close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void lock_interruptedBeforeOrWhileWaiting_waitsOnAndLeavesTheInterruptPending() {
        DistributedLock lock = open().lock("door");
        Lease held = take(open().lock("door"));
        Crew.Member<?> waiter = crew.run(() -> {
            Lock view = lock.asLock();
            view.lock();
            assertThat(Thread.interrupted()).isTrue();
            view.unlock();
            Thread.currentThread().interrupt();
            view.lock();
            assertThat(Thread.interrupted()).isTrue();
            view.unlock();
        });
        awaitWaiters(lock::inspect, 1);
        waiter.awaitWaiting();
        waiter.interrupt();
        stays(() -> !waiter.isDone());
        held.close();
        waiter.get();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void tryLock_takenAllTheTime_isFalseInTime() throws Exception {
        Lease held = take(open().lock("door"));
        Lock view = open().lock("door").asLock();
        assertThat(timed(() -> assertThat(view.tryLock()).isFalse())).isLessThan(Timeouts.slack());
        assertThat(timed(() -> assertThat(view.tryLock(0, TimeUnit.SECONDS)).isFalse()))
                .isLessThan(Timeouts.slack());
        assertThat(timed(() -> assertThat(view.tryLock(-1, TimeUnit.SECONDS)).isFalse()))
                .isLessThan(Timeouts.slack());
        assertThat(timed(() ->
                        assertThat(view.tryLock(50, TimeUnit.MILLISECONDS)).isFalse()))
                .isLessThan(Timeouts.slack().plusMillis(50));
        held.close();
    }

    @Test
    @Clause("C1")
    void newCondition_isUnsupported() {
        Lock view = open().lock("door").asLock();
        assertThatThrownBy(view::newCondition).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Clause({"C5", "C6"})
    void lock_afterALoss_saysSoToReentrantCallsAndCanBeUnlocked() {
        Signalbox box = open();
        Lock view = box.lock("door").asLock();
        view.lock();
        Lease ofTheSameSession = take(box.lock("gate"));
        expire(box);
        awaitState(ofTheSameSession, LeaseState.LOST);
        Lease theirs = take(open().lock("door"));
        assertThatThrownBy(view::lock).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(view::tryLock).isInstanceOf(LeaseLostException.class);
        view.unlock();
        assertThatThrownBy(view::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(view.tryLock()).isFalse();
        theirs.close();
        assertThat(view.tryLock()).isTrue();
        view.unlock();
    }
}
