package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private final HandStore store = new HandStore();
    private final Signalbox box = store.open("operation-timeout=100ms");
    private final DistributedLock lock = box.lock("a");
    private final HandQueue queue = store.lockQueue("a");
    private final List<LeaseState> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        box.close();
    }

    private Lease held() {
        return held(box, "a");
    }

    private Lease held(Signalbox some, String name) {
        CompletableFuture<Lease> later = some.lock(name).acquireAsync();
        HandQueue line = store.lockQueue(name);
        line.place(line.joined() - 1).grant();
        return later.join();
    }

    // ------------------------------------------------------------------ states

    @Test
    void state_followsTheTenure() {
        Lease lease = held();
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
        assertThat(lease.safeFor()).isEqualTo(HandStore.WINDOW);
        lease.ensureHeld();

        store.clock.advance(HandStore.SURE);
        assertThat(lease.state()).isEqualTo(LeaseState.IN_DOUBT);
        assertThat(lease.safeFor()).isEqualTo(HandStore.WINDOW.minus(HandStore.SURE));

        store.acknowledge();
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);

        store.clock.advance(HandStore.WINDOW);
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        assertThat(lease.safeFor()).isZero();
    }

    @Test
    void state_afterTheEndOfTheSession_isLost() {
        Lease lease = held();
        store.tenure.end();

        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
    }

    /** Long before the alarm that would have told it. */
    @Test
    void state_lossSeenByACaller_isToldAndFreesThePlace() {
        Lease lease = held();
        lease.onChange(told::add);
        store.clock.advance(HandStore.WINDOW);
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);

        await().atMost(HandStore.SURE.dividedBy(2)).until(() -> queue.place(0).hasLeft());
        await().untilAsserted(() -> assertThat(told).containsExactly(LeaseState.LOST));
    }

    @Test
    void close_isReleased_evenIfTheSessionEndsLater() {
        Lease lease = held();
        lease.close();
        store.tenure.end();

        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(lease.safeFor()).isZero();
    }

    @Test
    void ensureHeld_notHeld_saysWhatItIsInstead() {
        Lease lease = held();
        store.tenure.suspect();
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(lease::ensureHeld)
                .withMessage(
                        "cannot go on with lock \"a\" under token 100: the lease is in doubt, because the store does"
                                + " not answer; wait until it is held again, or stop");
        store.tenure.end();
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(lease::ensureHeld)
                .withMessageEndingWith("the lease is lost, and somebody else may hold by now; stop the work");
    }

    @Test
    void ensureHeld_released_saysSo() {
        Lease lease = held();
        lease.close();

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(lease::ensureHeld)
                .withMessageEndingWith("the lease is released; acquire again");
    }

    @Test
    void toString_namesResourceTokenAndState() {
        Lease lease = held();

        assertThat(lease).hasToString("Lease[lock \"a\", permits 1, token 100, HELD]");
        assertThat(lease.resource()).isEqualTo(new Resource(ResourceKind.LOCK, "a"));
        assertThat(lease.permits()).isEqualTo(1);
    }

    // ------------------------------------------------------------------ giving back

    @Test
    void close_again_neverFreesTheNextWaiterOfTheSameTurn() {
        Lease first = held();
        CompletableFuture<Lease> second = lock.acquireAsync();
        first.close();
        assertThat(second).isCompleted();
        first.close();
        first.releaseAsync();

        assertThat(second.join().state()).isEqualTo(LeaseState.HELD);
        assertThat(queue.journal).containsExactly("join 0 x1");
    }

    @Test
    void close_afterTheLoss_callsNothingMore() {
        Lease lease = held();
        store.tenure.end();
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        await().until(() -> queue.present().isEmpty());
        CompletableFuture<Lease> next = lock.acquireAsync();
        lease.close();

        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        assertThat(queue.journal).containsExactly("join 0 x1", "leave 0", "join 1 x1");
        assertThat(next).isNotDone();
    }

    /** Nobody has looked in between: a loss, and not a release. */
    @Test
    void close_overTheDeadline_isALoss_andFreesThePlace() {
        Lease lease = held();
        store.clock.advance(HandStore.WINDOW);
        lease.close();

        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        await().until(() -> queue.journal.equals(List.of("join 0 x1", "leave 0")));
    }

    @Test
    void close_returnsWhenTheStoreHasConfirmed() throws Exception {
        Lease lease = held();
        queue.holdsLeaves = true;
        OtherThread<Void> closing = OtherThread.runs(lease::close);
        await().until(closing::isParked);
        assertThat(closing.isDone()).isFalse();
        queue.place(0).confirmLeft();

        closing.outcome();
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    }

    /** The store never confirms; the clock of the lease says that 50 ms are left. */
    @Test
    void close_unconfirmed_waitsForTheDeadlineOnly() {
        Lease lease = held();
        queue.holdsLeaves = true;
        store.clock.advance(HandStore.WINDOW.minusMillis(50));
        long start = System.nanoTime();
        lease.close();

        assertThat(System.nanoTime() - start)
                .isBetween(
                        Duration.ofMillis(50).toNanos(), Duration.ofSeconds(8).toNanos());
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    }

    @Test
    void close_unconfirmedAndNotCertainAtAll_doesNotWait() {
        Lease lease = held();
        queue.holdsLeaves = true;
        store.clock.jumpWall(Duration.ofDays(1));
        lease.close();

        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(queue.journal).endsWith("leave 0");
    }

    @Test
    void close_interrupted_waitsAllTheSame_andLeavesTheInterruptPending() throws Exception {
        Lease lease = held();
        queue.holdsLeaves = true;
        OtherThread<Boolean> closing = OtherThread.calls(() -> {
            lease.close();
            return Thread.currentThread().isInterrupted();
        });
        await().until(closing::isParked);
        closing.interrupt();
        assertThat(closing.isDone()).isFalse();
        queue.place(0).confirmLeft();

        assertThat(closing.outcome()).isTrue();
    }

    @Test
    void releaseAsync_completesWhenTheStoreHasConfirmed() {
        Lease lease = held();
        queue.holdsLeaves = true;
        CompletableFuture<Void> released = lease.releaseAsync();
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(released).isNotDone();
        queue.place(0).confirmLeft();

        assertThat(released).isCompleted();
        assertThat(lease.releaseAsync()).isCompleted();
    }

    /** Confirmed, or passed on in memory: there is nothing to wait for, and no task to be run for it. */
    @Test
    void releaseAsync_confirmedAlready_isCompleteAtOnce() {
        Deque<Runnable> queued = new ArrayDeque<>();
        try (Signalbox slow = store.open(queued::add)) {
            CompletableFuture<Lease> first = slow.lock("b").acquireAsync();
            CompletableFuture<Lease> second = slow.lock("b").acquireAsync();
            store.lockQueue("b").place(0).grant();
            queued.remove().run();
            assertThat(first.join().releaseAsync()).isCompleted();
            assertThat(second).isNotDone();
            queued.remove().run();
            assertThat(second.join().releaseAsync()).isCompleted();

            assertThat(queued).isEmpty();
            assertThat(store.lockQueue("b").journal).containsExactly("join 0 x1", "leave 0");
        }
    }

    @Test
    void releaseAsync_cancelled_givesBackAllTheSame() {
        Lease lease = held();
        queue.holdsLeaves = true;
        lease.releaseAsync().cancel(true);

        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(queue.present()).isEmpty();
    }

    // ------------------------------------------------------------------ listeners

    @Test
    void onChange_isToldEachStateInOrder() {
        Lease lease = held();
        lease.onChange(told::add);
        assertThat(told).isEmpty();
        store.tenure.suspect();
        await().until(() -> told.equals(List.of(LeaseState.IN_DOUBT)));
        store.acknowledge();
        await().until(() -> told.equals(List.of(LeaseState.IN_DOUBT, LeaseState.HELD)));
        store.tenure.end();
        await().until(() -> told.equals(List.of(LeaseState.IN_DOUBT, LeaseState.HELD, LeaseState.LOST)));
        lease.close();

        assertThat(told).containsExactly(LeaseState.IN_DOUBT, LeaseState.HELD, LeaseState.LOST);
    }

    @Test
    void onChange_released_isTold() {
        Lease lease = held();
        lease.onChange(told::add);
        lease.close();

        assertThat(told).containsExactly(LeaseState.RELEASED);
    }

    /** By close() itself, before anybody else has looked. */
    @Test
    void onChange_lossFirstSeenByClose_isTold() {
        Lease lease = held();
        lease.onChange(told::add);
        store.clock.advance(HandStore.WINDOW);
        lease.close();

        await().untilAsserted(() -> assertThat(told).containsExactly(LeaseState.LOST));
    }

    @Test
    void onChange_boxClosed_isToldReleased() {
        Lease lease = held();
        lease.onChange(told::add);
        box.close();

        assertThat(told).containsExactly(LeaseState.RELEASED);
    }

    @Test
    void onChange_inDoubtAlready_isToldAtOnce() {
        Lease lease = held();
        store.tenure.suspect();
        lease.onChange(told::add);

        assertThat(told).containsExactly(LeaseState.IN_DOUBT);
    }

    @Test
    void onChange_slowListener_isToldTheLastState() {
        Deque<Runnable> queued = new ArrayDeque<>();
        try (Signalbox slow = store.open(queued::add)) {
            CompletableFuture<Lease> later = slow.lock("b").acquireAsync();
            store.lockQueue("b").place(0).grant();
            queued.remove().run();
            Lease lease = later.join();
            lease.onChange(told::add);
            store.clock.advance(HandStore.SURE);
            lease.releaseAsync();
            queued.remove().run();

            assertThat(told).containsExactly(LeaseState.RELEASED);
        }
    }

    @Test
    void onChange_closed_isToldNothingMore() {
        Lease lease = held();
        Subscription subscription = lease.onChange(told::add);
        subscription.close();
        subscription.close();
        lease.close();

        assertThat(told).isEmpty();
    }

    /** No call begins after close() has returned, not even in a round that was under way. */
    @Test
    void onChange_closedByAnEarlierListener_isToldNothingMore() {
        Lease lease = held();
        Subscription[] second = new Subscription[1];
        lease.onChange(state -> second[0].close());
        second[0] = lease.onChange(told::add);
        lease.close();

        assertThat(told).isEmpty();
    }

    @Test
    void onChange_null_isRefused() {
        Lease lease = held();

        assertThatNullPointerException().isThrownBy(() -> lease.onChange(null)).withMessage("listener");
    }

    // ------------------------------------------------------------------ the alarm

    /** A tenure of which the window is 60 ms, by the test's clock. */
    private void shortSession() {
        store.tenure = store.newTenure(Duration.ofMillis(90));
    }

    @Test
    void alarm_nobodyLooks_tellsDoubtAndLoss() {
        shortSession();
        Lease lease = held();
        lease.onChange(told::add);
        store.clock.advance(Duration.ofMillis(31));
        await().until(() -> told.equals(List.of(LeaseState.IN_DOUBT)));
        store.clock.advance(Duration.ofMillis(31));
        await().until(() -> told.equals(List.of(LeaseState.IN_DOUBT, LeaseState.LOST)));

        await().until(() -> queue.present().isEmpty());
    }

    @Test
    void alarm_earlierThanTheOneThatIsSet_wins() {
        store.tenure = store.newTenure(Duration.ofHours(10));
        Lease patient = held();
        shortSession();
        Lease hasty = held(box, "b");
        hasty.onChange(told::add);
        store.clock.advance(Duration.ofMillis(61));

        await().until(() -> told.equals(List.of(LeaseState.LOST)));
        assertThat(patient.state()).isEqualTo(LeaseState.HELD);
    }

    /** What took the place of a later alarm sets that anew: no lease is forgotten. */
    @Test
    void alarm_afterAnEarlierOne_isSetAnewForTheOthers() {
        store.tenure = store.newTenure(Duration.ofMillis(600));
        Lease patient = held();
        patient.onChange(told::add);
        shortSession();
        held(box, "b").onChange(state -> store.clock.advance(Duration.ofMillis(400)));
        store.clock.advance(Duration.ofMillis(61));

        await().until(() -> told.contains(LeaseState.LOST));
    }
}
