package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.signalbox.HandQueue.Place;
import io.signalbox.spi.Tenure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The line of a process, over a store that does what the test says. */
class PermitLineTest {

    private final HandStore store = new HandStore();
    private final Signalbox box = store.open("turn-length=3");
    private final DistributedLock lock = box.lock("a");
    private final HandQueue queue = store.lockQueue("a");
    private final HandQueue pool = store.semaphoreQueue("p");

    @AfterEach
    void close() {
        box.close();
    }

    private DistributedSemaphore semaphore(int size) {
        pool.size = size;
        return box.semaphore("p", size);
    }

    private static List<CompletableFuture<Lease>> acquire(DistributedSemaphore semaphore, int... permits) {
        return IntStream.of(permits).mapToObj(semaphore::acquireAsync).collect(Collectors.toCollection(ArrayList::new));
    }

    private List<CompletableFuture<Lease>> acquire(int count) {
        return IntStream.range(0, count).mapToObj(i -> lock.acquireAsync()).toList();
    }

    private static void assertFails(CompletableFuture<?> future, SignalboxException cause) {
        assertThat(future).isCompletedExceptionally();
        assertThat(future.handle((value, error) -> error).join()).isSameAs(cause);
    }

    // ------------------------------------------------------------------ one acquire

    @Test
    void acquire_waitsUntilGranted() {
        CompletableFuture<Lease> later = lock.acquireAsync();
        queue.place(0).placed();
        assertThat(later).isNotDone();
        queue.place(0).grant();

        assertThat(later).isCompleted();
        assertThat(later.join().fencingToken()).isEqualTo(100);
        assertThat(queue.place(0).thread).isEqualTo(Thread.currentThread().getName());
    }

    /** A session can end on another thread as soon as its grant is told; here it does so before anything else. */
    @Test
    void acquire_sessionEndsWhileTheWaiterIsTold_isToldOfTheLoss() {
        List<LeaseState> heard = new ArrayList<>();
        CompletableFuture<Lease> later = lock.acquireAsync();
        later.thenAccept(lease -> {
            lease.onChange(heard::add);
            store.tenure.end();
        });
        queue.place(0).grant();

        await().untilAsserted(() -> assertThat(heard).containsExactly(LeaseState.LOST)); // and nobody has asked
        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    @Test
    void acquire_grantedBeforeJoinReturns_isServedAtOnce() throws InterruptedException {
        queue.grantsAtOnce = true;
        try (Lease lease = lock.acquire()) {
            assertThat(lease.state()).isEqualTo(LeaseState.HELD);
        }

        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    /** Nor in the store's line, even if that would grant at once. */
    @Test
    void acquire_behindAWaiter_isNotServedFirst() {
        CompletableFuture<Lease> first = lock.acquireAsync();
        queue.grantsAtOnce = true;
        CompletableFuture<Lease> second = lock.acquireAsync();

        assertThat(queue.joined()).isEqualTo(1);
        assertThat(second).isNotDone();
        queue.place(0).grant();
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        first.join().close();
        assertThat(second).isCompleted();
    }

    @Test
    void acquire_blocksItsThreadUntilGranted() throws Exception {
        OtherThread<Lease> other = OtherThread.calls(lock::acquire);
        await().until(() -> queue.joined() == 1);
        queue.place(0).grant();

        assertThat(other.outcome().state()).isEqualTo(LeaseState.HELD);
    }

    // ------------------------------------------------------------------ rest

    /** A turn of a line in which nobody waits, on a backend that lets it rest. */
    private Place rested() throws InterruptedException {
        queue.letsRest = true;
        queue.grantsAtOnce = true;
        lock.acquire().close();
        assertThat(queue.journal).containsExactly("join 0 x1", "rest 0");
        queue.journal.clear();
        return queue.place(0);
    }

    @Test
    void rest_whoComesNext_isServedByTheSameTurn() throws Exception {
        rested();
        try (Lease lease = OtherThread.calls(lock::acquire).outcome()) {
            assertThat(lease.fencingToken()).isEqualTo(101);
            assertThat(lease.state()).isEqualTo(LeaseState.HELD);
            assertThat(queue.journal).singleElement().asString().matches("resume 0 by .+");
        }
    }

    @Test
    void rest_isTaken_neitherByTryNorByAsync() throws InterruptedException {
        rested();
        Lease tried = lock.tryAcquire().orElseThrow();
        assertThat(tried.fencingToken()).isEqualTo(101);
        assertThat(lock.tryAcquire()).isEmpty();
        tried.close();
        assertThat(lock.acquireAsync().join().fencingToken()).isEqualTo(102);
        assertThat(queue.joined()).isEqualTo(1);
    }

    @Test
    void rest_endedByTheBackend_isReplaced() throws InterruptedException {
        rested().endRest();
        try (Lease lease = lock.acquire()) {
            assertThat(lease.fencingToken()).isEqualTo(200);
            assertThat(queue.journal).element(0).asString().startsWith("resume in vain 0");
            assertThat(queue.journal.subList(1, 3)).containsExactly("leave 0", "join 1 x1");
        }
    }

    /** A turn serves as many as it may, rested or not. */
    @Test
    void rest_afterAsManyLeasesAsATurnServes_isAnEnd() throws InterruptedException {
        rested();
        lock.acquire().close();
        assertThat(queue.journal).last().isEqualTo("rest 0");
        lock.acquire().close();
        assertThat(queue.journal).last().isEqualTo("leave 0");
        assertThat(lock.acquireAsync().join().fencingToken()).isEqualTo(200);
    }

    @Test
    void rest_withAWaiter_isNotAsked() throws InterruptedException {
        queue.letsRest = true;
        queue.grantsAtOnce = true;
        Lease first = lock.acquire();
        CompletableFuture<Lease> second = lock.acquireAsync();
        first.close();

        assertThat(second.join().fencingToken()).isEqualTo(101);
        assertThat(queue.journal).containsExactly("join 0 x1");
    }

    @Test
    void rest_untilTheLeasesAreLookedAt_andNoLonger() throws InterruptedException {
        Place place = rested();
        store.tenure.suspect(); // and so they are
        await().until(place::hasLeft);

        assertThat(queue.journal).containsExactly("leave 0");
        queue.grantsAtOnce = false;
        assertThat(lock.acquireAsync()).isNotDone();
        assertThat(queue.joined()).isEqualTo(2);
    }

    @Test
    void rest_revoked_isOver() throws InterruptedException {
        rested().revoke();
        assertThat(queue.journal).containsExactly("leave 0");
        assertThat(lock.acquireAsync().join().fencingToken()).isEqualTo(200);
    }

    @Test
    void rest_boxClosed_leaves() throws InterruptedException {
        Place place = rested();
        box.close();
        assertThat(place.hasLeft()).isTrue();
    }

    /** A semaphore: whoever wants another number of permits gets a turn of its own, and what rests is given back first. */
    @Test
    void rest_forOtherPermits_isAnEnd() {
        DistributedSemaphore semaphore = semaphore(3);
        pool.letsRest = true;
        pool.grantsAtOnce = true;
        pool.joinsOutOf = 3;
        semaphore.acquireAsync(3).join().close();
        assertThat(pool.journal).containsExactly("join 0 x3", "rest 0");
        pool.joinsOutOf = 0;
        semaphore.acquireAsync(1).join();
        semaphore.acquireAsync(2).join();
        assertThat(pool.journal).containsExactly("join 0 x3", "rest 0", "leave 0", "join 1 x1", "join 2 x2");
    }

    /** Beside it others may have been granted, with greater tokens. */
    @Test
    void rest_ofATurnThatDoesNotHoldAll_isNotAsked() {
        DistributedSemaphore semaphore = semaphore(3);
        pool.letsRest = true;
        pool.grantsAtOnce = true;
        semaphore.acquireAsync(1).join().close();
        assertThat(pool.journal).containsExactly("join 0 x1", "leave 0");
    }

    // ------------------------------------------------------------------ put out by force

    @Test
    void turnRevoked_itsLeaseIsLost_andWaitersJoinAnew() {
        List<CompletableFuture<Lease>> waiters = acquire(2);
        queue.place(0).grant();
        Lease lease = waiters.get(0).join();
        List<LeaseState> told = new CopyOnWriteArrayList<>();
        lease.onChange(told::add);
        queue.place(0).revoke();

        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        await().untilAsserted(() -> assertThat(told).containsExactly(LeaseState.LOST));
        assertThat(waiters.get(1)).isNotDone();
        assertThat(queue.joined()).isEqualTo(2);
        queue.place(1).grant();
        assertThat(waiters.get(1).join().fencingToken()).isEqualTo(200);
        lease.close();
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        assertThat(waiters.get(1).join().state()).isEqualTo(LeaseState.HELD);
    }

    /** Granted, but not certain, so that it has served nobody yet. */
    @Test
    void turnRevoked_beforeItServed_isReplaced() {
        CompletableFuture<Lease> waiter = lock.acquireAsync();
        store.tenure.suspect();
        queue.place(0).grant();
        queue.place(0).revoke();

        assertThat(waiter).isNotDone();
        assertThat(queue.present()).containsExactly(1);
    }

    @Test
    void turnRevoked_afterItsRelease_changesNothing() {
        CompletableFuture<Lease> first = lock.acquireAsync();
        queue.place(0).grant();
        first.join().close();
        queue.place(0).revoke();

        assertThat(first.join().state()).isEqualTo(LeaseState.RELEASED);
        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    // ------------------------------------------------------------------ turns of a lock

    @Test
    void turn_passesInMemory_asOftenAsItsLength_thenGivesWay() {
        List<CompletableFuture<Lease>> waiters = acquire(5);
        assertThat(queue.joined()).isEqualTo(1);
        queue.place(0).grant();
        waiters.get(0).join().close();
        waiters.get(1).join().close();
        assertThat(queue.joined()).isEqualTo(1);
        waiters.get(2).join().close();

        assertThat(waiters.get(3)).isNotDone();
        assertThat(queue.journal).containsExactly("join 0 x1", "join 1 x1", "leave 0");
        queue.place(1).grant();
        waiters.get(3).join().close();
        assertThat(waiters.get(4)).isCompleted();
    }

    @Test
    void turn_passing_numbersItsTokens() {
        List<CompletableFuture<Lease>> waiters = acquire(4);
        queue.place(0).grant();
        List<Long> tokens = new ArrayList<>();
        for (CompletableFuture<Lease> waiter : waiters.subList(0, 3)) {
            tokens.add(waiter.join().fencingToken());
            waiter.join().close();
        }
        queue.place(1).grant();
        tokens.add(waiters.get(3).join().fencingToken());

        assertThat(tokens).containsExactly(100L, 101L, 102L, 200L);
    }

    @Test
    void turn_withFewTokens_passesAsOftenAsTheyLast() {
        List<CompletableFuture<Lease>> waiters = acquire(3);
        queue.place(0).grant(2, store.tenure);
        waiters.get(0).join().close();
        waiters.get(1).join().close();

        assertThat(waiters.get(2)).isNotDone();
        assertThat(queue.journal).containsExactly("join 0 x1", "join 1 x1", "leave 0");
    }

    @Test
    void turn_withoutWaiters_leaves() {
        List<CompletableFuture<Lease>> waiters = acquire(2);
        queue.place(0).grant();
        waiters.get(0).join().close();
        waiters.get(1).join().close();

        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    @Test
    void turn_held_needsNoOtherTurnForTheNextWaiter() {
        acquire(1);
        queue.place(0).grant();
        acquire(3);

        assertThat(queue.joined()).isEqualTo(1);
    }

    // ------------------------------------------------------------------ doubt

    @Test
    void doubtful_nothingIsPassed_untilAnAcknowledgement() {
        List<CompletableFuture<Lease>> waiters = acquire(2);
        queue.place(0).grant();
        Lease first = waiters.get(0).join();
        store.tenure.suspect();
        first.close();
        assertThat(waiters.get(1)).isNotDone();
        assertThat(queue.journal).containsExactly("join 0 x1");

        store.acknowledge();
        assertThat(waiters.get(1)).succeedsWithin(Duration.ofSeconds(30));
        assertThat(waiters.get(1).join().fencingToken()).isEqualTo(101);
    }

    @Test
    void doubtful_nothingNewIsServed_untilAnAcknowledgement() {
        CompletableFuture<Lease> later = lock.acquireAsync();
        store.clock.advance(HandStore.SURE);
        queue.place(0).grant();
        assertThat(later).isNotDone();

        store.acknowledge();
        assertThat(later).succeedsWithin(Duration.ofSeconds(30));
        assertThat(queue.journal).containsExactly("join 0 x1");
    }

    @Test
    void doubtful_grantedBeforeJoinReturns_isNotServed_untilAnAcknowledgement() {
        store.tenure.suspect();
        queue.grantsAtOnce = true;
        CompletableFuture<Lease> later = lock.acquireAsync();
        assertThat(later).isNotDone();

        store.acknowledge();
        assertThat(later).succeedsWithin(Duration.ofSeconds(30));
        assertThat(queue.journal).containsExactly("join 0 x1");
    }

    @Test
    void lease_overTheDeadline_isLostForEver_andItsTurnLeaves() {
        CompletableFuture<Lease> first = lock.acquireAsync();
        CompletableFuture<Lease> second = lock.acquireAsync();
        queue.place(0).grant();
        Lease lease = first.join();
        store.clock.advance(HandStore.WINDOW);
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        store.acknowledge();

        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        await().until(() -> queue.present().equals(List.of(1)));
        assertThat(second).isNotDone();
        queue.place(1).grant();
        assertThat(second).isCompleted();
    }

    @Test
    void session_endedBeforeAGrantWasServed_isReplacedUnseen() {
        CompletableFuture<Lease> later = lock.acquireAsync();
        store.tenure.suspect();
        queue.place(0).grant();
        Tenure old = store.tenure;
        store.tenure = store.newTenure(HandStore.TIMEOUT);
        old.end();

        await().until(() -> queue.journal.equals(List.of("join 0 x1", "leave 0", "join 1 x1")));
        assertThat(later).isNotDone();
        queue.place(1).grant();
        assertThat(later.join().fencingToken()).isEqualTo(200);
    }

    // ------------------------------------------------------------------ failures

    @Test
    void contender_failedAsUnavailable_isReplacedUnseen() {
        CompletableFuture<Lease> later = lock.acquireAsync();
        queue.place(0).placed();
        queue.place(0).fail(new StoreUnavailableException("the session is over"));
        assertThat(later).isNotDone();
        queue.place(1).grant();

        assertThat(later.join().fencingToken()).isEqualTo(200);
        assertThat(queue.journal).containsExactly("join 0 x1", "join 1 x1");
    }

    @Test
    void contender_failedOtherwise_isToldItsOwnWaiter() {
        List<CompletableFuture<Lease>> waiters = acquire(2);
        StoreAccessException refused = new StoreAccessException("no right");
        queue.place(0).fail(refused);

        assertFails(waiters.get(0), refused);
        assertThat(waiters.get(1)).isNotDone();
        queue.place(1).grant();
        assertThat(waiters.get(1)).isCompleted();
    }

    @Test
    void contender_failed_isThrownByABlockingAcquire() {
        StoreAccessException refused = new StoreAccessException("no right");
        queue.whenJoined = place -> place.fail(refused);

        assertThatExceptionOfType(StoreAccessException.class)
                .isThrownBy(lock::acquire)
                .isSameAs(refused);
    }

    @Test
    void contender_thatHasLeft_saysNothingAnyMore() {
        CompletableFuture<Lease> withdrawn = lock.acquireAsync();
        withdrawn.cancel(false);
        CompletableFuture<Lease> later = lock.acquireAsync();
        queue.place(0).placed();
        queue.place(0).grant();
        queue.place(0).fail(new StoreAccessException("no right"));

        assertThat(later).isNotDone();
        assertThat(queue.present()).containsExactly(1);
    }

    // ------------------------------------------------------------------ withdrawing

    @Test
    void cancel_leavesTheLine() {
        CompletableFuture<Lease> later = lock.acquireAsync();
        assertThat(later.cancel(false)).isTrue();

        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    @Test
    void cancel_ofOneOfTwo_keepsTheTurnForTheOther() {
        List<CompletableFuture<Lease>> waiters = acquire(2);
        waiters.get(0).cancel(false);
        queue.place(0).grant();

        assertThat(waiters.get(1)).isCompleted();
        assertThat(queue.journal).containsExactly("join 0 x1");
    }

    @Test
    void completedByTheCaller_leavesTheLine() {
        CompletableFuture<Lease> later = lock.acquireAsync();
        later.completeExceptionally(new IllegalStateException("enough"));

        assertThat(queue.present()).isEmpty();
    }

    @Test
    void cancel_whileTheGrantIsOnItsWay_givesItBack() {
        Deque<Runnable> queued = new ArrayDeque<>();
        try (Signalbox slow = store.open(queued::add, "turn-length=3")) {
            CompletableFuture<Lease> later = slow.lock("a").acquireAsync();
            queue.place(0).grant();
            later.cancel(false);
            assertThat(queue.present()).containsExactly(0);
            queued.remove().run();

            assertThat(queue.present()).isEmpty();
        }
    }

    @Test
    void interrupt_whileWaiting_leavesTheLineFirst() throws Exception {
        OtherThread<Lease> other = OtherThread.calls(() -> {
            try {
                return lock.acquire();
            } catch (InterruptedException e) {
                assertThat(queue.present()).isEmpty();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                throw e;
            }
        });
        await().until(() -> queue.joined() == 1);
        other.interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(other::outcome);
        queue.place(0).grant();
        assertThat(queue.present()).isEmpty();
    }

    @Test
    void interrupt_beforeWaiting_asksNothing() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(lock::acquire);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> lock.tryAcquire(Duration.ofSeconds(1)));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> lock.tryAcquire(Duration.ZERO));

        assertThat(Thread.interrupted()).isFalse();
        assertThat(queue.journal).isEmpty();
    }

    // ------------------------------------------------------------------ tryAcquire

    @Test
    void tryAcquire_placedAndNotFree_isEmpty_andLeaves() {
        queue.whenJoined = HandQueue.Place::placed;

        assertThat(lock.tryAcquire()).isEmpty();
        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    @Test
    void tryAcquire_free_isTheLease() {
        queue.whenJoined = HandQueue.Place::grant;

        assertThat(lock.tryAcquire()).map(Lease::state).contains(LeaseState.HELD);
    }

    @Test
    void tryAcquire_heldByOurselves_isEmptyWithoutAsking() {
        acquire(1);
        queue.place(0).grant();

        assertThat(lock.tryAcquire()).isEmpty();
        assertThat(queue.joined()).isEqualTo(1);
    }

    @Test
    void tryAcquire_behindWaitersOfOurOwn_isEmptyWithoutAsking() {
        acquire(1);

        assertThat(lock.tryAcquire()).isEmpty();
        assertThat(queue.journal).containsExactly("join 0 x1");
    }

    @Test
    void tryAcquire_heldByOurselvesInDoubt_asksTheStore() {
        DistributedSemaphore semaphore = semaphore(1);
        acquire(semaphore, 1);
        pool.place(0).grant();
        store.tenure.suspect();
        pool.whenJoined = HandQueue.Place::placed;

        assertThat(semaphore.tryAcquire()).isEmpty();
        assertThat(pool.journal).containsExactly("join 0 x1", "join 1 x1", "leave 1");
    }

    @Test
    void tryAcquire_heldByOurselvesInPart_asksForTheRest() {
        DistributedSemaphore semaphore = semaphore(3);
        acquire(semaphore, 2);
        pool.place(0).grant();
        pool.whenJoined = HandQueue.Place::grant;

        assertThat(semaphore.tryAcquire(2)).isEmpty();
        assertThat(pool.joined()).isEqualTo(1);
        assertThat(semaphore.tryAcquire(1)).isPresent();
    }

    @Test
    void tryAcquire_withoutAnAnswer_isUnavailable_andLeaves() {
        try (Signalbox hasty = store.open("operation-timeout=30ms")) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> hasty.lock("a").tryAcquire())
                    .withMessage("cannot acquire lock \"a\" within 30ms: the store did not answer; try again later");
        }
        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    @Test
    void tryAcquire_behindWaitersOfOurOwn_andUnreachable_isUnavailable() {
        try (Signalbox hasty = store.open("operation-timeout=30ms")) {
            hasty.lock("a").acquireAsync();
            store.reachable = false;

            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> hasty.lock("a").tryAcquire());
        }
    }

    @Test
    void tryAcquire_interrupted_answers_andLeavesTheInterruptPending() {
        queue.whenJoined = HandQueue.Place::grant;
        Thread.currentThread().interrupt();

        assertThat(lock.tryAcquire()).isPresent();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void tryAcquire_inTime_isTheLease() throws InterruptedException {
        queue.whenJoined = HandQueue.Place::grant;

        assertThat(lock.tryAcquire(Duration.ofDays(365_000))).isPresent();
    }

    @Test
    void tryAcquire_negativeTimeout_isALook() throws InterruptedException {
        queue.whenJoined = HandQueue.Place::placed;

        assertThat(lock.tryAcquire(Duration.ofSeconds(-1))).isEmpty();
    }

    @Test
    void tryAcquire_heldByOurselvesAllTheTime_isEmptyAfterTheTimeout() throws InterruptedException {
        acquire(1);
        queue.place(0).grant();

        assertThat(lock.tryAcquire(Duration.ofMillis(20))).isEmpty();
        assertThat(queue.journal).containsExactly("join 0 x1");
    }

    @Test
    void tryAcquire_placedAndNotFreeInTime_isEmpty_andLeaves() throws Exception {
        OtherThread<Optional<Lease>> other = OtherThread.calls(() -> lock.tryAcquire(Duration.ofSeconds(1)));
        await().until(() -> queue.joined() == 1);
        queue.place(0).placed();

        assertThat(other.outcome()).isEmpty();
        assertThat(queue.present()).isEmpty();
    }

    @Test
    void tryAcquire_unansweredInTime_isUnavailable_andLeaves() {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> lock.tryAcquire(Duration.ofMillis(20)))
                .withMessageContaining("within 20ms");
        assertThat(queue.present()).isEmpty();
    }

    /** Granted in a session that is in doubt: it is not known whether the lock was free. */
    @Test
    void tryAcquire_grantedInDoubtOnly_isUnavailable_andLeaves() throws Exception {
        store.tenure.suspect();
        OtherThread<Optional<Lease>> other = OtherThread.calls(() -> lock.tryAcquire(Duration.ofSeconds(1)));
        await().until(() -> queue.joined() == 1);
        queue.place(0).grant();

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(other::outcome);
        assertThat(queue.present()).isEmpty();
    }

    @Test
    void tryAcquire_placedButTheStoreIsGone_isUnavailable() throws Exception {
        OtherThread<Optional<Lease>> other = OtherThread.calls(() -> lock.tryAcquire(Duration.ofSeconds(1)));
        await().until(() -> queue.joined() == 1);
        queue.place(0).placed();
        store.reachable = false;

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(other::outcome);
    }

    // ------------------------------------------------------------------ semaphores

    @Test
    void semaphore_turnsAreSentWhateverTheSize() {
        DistributedSemaphore semaphore = semaphore(3);
        acquire(semaphore, 1, 2, 1, 3);

        assertThat(pool.journal).containsExactly("join 0 x1", "join 1 x2", "join 2 x1", "join 3 x3");
    }

    @Test
    void semaphore_turnsInLine_areBounded() {
        DistributedSemaphore semaphore = semaphore(2);
        for (int i = 0; i < 40; i++) {
            semaphore.acquireAsync();
        }

        assertThat(pool.joined()).isEqualTo(16);
    }

    @Test
    void semaphore_turnFailed_oneIsSentInItsPlace() {
        DistributedSemaphore semaphore = semaphore(2);
        for (int i = 0; i < 20; i++) {
            semaphore.acquireAsync();
        }
        assertThat(pool.joined()).isEqualTo(16);
        pool.place(0).fail(new StoreUnavailableException("the session is over"));

        assertThat(pool.joined()).isEqualTo(17);
    }

    @Test
    void semaphore_turnGranted_makesRoomForTheNextWaiter() {
        DistributedSemaphore semaphore = semaphore(2);
        for (int i = 0; i < 17; i++) {
            semaphore.acquireAsync();
        }
        pool.place(0).grant();

        assertThat(pool.joined()).isEqualTo(17);
        assertThat(pool.journal).endsWith("join 16 x1");
    }

    /** Only turns that wait are counted: however many leases are held, there is a turn for the next waiter. */
    @Test
    void semaphore_turnsWithLeases_areNotInTheWay() {
        DistributedSemaphore semaphore = semaphore(40);
        pool.grantsAtOnce = true;
        for (int i = 0; i < 40; i++) {
            assertThat(semaphore.tryAcquire()).isPresent();
        }
        pool.grantsAtOnce = false;
        semaphore.acquireAsync();

        assertThat(pool.journal).endsWith("join 40 x1");
    }

    @Test
    void semaphore_turn_servesOneLeaseAndItsFirstToken() {
        DistributedSemaphore semaphore = semaphore(1);
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1);
        pool.place(0).grant();
        Lease first = waiters.get(0).join();
        assertThat(pool.journal).containsExactly("join 0 x1", "join 1 x1");
        first.close();

        assertThat(waiters.get(1)).isNotDone();
        assertThat(pool.journal).endsWith("leave 0");
        pool.place(1).grant();
        assertThat(first.fencingToken()).isEqualTo(100);
        assertThat(waiters.get(1).join().fencingToken()).isEqualTo(200);
    }

    /** Nor is one that was granted in doubt, and so has not served yet. */
    @Test
    void semaphore_turnGrantedInDoubtToOneThatGaveUp_isNotForALaterWaiter() {
        List<CompletableFuture<Lease>> waiters = acquire(semaphore(2), 1, 1);
        store.tenure.suspect();
        pool.place(0).grant();
        waiters.get(0).cancel(false);
        assertThat(pool.present()).containsExactly(1);
        store.acknowledge();
        pool.place(1).grant();

        assertThat(waiters.get(1).getNow(null).fencingToken()).isEqualTo(200);
    }

    // ------------------------------------------------------------------ turns that hold all of a semaphore

    @Test
    void soleTurn_passesInMemory_asOftenAsItsLength_thenGivesWay() {
        pool.joinsOutOf = 2;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore(2), 2, 2, 2, 2);
        assertThat(pool.journal).containsExactly("join 0 x2");
        pool.place(0).grant();
        List<Long> tokens = new ArrayList<>();
        for (CompletableFuture<Lease> waiter : waiters.subList(0, 3)) {
            tokens.add(waiter.join().fencingToken());
            waiter.join().close();
        }

        assertThat(tokens).containsExactly(100L, 101L, 102L);
        assertThat(waiters.get(3)).isNotDone();
        assertThat(pool.journal).containsExactly("join 0 x2", "join 1 x2", "leave 0");
    }

    @Test
    void soleTurn_nextWishIsAnother_leavesAndThatIsConfirmed() {
        DistributedSemaphore semaphore = semaphore(2);
        pool.joinsOutOf = 2;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 2);
        pool.joinsOutOf = 0;
        waiters.addAll(acquire(semaphore, 1));
        assertThat(pool.journal).containsExactly("join 0 x2", "join 1 x1");
        pool.place(0).grant();
        pool.holdsLeaves = true;
        CompletableFuture<Void> released = waiters.get(0).join().releaseAsync();

        assertThat(pool.journal).endsWith("leave 0");
        assertThat(released).isNotDone();
        pool.place(0).confirmLeft();
        assertThat(released).succeedsWithin(Duration.ofSeconds(30));
        pool.holdsLeaves = false;
        pool.place(1).grant();
        assertThat(waiters.get(1).join().fencingToken()).isEqualTo(200);
    }

    @Test
    void resized_whileItServes_itsWaitersGetTurns_andItPassesNothing() {
        pool.joinsOutOf = 1;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore(1), 1, 1, 1);
        pool.place(0).grant();
        pool.joinsOutOf = 0;
        pool.place(0).resized();
        assertThat(pool.journal).containsExactly("join 0 x1", "join 1 x1", "join 2 x1");
        waiters.get(0).join().close();

        assertThat(pool.journal).endsWith("leave 0");
        assertThat(waiters.get(1)).isNotDone();
        pool.place(1).grant();
        assertThat(waiters.get(1).join().fencingToken()).isEqualTo(200);
    }

    @Test
    void resized_whileItWaits_itsWaitersGetTurns_andItServesOne() {
        pool.joinsOutOf = 1;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore(1), 1, 1);
        pool.joinsOutOf = 0;
        pool.place(0).resized();
        assertThat(pool.journal).containsExactly("join 0 x1", "join 1 x1");
        pool.place(0).grant();
        waiters.get(0).join().close();

        assertThat(pool.journal).endsWith("leave 0");
        assertThat(waiters.get(1)).isNotDone();
    }

    /** What was passed and could not be served, for that was not certain, is not served when it is. */
    @Test
    void resized_whileItPassesInDoubt_itServesNobody() {
        pool.joinsOutOf = 1;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore(1), 1, 1);
        pool.place(0).grant();
        store.tenure.suspect();
        waiters.get(0).join().close();
        assertThat(pool.journal).containsExactly("join 0 x1");
        pool.joinsOutOf = 0;
        pool.place(0).resized();
        assertThat(pool.journal).containsExactly("join 0 x1", "leave 0", "join 1 x1");
        store.acknowledge();
        pool.place(1).grant();

        assertThat(waiters.get(1)).succeedsWithin(Duration.ofSeconds(30));
        assertThat(waiters.get(1).join().fencingToken()).isEqualTo(200);
    }

    // ------------------------------------------------------------------ several turns that together hold all

    /** Two turns that hold all of a semaphore of 2, one each, and some more waiters. */
    private List<CompletableFuture<Lease>> together(int more) {
        DistributedSemaphore semaphore = semaphore(2);
        pool.joinsOutOf = 2;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1);
        pool.place(0).grant();
        pool.place(1).grant();
        for (int i = 0; i < more; i++) {
            waiters.addAll(acquire(semaphore, 1));
        }
        assertThat(pool.journal).containsExactly("join 0 x1", "join 1 x1");
        pool.journal.clear();
        return waiters;
    }

    private static Lease lease(CompletableFuture<Lease> waiter) {
        assertThat(waiter).isCompleted();
        return waiter.join();
    }

    private static long token(CompletableFuture<Lease> waiter) {
        return lease(waiter).fencingToken();
    }

    /** Of two turns that hold, one that has served leaves; there is a third that waits. */
    private void assertDoNotServeOn(List<CompletableFuture<Lease>> waiters) {
        lease(waiters.get(1)).close();
        assertThat(waiters.get(2)).isNotDone();
        assertThat(pool.present()).containsExactly(0, 2);
    }

    @Test
    void together_turnsServeOn_withTokensOfTheYoungest() {
        List<CompletableFuture<Lease>> waiters = together(3);
        lease(waiters.get(0)).close();
        assertThat(token(waiters.get(2))).isEqualTo(201);
        lease(waiters.get(1)).close();
        assertThat(token(waiters.get(3))).isEqualTo(202);
        lease(waiters.get(2)).close();

        assertThat(token(waiters.get(4))).isEqualTo(203);
        assertThat(pool.journal).isEmpty();
    }

    /** Whoever came when there were no others has turns of their own, which go when those before them serve on. */
    @Test
    void together_waitersThatHadTurns_keepTheirPlaceInLine() {
        DistributedSemaphore semaphore = semaphore(2);
        pool.joinsOutOf = 2;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1, 1, 1);
        pool.place(0).grant();
        assertThat(pool.present()).containsExactly(0, 1, 2, 3);
        pool.place(1).grant();
        assertThat(pool.present()).containsExactly(0, 1);
        lease(waiters.get(1)).close();

        assertThat(token(waiters.get(2))).isEqualTo(201);
        assertThat(waiters.get(3)).isNotDone();
    }

    @Test
    void together_aTurnIsSpent_oneOtherIsSentAheadOfItsEnd() {
        List<CompletableFuture<Lease>> waiters = together(5);
        for (int i : List.of(0, 2, 3)) {
            lease(waiters.get(i)).close();
        }
        assertThat(pool.journal).containsExactly("join 2 x1", "leave 0");
        assertThat(waiters.get(4)).isNotDone();
        pool.place(2).grant();
        assertThat(token(waiters.get(4))).isEqualTo(300);
        lease(waiters.get(1)).close();

        assertThat(token(waiters.get(5))).isEqualTo(301);
        assertThat(pool.journal).containsExactly("join 2 x1", "leave 0");
    }

    /** While one of them is not there, somebody else may hold. */
    @Test
    void together_oneHasLeft_theOthersServeNoMore() {
        List<CompletableFuture<Lease>> waiters = together(6);
        for (int i : List.of(0, 2, 3, 1)) {
            lease(waiters.get(i)).close();
        }

        assertThat(pool.journal).containsExactly("join 2 x1", "leave 0", "join 3 x1", "leave 1");
        assertThat(waiters.subList(4, 8)).noneMatch(CompletableFuture::isDone);
    }

    /** Another process stands before the one that was sent, so others may have to wait too, and are sent as well. */
    @Test
    void together_theNextHasToWait_eachWaiterGetsATurn() {
        List<CompletableFuture<Lease>> waiters = together(5);
        for (int i : List.of(0, 2, 3)) {
            lease(waiters.get(i)).close();
        }
        assertThat(pool.journal).containsExactly("join 2 x1", "leave 0");
        pool.place(2).placed();
        assertThat(pool.journal).endsWith("join 3 x1", "join 4 x1");
        pool.place(2).grant();
        assertThat(pool.present()).containsExactly(1, 2);
    }

    /** The token names the place: so the place stays while anybody has it. */
    @Test
    void together_theYoungestIsReleased_whoeverElseHasATokenOfIt_hasItsPlace() {
        List<CompletableFuture<Lease>> waiters = together(1);
        lease(waiters.get(0)).close();
        Lease other = lease(waiters.get(2));
        assertThat(other.fencingToken()).isEqualTo(201);
        pool.holdsLeaves = true;
        CompletableFuture<Void> released = lease(waiters.get(1)).releaseAsync();
        assertThat(pool.journal).containsExactly("leave 0");
        assertThat(released).isNotDone();
        pool.place(0).confirmLeft();
        assertThat(released).succeedsWithin(Duration.ofSeconds(30));
        assertThat(other.state()).isEqualTo(LeaseState.HELD);
        other.releaseAsync();

        assertThat(pool.journal).containsExactly("leave 0", "leave 1");
    }

    @Test
    void together_thePlaceOfTokensIsTakenAway_whoeverHasOneIsLost() {
        List<CompletableFuture<Lease>> waiters = together(2);
        lease(waiters.get(0)).close();
        Lease own = lease(waiters.get(1));
        Lease other = lease(waiters.get(2));
        pool.place(1).revoke();

        assertThat(List.of(own, other)).allMatch(lease -> lease.state() == LeaseState.LOST);
        assertThat(pool.present()).containsExactly(2);
        pool.place(2).grant();
        assertThat(token(waiters.get(3))).isEqualTo(300);
    }

    /** A lease that has moved is at its own place, and another's does not matter to it. */
    @Test
    void together_aLeaseHasMoved_andThePlaceOfALaterTokenIsTakenAway_isNotLost() {
        DistributedSemaphore semaphore = semaphore(3);
        pool.joinsOutOf = 3;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1, 1);
        IntStream.range(0, 3).forEach(number -> pool.place(number).grant());
        waiters.addAll(acquire(semaphore, 1, 1, 1, 1));
        for (int i : List.of(0, 1, 4, 5)) {
            lease(waiters.get(i)).close();
        }
        Lease moves = lease(waiters.get(3));
        assertThat(moves.fencingToken()).isEqualTo(301);
        assertThat(pool.present()).containsExactly(0, 2, 3);
        pool.place(3).grant();
        Lease last = lease(waiters.get(6));
        assertThat(last.fencingToken()).isEqualTo(400);
        CompletableFuture<Lease> onPlaceTwo = semaphore.acquireAsync();
        lease(waiters.get(2)).close();
        assertThat(token(onPlaceTwo)).isEqualTo(401);
        lease(onPlaceTwo).releaseAsync();
        assertThat(pool.present()).containsExactly(2, 3);
        pool.place(3).revoke();

        assertThat(last.state()).isEqualTo(LeaseState.LOST);
        assertThat(moves.state()).isEqualTo(LeaseState.HELD);
        pool.place(2).revoke();
        assertThat(moves.state()).isEqualTo(LeaseState.LOST);
    }

    @Test
    void together_anotherPlaceIsTakenAway_itsLeaseAloneIsLost() {
        List<CompletableFuture<Lease>> waiters = together(1);
        lease(waiters.get(0)).close();
        pool.place(0).revoke();

        assertThat(lease(waiters.get(2)).state()).isEqualTo(LeaseState.LOST);
        assertThat(lease(waiters.get(1)).state()).isEqualTo(LeaseState.HELD);
        assertThat(pool.present()).containsExactly(1);
    }

    @Test
    void together_theSizeIsAnother_theyServeNoMore() {
        List<CompletableFuture<Lease>> waiters = together(2);
        pool.joinsOutOf = 0;
        pool.place(0).resized();
        pool.place(1).resized();
        assertThat(pool.journal).containsExactly("join 2 x1", "join 3 x1");
        lease(waiters.get(0)).close();
        lease(waiters.get(1)).close();

        assertThat(pool.journal).endsWith("leave 0", "leave 1");
        assertThat(waiters.subList(2, 4)).noneMatch(CompletableFuture::isDone);
    }

    /** One that was made under another size, or of which it is not known, may have had others beside it. */
    @Test
    void together_oneIsOutOfAnotherSize_theyDoNotServeOn() {
        DistributedSemaphore semaphore = semaphore(2);
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1);
        pool.joinsOutOf = 2;
        waiters.addAll(acquire(semaphore, 1, 1));
        pool.place(0).grant();
        pool.place(1).grant();
        assertDoNotServeOn(waiters);
    }

    @Test
    void together_lessThanAll_doNotServeOn() {
        DistributedSemaphore semaphore = semaphore(3);
        pool.joinsOutOf = 3;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1, 1);
        pool.place(0).grant();
        pool.place(1).grant();
        assertDoNotServeOn(waiters);
    }

    /** What is of a session that is over is not there any more, also as long as nobody has looked. */
    @Test
    void together_ofTwoSessions_doNotServeOn() {
        DistributedSemaphore semaphore = semaphore(2);
        pool.joinsOutOf = 2;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1, 1);
        pool.place(0).grant(HandQueue.TOKENS, store.newTenure(HandStore.TIMEOUT));
        pool.place(1).grant();
        assertDoNotServeOn(waiters);
    }

    @Test
    void oneTurn_ofMoreThanHalf_doesNotServeOn() {
        DistributedSemaphore semaphore = semaphore(3);
        pool.joinsOutOf = 3;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 2, 2);
        pool.place(0).grant();
        lease(waiters.get(0)).close();

        assertThat(waiters.get(1)).isNotDone();
        assertThat(pool.present()).containsExactly(1);
    }

    /** Whoever has a token of another has as many permits. */
    @Test
    void together_ofDifferentPermits_doNotServeOn() {
        DistributedSemaphore semaphore = semaphore(3);
        pool.joinsOutOf = 3;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 2, 2);
        pool.place(0).grant();
        pool.place(1).grant();
        assertDoNotServeOn(waiters);
    }

    @Test
    void together_nextWishIsAnother_theyGiveWay() {
        List<CompletableFuture<Lease>> waiters = together(0);
        waiters.addAll(acquire(semaphore(2), 2, 1));
        assertThat(pool.journal).containsExactly("join 2 x2", "join 3 x1");
        lease(waiters.get(0)).close();
        lease(waiters.get(1)).close();
        assertThat(pool.journal).endsWith("leave 0", "leave 1");
        pool.place(2).grant();

        assertThat(token(waiters.get(2))).isEqualTo(300);
    }

    @Test
    void together_tokensOfTheYoungestAreUsedUp_theyGiveWay() {
        DistributedSemaphore semaphore = semaphore(2);
        pool.joinsOutOf = 2;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1, 1, 1);
        pool.place(0).grant();
        pool.place(1).grant(2, store.tenure);
        lease(waiters.get(0)).close();
        assertThat(token(waiters.get(2))).isEqualTo(201);
        lease(waiters.get(1)).close();

        assertThat(waiters.get(3)).isNotDone();
        assertThat(pool.journal).endsWith("leave 0"); // in place of 1, of which there is a token
    }

    /** What was passed in doubt, and is not all any more when that is over, is not served. */
    @Test
    void together_passedInDoubt_andAnotherLeft_isNotServed() {
        List<CompletableFuture<Lease>> waiters = together(2);
        store.tenure.suspect();
        lease(waiters.get(0)).close();
        pool.place(1).revoke();
        assertThat(lease(waiters.get(1)).state()).isEqualTo(LeaseState.LOST);
        store.acknowledge();

        assertThat(waiters.subList(2, 4)).noneMatch(CompletableFuture::isDone);
        assertThat(pool.present()).doesNotContain(0, 1);
    }

    /** A waiter in doubt may go: then the place that was passed leaves, but for the one whose tokens are out. */
    @Test
    void together_passedInDoubt_andTheWaiterGoes_theTokensPlaceStays() {
        List<CompletableFuture<Lease>> waiters = together(2);
        lease(waiters.get(0)).close();
        assertThat(token(waiters.get(2))).isEqualTo(201);
        store.tenure.suspect();
        lease(waiters.get(1)).close();
        waiters.get(3).cancel(false);

        assertThat(pool.journal).containsExactly("leave 0");
        lease(waiters.get(2)).close();
        assertThat(pool.journal).containsExactly("leave 0", "leave 1");
    }

    @Test
    void together_grantedBeforeJoinReturns_serveOn() {
        DistributedSemaphore semaphore = semaphore(2);
        pool.joinsOutOf = 2;
        pool.grantsAtOnce = true;
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1, 1, 1);
        assertThat(pool.journal).containsExactly("join 0 x1", "join 1 x1");
        lease(waiters.get(0)).close();
        assertThat(token(waiters.get(2))).isEqualTo(201);
        lease(waiters.get(1)).close();

        assertThat(token(waiters.get(3))).isEqualTo(202);
        assertThat(pool.journal).containsExactly("join 0 x1", "join 1 x1");
    }

    @Test
    void together_aNewcomerWhenNobodyWaits_waitsForThem() {
        together(0);
        assertThat(semaphore(2).tryAcquire()).isEmpty();
        assertThat(semaphore(2).acquireAsync()).isNotDone();
        assertThat(pool.journal).isEmpty();
    }

    @Test
    void semaphore_cancelInTheMiddle_turnsAndWaitersMatchAgain() {
        DistributedSemaphore semaphore = semaphore(5);
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 3, 1);
        waiters.get(1).cancel(false);

        assertThat(pool.journal).endsWith("leave 1");
        pool.place(0).grant();
        pool.place(2).grant();
        assertThat(waiters.get(0).join().fencingToken()).isEqualTo(100);
        assertThat(waiters.get(2).join().fencingToken()).isEqualTo(300);
    }

    @Test
    void semaphore_cancelAtTheHead_laterTurnsKeepTheirPlaces() {
        DistributedSemaphore semaphore = semaphore(5);
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 2, 3);
        waiters.get(0).cancel(false);
        pool.place(1).grant();

        assertThat(waiters.get(1).join().permits()).isEqualTo(3);
        assertThat(pool.present()).containsExactly(1);
    }

    @Test
    void semaphore_cancelOfAnEqual_laterWaitersKeepTheirOwnPlaces() {
        DistributedSemaphore semaphore = semaphore(5);
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 1, 3);
        waiters.get(0).cancel(false);

        assertThat(pool.present()).containsExactly(1, 2);
        pool.place(1).grant();
        assertThat(waiters.get(1).join().fencingToken()).isEqualTo(200);
        assertThat(waiters.get(2)).isNotDone();
    }

    /** Between the turn and the newcomer somebody else may have been granted, whose token is between theirs. */
    @Test
    void semaphore_turnOfOneThatGaveUp_isNotForALaterWaiter() {
        DistributedSemaphore semaphore = semaphore(5);
        CompletableFuture<Lease> first = semaphore.acquireAsync(3);
        CompletableFuture<Lease> second = semaphore.acquireAsync(3);
        for (int i = 0; i < 20; i++) {
            semaphore.acquireAsync(3);
        }
        CompletableFuture<Lease> last = semaphore.acquireAsync(3);
        assertThat(pool.joined()).isEqualTo(16);
        first.cancel(false);

        assertThat(pool.journal).containsSubsequence("leave 0", "join 16 x3");
        pool.place(1).grant();
        assertThat(second.join().fencingToken()).isEqualTo(200);
        assertThat(last).isNotDone();
    }

    /** What was sent when a waiter stood in line already may serve it, whoever it was sent for. */
    @Test
    void semaphore_turnSentBehindAWaiter_isLentToIt() {
        DistributedSemaphore semaphore = semaphore(5);
        List<CompletableFuture<Lease>> waiters = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            waiters.add(semaphore.acquireAsync());
        }
        pool.place(0).grant(); // makes room for a turn, which is sent for the 17th
        assertThat(pool.journal).endsWith("join 16 x1");
        waiters.get(16).cancel(false);
        pool.place(16).grant();

        assertThat(waiters.get(17).join().fencingToken()).isEqualTo(1700);
    }

    /** Any order of coming, going, granting and releasing keeps the store's line and the waiters in step. */
    @Test
    void semaphore_atRandom_everyWaiterIsServedInOrder_andNothingIsLeft() {
        java.util.Random random = new java.util.Random(7);
        DistributedSemaphore semaphore = semaphore(6);
        List<CompletableFuture<Lease>> open = new ArrayList<>();
        List<Lease> held = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(4)) {
                case 0 -> open.add(semaphore.acquireAsync(1 + random.nextInt(6)));
                case 1 -> {
                    if (!open.isEmpty() && random.nextInt(3) == 0) {
                        open.remove(random.nextInt(open.size())).cancel(false);
                    }
                }
                case 2 -> {
                    if (!held.isEmpty()) {
                        held.remove(random.nextInt(held.size())).close();
                    }
                }
                default -> grantWhatFits(held);
            }
            while (!open.isEmpty() && open.get(0).isDone()) {
                held.add(open.remove(0).join());
            }
            assertThat(open).noneMatch(CompletableFuture::isDone);
            assertThat(held.stream().mapToInt(Lease::permits).sum()).isLessThanOrEqualTo(6);
        }
        while (!open.isEmpty()) {
            held.forEach(Lease::close);
            held.clear();
            grantWhatFits(held);
            while (!open.isEmpty() && open.get(0).isDone()) {
                held.add(open.remove(0).join());
            }
            assertThat(held).isNotEmpty();
        }
        held.forEach(Lease::close);
        assertThat(pool.present()).isEmpty();
    }

    /** As the store does: from the head of the line, as long as the permits fit. */
    private void grantWhatFits(List<Lease> held) {
        int used = held.stream().mapToInt(Lease::permits).sum();
        for (int number : pool.present()) {
            HandQueue.Place place = pool.place(number);
            boolean holds = held.stream().anyMatch(lease -> lease.fencingToken() == place.token());
            if (holds) {
                continue;
            }
            if (used + place.permits > 6) {
                return;
            }
            used += place.permits;
            place.grant();
        }
    }

    @Test
    void semaphore_wishBeyondTheKnownSize_isTheStoresToRefuse() {
        DistributedSemaphore semaphore = semaphore(2);
        List<CompletableFuture<Lease>> waiters = acquire(semaphore, 1, 9);
        PermitMismatchException refused = new PermitMismatchException("9 of 2");
        pool.place(1).fail(refused);

        assertFails(waiters.get(1), refused);
        assertThat(waiters.get(0)).isNotDone();
    }

    @Test
    void semaphore_permitsBelowOne_areRefused() {
        DistributedSemaphore semaphore = semaphore(2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> semaphore.acquire(0))
                .withMessage("permits must be >= 1, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore.tryAcquire(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore.tryAcquire(0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore.acquireAsync(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> semaphore.resize(0))
                .withMessage("size must be >= 1, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> box.semaphore("p", 0));
        assertThat(pool.journal).isEmpty();
    }

    // ------------------------------------------------------------------ the end

    @Test
    void close_endsEveryWaitAndEveryLease() throws Exception {
        List<CompletableFuture<Lease>> waiters = acquire(2);
        queue.place(0).grant();
        Lease lease = waiters.get(0).join();
        CompletableFuture<Lease> elsewhere = box.lock("b").acquireAsync();
        OtherThread<Lease> blocked = OtherThread.calls(() -> lock.acquire());
        await().until(blocked::isParked);
        box.close();

        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(waiters.get(1))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseExactlyInstanceOf(SignalboxClosedException.class)
                .withMessageContaining("cannot acquire lock \"a\": the Signalbox was closed");
        assertThat(elsewhere).isCompletedExceptionally();
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(blocked::outcome);
        assertThat(queue.present()).isEmpty();
        assertThat(store.lockQueue("b").present()).isEmpty();
        assertThat(store.closed).isTrue();
    }

    @Test
    void acquire_afterClose_isRefused() {
        box.close();

        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(lock::acquire);
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(lock::tryAcquire);
        assertThat(lock.acquireAsync()).isCompletedExceptionally();
        assertThat(queue.journal).isEmpty();
    }

    @Test
    void lease_closedAfterTheBox_isQuiet() {
        CompletableFuture<Lease> later = lock.acquireAsync();
        queue.place(0).grant();
        box.close();
        later.join().close();

        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0");
    }

    /** A line that is made while the box is being closed is not seen by close(). */
    @Test
    void lock_madeWhileTheBoxIsClosed_acquiresNothing() {
        Signalbox other = store.open("turn-length=3");
        store.whenAskedForALine = other::close;
        DistributedLock late = other.lock("late");
        store.whenAskedForALine = () -> {};

        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(late::tryAcquire);
        assertThat(late.acquireAsync()).isCompletedExceptionally();
        assertThat(store.lockQueue("late").journal).isEmpty();
    }
}
