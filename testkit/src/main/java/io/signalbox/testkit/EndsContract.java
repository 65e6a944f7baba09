package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How waits end without a grant: in time, and leaving nothing behind (C4). */
public abstract class EndsContract extends ContractSuite {

    private static final Duration SHORT = Duration.ofMillis(100);

    /** For subclasses. */
    protected EndsContract() {}

    @Test
    @Clause("C4")
    void tryAcquire_takenAllTheTime_answersEmptyInTimeAndLeavesNothing() throws Exception {
        Lease held = take(open().lock("door"));
        DistributedLock lock = open().lock("door");
        Duration took = timed(() -> assertThat(lock.tryAcquire(SHORT)).isEmpty());
        assertThat(took).isBetween(SHORT, SHORT.plus(Timeouts.slack()));
        held.close();
        awaitEmptyLine(lock::inspect);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    @Clause("C4")
    void tryAcquire_noTime_isALook(long nanos) throws Exception {
        DistributedLock mine = open().lock("door");
        DistributedLock theirs = open().lock("door");
        Lease held = mine.tryAcquire(Duration.ofNanos(nanos)).orElseThrow();
        assertThat(timed(() ->
                        assertThat(theirs.tryAcquire(Duration.ofNanos(nanos))).isEmpty()))
                .isLessThan(Timeouts.slack());
        held.close();
        awaitEmptyLine(mine::inspect);
    }

    @Test
    @Clause("C4")
    void tryAcquire_untimedAndTaken_waitsForNobodyAndLeavesNothing() throws Exception {
        Lease held = take(open().lock("door"));
        DistributedLock lock = open().lock("door");
        for (int i = 0; i < 10; i++) {
            assertThat(timed(() -> assertThat(lock.tryAcquire()).isEmpty())).isLessThan(Timeouts.slack());
        }
        held.close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void acquire_interruptedBefore_throwsAndLeavesNothing() {
        DistributedLock lock = open().lock("door");
        crew.run(() -> {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(lock::acquire).isInstanceOf(InterruptedException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> lock.tryAcquire(SHORT)).isInstanceOf(InterruptedException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                })
                .get();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void acquire_interruptedWhileWaiting_throwsAndLeavesNothing() {
        Lease held = take(open().lock("door"));
        DistributedLock lock = open().lock("door");
        Crew.Member<?> waiter = crew.run(() -> {
            assertThatThrownBy(lock::acquire).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        awaitWaiters(lock::inspect, 1);
        waiter.awaitWaiting();
        waiter.interrupt();
        waiter.get();
        awaitWaiters(lock::inspect, 0);
        held.close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void tryAcquire_untimedWithInterruptPending_answersAndLeavesItPending() {
        DistributedLock lock = open().lock("door");
        crew.run(() -> {
                    Thread.currentThread().interrupt();
                    lock.tryAcquire().orElseThrow().close();
                    assertThat(Thread.interrupted()).isTrue();
                })
                .get();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void acquireAsync_cancelled_leavesNothingAndIsNeverGranted() {
        DistributedLock mine = open().lock("door");
        DistributedLock theirs = open().lock("door");
        Lease held = take(mine);
        CompletableFuture<Lease> cancelled = theirs.acquireAsync();
        awaitWaiters(mine::inspect, 1);
        cancelled.cancel(false);
        awaitWaiters(mine::inspect, 0);
        held.close();
        take(mine).close();
        assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
        awaitEmptyLine(mine::inspect);
    }

    /** The grant and the cancel at once, so that either may come first; whichever did, nothing is held afterwards. */
    @Test
    @Clause("C4")
    void acquireAsync_cancelledAsItIsGranted_isHeldByTheCallerOrByNobody() {
        DistributedLock mine = open().lock("door");
        DistributedLock theirs = open().lock("door");
        for (int round = 0; round < 40; round++) {
            Lease held = take(mine);
            CompletableFuture<Lease> waiter = theirs.acquireAsync();
            Crew.Member<?> releaser = crew.run(held::close);
            if (!waiter.cancel(true) && !waiter.isCancelled()) {
                waiter.join().close();
            }
            releaser.get();
            take(mine).close();
        }
        awaitEmptyLine(mine::inspect);
    }

    @Test
    @Clause("C4")
    void acquireAsync_cancelledAtOnce_leavesNothing() {
        DistributedLock lock = open().lock("door");
        for (int round = 0; round < 40; round++) {
            CompletableFuture<Lease> waiter = lock.acquireAsync();
            if (!waiter.cancel(true) && !waiter.isCancelled()) {
                waiter.join().close();
            }
        }
        awaitEmptyLine(lock::inspect);
        take(open().lock("door")).close();
    }

    @Test
    @Clause("C4")
    void acquireAsync_withOrTimeout_withdraws() {
        Lease held = take(open().lock("door"));
        DistributedLock lock = open().lock("door");
        CompletableFuture<Lease> waiter = lock.acquireAsync().orTimeout(SHORT.toMillis(), TimeUnit.MILLISECONDS);
        patiently().until(waiter::isCompletedExceptionally);
        awaitWaiters(lock::inspect, 0);
        held.close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void waiter_cancelledAmongOthersOfItsBox_takesNobodysPlace() {
        DistributedLock lock = open().lock("door");
        Lease held = take(lock);
        List<CompletableFuture<Lease>> waiters = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            waiters.add(lock.acquireAsync());
        }
        for (int i = 0; i < 9; i += 2) {
            waiters.get(i).cancel(false);
        }
        held.close();
        for (int i = 1; i < 9; i += 2) {
            get(waiters.get(i)).close();
        }
        awaitEmptyLine(lock::inspect);
    }

    /** The large wish stops the small one only for as long as it stands in line. */
    @Test
    @Clause({"C3", "C4"})
    void largeWish_timedOut_letsTheSmallOneBehindItThrough() throws Exception {
        DistributedSemaphore mine = open().semaphore("pool", 3);
        DistributedSemaphore theirs = open().semaphore("pool", 3);
        Lease held = take(mine, 1);
        CompletableFuture<Lease> large = theirs.acquireAsync(3);
        awaitWaiters(mine::inspect, 1);
        CompletableFuture<Lease> small = mine.acquireAsync(1);
        awaitWaiters(mine::inspect, 2);
        large.cancel(false);
        get(small).close();
        held.close();
        awaitEmptyLine(mine::inspect);
    }

    @Test
    @Clause("C4")
    void eventAwait_interruptedOrCancelled_ends() {
        DistributedEvent event = open().event("bell");
        Crew.Member<?> waiter = crew.run(() -> {
            assertThatThrownBy(event::await).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        waiter.awaitWaiting();
        waiter.interrupt();
        waiter.get();
        CompletableFuture<Void> future = event.awaitAsync();
        future.cancel(true);
        event.set();
        assertThat(future).isCancelled();
    }

    /**
     * Many acquires that end by cancel, interrupt, timeout or grant, at random. The system property
     * {@code testkit.storm} says how many; the default is 200.
     */
    @Test
    @Clause({"C1", "C4"})
    void storm_ofCancelsInterruptsAndTimeouts_leavesNothing() {
        int attempts = Integer.getInteger("testkit.storm", 200);
        DistributedLock probe = open().lock("door");
        Storm storm = new Storm(System.nanoTime());
        for (int b = 0; b < 2; b++) {
            DistributedLock lock = open("turn-length", "3").lock("door");
            for (int t = 0; t < 4; t++) {
                int thread = 4 * b + t;
                crew.run(() -> storm.rage(lock, thread, attempts / 8));
            }
        }
        crew.join();
        awaitEmptyLine(probe::inspect);
        take(probe).close();
    }

    // ------------------------------------------------------------------ lost replies

    @Test
    @Clause("C4")
    void acquire_replyLost_isGrantedOnce() {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        take(lock).close();
        loseNextReply(box);
        Lease lease = take(lock);
        assertThat(lock.inspect().holders()).hasSize(1);
        assertThat(lock.inspect().waiters()).isEmpty();
        lease.close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void acquire_replyLostAndCancelled_leavesNothing() {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        for (int round = 0; round < 3; round++) {
            take(lock).close();
            loseNextReply(box);
            CompletableFuture<Lease> cancelled = lock.acquireAsync();
            if (!cancelled.cancel(false)) {
                get(cancelled).close(); // connected again, and granted, before it could be cancelled
            }
            take(open().lock("door")).close();
        }
        awaitEmptyLine(lock::inspect);
    }

    // ------------------------------------------------------------------ a store that does not answer

    @Test
    @Clause("C4")
    void tryAcquire_storeStopped_saysUnavailableInTimeAndLeavesNothing() throws Exception {
        DistributedLock lock = open().lock("door");
        take(lock).close();
        stopStore();
        Duration took = timed(
                () -> assertThatThrownBy(() -> lock.tryAcquire(SHORT)).isInstanceOf(StoreUnavailableException.class));
        assertThat(took).isLessThan(SHORT.plus(Timeouts.slack()));
        startStore();
        awaitEmptyLine(lock::inspect);
        take(open().lock("door")).close();
    }

    @Test
    @Clause("C4")
    void callsThatWaitForNobody_storeStopped_areBoundedByTheOperationTimeout() throws Exception {
        Duration bound = Duration.ofMillis(300);
        Signalbox box = open("operation-timeout", "300ms");
        DistributedLock lock = box.lock("door");
        DistributedEvent event = box.event("bell");
        take(lock).close();
        event.isSet();
        stopStore();
        List<Crew.Task> calls =
                List.of(lock::tryAcquire, lock::inspect, event::set, event::clear, event::isSet, () -> box.list(""));
        List<Crew.Member<Duration>> members = new ArrayList<>();
        for (Crew.Task each : calls) {
            members.add(crew.call(
                    () -> timed(() -> assertThatThrownBy(each::run).isInstanceOf(StoreUnavailableException.class))));
        }
        for (Crew.Member<Duration> member : members) {
            assertThat(member.get()).isLessThan(bound.plus(Timeouts.slack()));
        }
    }

    @Test
    @Clause("C4")
    void acquire_storeStopped_ridesOutTheOutage() {
        DistributedLock lock = open().lock("door");
        take(lock).close();
        stopStore();
        CompletableFuture<Lease> waiter = lock.acquireAsync();
        stays(() -> !waiter.isDone());
        startStore();
        Lease lease = get(waiter);
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
        lease.close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void acquireAsync_cancelledWhileTheStoreIsStopped_leavesNothing() {
        DistributedLock lock = open().lock("door");
        take(lock).close();
        stopStore();
        lock.acquireAsync().cancel(false);
        startStore();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void close_ofALeaseWhileTheStoreIsStopped_returnsByTheDeadlineOfTheLease() throws Exception {
        DistributedLock lock = open().lock("door");
        Lease lease = take(lock);
        stopStore();
        assertThat(timed(lease::close)).isLessThan(store.sessionTimeout().plus(Timeouts.slack()));
        startStore();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("C4")
    void tryAcquire_cutOff_saysUnavailableInTimeAndLeavesNothing() throws Exception {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        take(lock).close();
        cutOff(box);
        Duration took = timed(() -> {
            assertThatThrownBy(() -> {
                        Optional<Lease> answer = lock.tryAcquire(SHORT);
                        assertThat(answer).isEmpty(); // never: it is not known whether the lock is taken
                    })
                    .isInstanceOf(StoreUnavailableException.class);
        });
        assertThat(took).isLessThan(SHORT.plus(Timeouts.slack()));
        reconnect(box);
        awaitEmptyLine(lock::inspect);
    }
}
