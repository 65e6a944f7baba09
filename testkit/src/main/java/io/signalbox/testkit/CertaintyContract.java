package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.LeaseLostException;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a holder knows of its lease (C5), what outlives a lost connection (C6), and what a lost process frees (C7). */
public abstract class CertaintyContract extends ContractSuite {

    /** For subclasses. */
    protected CertaintyContract() {}

    // ------------------------------------------------------------------ certainty

    @Test
    @Clause("C5")
    void lease_heldForLongerThanTheSession_staysHeld() {
        Lease lease = take(open().lock("door"));
        long end = System.nanoTime()
                + store.sessionTimeout().multipliedBy(3).dividedBy(2).toNanos();
        patiently()
                .atMost(store.sessionTimeout().multipliedBy(2).plus(Timeouts.patience()))
                .until(() -> {
                    assertThat(lease.state()).isNotIn(LeaseState.LOST, LeaseState.RELEASED);
                    return System.nanoTime() - end > 0 && lease.state() == LeaseState.HELD;
                });
        lease.ensureHeld();
    }

    @Test
    @Clause("C5")
    void safeFor_whileHeld_isPositiveAndWithinTheSessionTimeout() {
        Lease lease = take(open().lock("door"));
        assertThat(lease.safeFor()).isPositive();
        if (lease.safeFor().compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0) { // else it cannot be lost in silence
            assertThat(lease.safeFor()).isLessThanOrEqualTo(store.sessionTimeout());
        }
    }

    @Test
    @Clause({"C2", "C6"})
    void lease_ofAnExpiredSession_isLostAndTheNextIsGranted() {
        DistributedLock theirs = open().lock("door");
        for (int round = 0; round < 3; round++) {
            Signalbox holder = open();
            Lease old = take(holder.lock("door"));
            CompletableFuture<Lease> waiter = theirs.acquireAsync();
            awaitWaiters(theirs::inspect, 1);
            expire(holder);
            awaitState(old, LeaseState.LOST);
            assertThat(get(waiter).fencingToken()).isGreaterThan(old.fencingToken());
            get(waiter).close();
        }
    }

    @Test
    @Clause({"C5", "C6"})
    void lease_ofAnExpiredSession_isLostAndSaysSo() {
        Signalbox box = open();
        Lease lease = take(box.lock("door"));
        List<LeaseState> told = Collections.synchronizedList(new ArrayList<>());
        lease.onChange(told::add);
        expire(box);
        patiently().until(() -> told.contains(LeaseState.LOST));
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        assertThat(lease.safeFor()).isZero();
        assertThatThrownBy(lease::ensureHeld)
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("door")
                .hasMessageContaining(Long.toString(lease.fencingToken()));
        assertThat(told).endsWith(LeaseState.LOST).doesNotContain(LeaseState.RELEASED);
    }

    @Test
    @Clause({"C5", "C6"})
    void lease_onceLost_staysLostAfterCloseAndNewSession() {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        Lease lease = take(lock);
        expire(box);
        awaitState(lease, LeaseState.LOST);
        Lease next = take(lock);
        lease.close();
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        assertThat(next.state()).isEqualTo(LeaseState.HELD);
        assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    }

    @Test
    @Clause({"C6", "C8"})
    void lateClose_ofALostLease_freesNobody() {
        Signalbox holder = open();
        DistributedLock theirs = open().lock("door");
        DistributedLock third = open().lock("door");
        Lease old = take(holder.lock("door"));
        CompletableFuture<Lease> waiting = theirs.acquireAsync();
        awaitWaiters(theirs::inspect, 1); // so that somebody stands there, whenever the loss is noticed
        expire(holder);
        Lease next = get(waiting);
        awaitState(old, LeaseState.LOST);
        old.close();
        old.close();
        assertThat(holder.lock("door").tryAcquire()).isEmpty();
        stays(() -> third.tryAcquire().isEmpty());
        assertThat(next.state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    @Clause("C5")
    void lease_cutOff_isInDoubtAndThenLostAtItsDeadline() {
        Signalbox box = open();
        Lease lease = take(box.lock("door"));
        List<LeaseState> told = Collections.synchronizedList(new ArrayList<>());
        lease.onChange(told::add);
        Duration window = store.sessionTimeout().multipliedBy(2).dividedBy(3);
        long start = System.nanoTime();
        cutOff(box);
        patiently().until(() -> lease.state() != LeaseState.HELD);
        assertThatThrownBy(lease::ensureHeld).isInstanceOf(LeaseLostException.class);
        awaitState(lease, LeaseState.LOST);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(window.plus(Timeouts.slack()));
        assertThat(lease.safeFor()).isZero();
        patiently().until(() -> told.contains(LeaseState.LOST));
        assertThat(told).containsSubsequence(LeaseState.IN_DOUBT, LeaseState.LOST);
    }

    /** Whoever is granted next looks at the old lease: it must not be held for an instant longer. */
    @Test
    @Clause({"C1", "C5", "C7"})
    void lease_cutOff_isLostBeforeTheNextIsGrantedAndThatIsInTime() {
        Signalbox box = open();
        DistributedLock theirs = open().lock("door");
        Lease old = take(box.lock("door"));
        CompletableFuture<Lease> waiter = theirs.acquireAsync();
        awaitWaiters(theirs::inspect, 1);
        CompletableFuture<LeaseState> seen = waiter.thenApply(lease -> old.state());
        long start = System.nanoTime();
        cutOff(box);
        assertThat(get(seen)).as("the old lease when the next was granted").isEqualTo(LeaseState.LOST);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("T, two ticks of T/2 at most, and a second")
                .isLessThan(
                        store.sessionTimeout().multipliedBy(2).plusSeconds(1).plus(Timeouts.slack()));
    }

    @Test
    @Clause("C5")
    void lease_storeSilent_isLostAtItsDeadline() {
        Signalbox box = open();
        Lease lease = take(box.lock("door"));
        Duration window = store.sessionTimeout().multipliedBy(2).dividedBy(3);
        long start = System.nanoTime();
        stopStore();
        awaitState(lease, LeaseState.LOST);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(window.plus(Timeouts.slack()));
    }

    @Test
    @Clause({"C2", "C5"})
    void token_isFixedForTheLifeOfTheLease() {
        Signalbox box = open();
        Lease lease = take(box.lock("door"));
        long token = lease.fencingToken();
        expire(box);
        awaitState(lease, LeaseState.LOST);
        lease.close();
        assertThat(lease.fencingToken()).isEqualTo(token).isPositive();
    }

    // ------------------------------------------------------------------ survival

    @Test
    @Clause("C6")
    void lease_cutOffForAShortTime_isHeldAgain() {
        Signalbox box = open();
        DistributedLock theirs = open().lock("door");
        Lease lease = take(box.lock("door"));
        CompletableFuture<Lease> waiter = theirs.acquireAsync();
        awaitWaiters(theirs::inspect, 1);
        List<LeaseState> told = Collections.synchronizedList(new ArrayList<>());
        lease.onChange(told::add);
        cutOff(box);
        reconnect(box);
        awaitState(lease, LeaseState.HELD);
        stays(() -> lease.state() != LeaseState.LOST && !waiter.isDone());
        awaitState(lease, LeaseState.HELD);
        assertThat(told).doesNotContain(LeaseState.LOST);
        lease.close();
        get(waiter).close();
    }

    @Test
    @Clause({"C3", "C6"})
    void waiter_cutOffForAShortTime_keepsItsPlace() {
        DistributedLock door = open().lock("door");
        Lease held = take(door);
        Signalbox box = open();
        CompletableFuture<Lease> first = box.lock("door").acquireAsync();
        awaitWaiters(door::inspect, 1);
        CompletableFuture<Lease> second = open().lock("door").acquireAsync();
        awaitWaiters(door::inspect, 2);
        cutOff(box);
        reconnect(box);
        held.close();
        Lease lease = get(first);
        assertThat(second).isNotDone();
        lease.close();
        get(second).close();
    }

    /** What happened while the waiter was away is not lost on it. */
    @Test
    @Clause("C6")
    void waiter_cutOffWhileItsTurnComes_isGrantedAfterwards() {
        DistributedLock door = open().lock("door");
        Lease held = take(door);
        Signalbox box = open();
        CompletableFuture<Lease> waiter = box.lock("door").acquireAsync();
        awaitWaiters(door::inspect, 1);
        cutOff(box);
        held.close();
        assertThat(waiter).isNotDone();
        reconnect(box);
        Lease lease = get(waiter);
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
        lease.close();
        awaitEmptyLine(door::inspect);
    }

    @Test
    @Clause("C6")
    void waiter_ofAnExpiredSession_joinsAnewAndIsGranted() {
        DistributedLock door = open().lock("door");
        Lease held = take(door);
        Signalbox box = open();
        CompletableFuture<Lease> waiter = box.lock("door").acquireAsync();
        awaitWaiters(door::inspect, 1);
        expire(box);
        stays(() -> !waiter.isDone());
        awaitWaiters(door::inspect, 1);
        held.close();
        Lease lease = get(waiter);
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
        assertThat(lease.fencingToken()).isGreaterThan(held.fencingToken());
        lease.close();
        awaitEmptyLine(door::inspect);
    }

    @Test
    @Clause("C6")
    void waiters_ofTheHoldersOwnBox_surviveTheEndOfItsSession() {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        Lease lease = take(lock);
        List<CompletableFuture<Lease>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(lock.acquireAsync());
        }
        expire(box);
        long last = lease.fencingToken();
        for (CompletableFuture<Lease> waiter : waiters) {
            Lease next = get(waiter);
            assertThat(next.fencingToken()).isGreaterThan(last);
            assertThat(lease.state()).isEqualTo(LeaseState.LOST);
            last = next.fencingToken();
            next.close();
        }
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause({"C6", "C9"})
    void semaphoreLeases_ofAnExpiredSession_freeTheirPermits() {
        Signalbox box = open();
        DistributedSemaphore pool = box.semaphore("pool", 3);
        DistributedSemaphore theirs = open().semaphore("pool", 3);
        Lease two = take(pool, 2);
        Lease one = take(theirs, 1);
        CompletableFuture<Lease> waiter = theirs.acquireAsync(2);
        stays(() -> !waiter.isDone());
        expire(box);
        get(waiter).close();
        awaitState(two, LeaseState.LOST);
        assertThat(one.state()).isEqualTo(LeaseState.HELD);
        assertThat(pool.size()).isEqualTo(3);
    }

    @Test
    @Clause("C6")
    void sessions_thatEndManyTimes_leaveNothing() {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        for (int round = 0; round < 4; round++) {
            Lease lease = take(lock);
            expire(box);
            awaitState(lease, LeaseState.LOST);
        }
        awaitEmptyLine(lock::inspect);
        take(open().lock("door")).close();
    }
}
