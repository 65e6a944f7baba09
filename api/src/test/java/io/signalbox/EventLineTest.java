package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventLineTest {

    private final HandStore store = new HandStore();
    private final Signalbox box = store.open("operation-timeout=10s");
    private final DistributedEvent event = box.event("e");
    private final HandFlag flag = store.handFlag("e");
    private final List<Long> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        box.close();
    }

    // ------------------------------------------------------------------ waiting

    @Test
    void await_set_returnsAtOnce() throws InterruptedException {
        flag.change();
        event.await();

        assertThat(event.await(Duration.ofDays(365_000))).isTrue();
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void await_setLater_returns() throws Exception {
        OtherThread<Void> other = OtherThread.calls(() -> {
            event.await();
            return null;
        });
        await().until(() -> flag.reads.get() == 1 && other.isParked());
        assertThat(other.isDone()).isFalse();
        flag.change();

        other.outcome();
    }

    /** A thread that waits for the guard is woken by the end of its wait, and must not sleep on that. */
    @Test
    @Tag("stress")
    void await_setWhileOthersLook_returns() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<OtherThread<Void>> lookers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lookers.add(OtherThread.runs(() -> {
                while (!over.get()) {
                    event.isSet();
                }
            }));
        }
        try {
            for (int round = 0; round < 1_000; round++) {
                OtherThread<Void> other = OtherThread.calls(() -> {
                    event.await();
                    return null;
                });
                while (flag.watchers() == 0) {
                    Thread.onSpinWait();
                }
                flag.change();
                other.outcome();
                flag.change();
            }
        } finally {
            over.set(true);
        }
        for (OtherThread<Void> looker : lookers) {
            looker.outcome();
        }
    }

    /** Set and cleared before anybody could look: the version tells. */
    @Test
    void await_pulse_returns() {
        CompletableFuture<Void> later = event.awaitAsync();
        flag.changeInSilence();
        flag.changeInSilence();
        assertThat(later).isNotDone();
        flag.tell(2);

        assertThat(later).isCompleted();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void await_pulseBeforeTheCall_isNotSeen() {
        flag.change();
        flag.change();
        CompletableFuture<Void> later = event.awaitAsync();
        flag.tell(2);

        assertThat(later).isNotDone();
    }

    /** The watch is faster than the reading: what it tells may be older than the call. */
    @Test
    void await_watchTellsBeforeTheReading_waitsForTheReading() {
        flag.holdsReads = true;
        CompletableFuture<Void> later = event.awaitAsync();
        flag.change();
        flag.change();
        assertThat(later).isNotDone();
        flag.answerReads();
        assertThat(later).isNotDone();
        flag.change();

        assertThat(later).isCompleted();
    }

    /** Who asks for the event as soon as its wait is over would else be answered beside a watch that is going. */
    @Test
    void await_whenTold_theWatchIsOver() throws Exception {
        CompletableFuture<Integer> watchers = event.awaitAsync().thenApply(nothing -> flag.watchers());
        assertThat(flag.watchers()).isOne();
        flag.change();

        assertThat(watchers.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void await_aThousand_costTwoReadingsAndOneWatch() {
        flag.holdsReads = true;
        List<CompletableFuture<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waiters.add(event.awaitAsync());
        }
        assertThat(flag.reads).hasValue(1);
        flag.answerReads();
        assertThat(flag.reads).hasValue(2);
        flag.answerReads();
        flag.change();

        assertThat(waiters).allMatch(CompletableFuture::isDone);
        assertThat(flag.reads).hasValue(2);
        assertThat(flag.watches).hasValue(1);
        assertThat(flag.watchers()).isZero();
    }

    /** What it is now is not told, and need not be. */
    @Test
    void await_versionLeftSinceItBegan_returns() {
        CompletableFuture<Void> later = event.awaitAsync();
        flag.changeInSilence();
        flag.tellLeft(0);

        assertThat(later).isCompleted();
        assertThat(flag.reads).hasValue(1);
        assertThat(flag.watchers()).isZero();
    }

    /** The answer was there, and behind it the change, before whoever asked had a moment to look at either. */
    @Test
    void await_versionLeftBeforeWhoReadsGoesOn_returns() {
        flag.beforeReadReturns = () -> flag.tellLeft(0);
        CompletableFuture<Void> waiter = event.awaitAsync();

        assertThat(waiter).isCompleted();
        assertThat(flag.reads).hasValue(1);
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void await_versionLeftBeforeItBegan_waits() {
        flag.change();
        flag.change();
        CompletableFuture<Void> later = event.awaitAsync();
        flag.tellLeft(0);
        flag.tellLeft(1);
        assertThat(later).isNotDone();
        flag.tellLeft(2);

        assertThat(later).isCompleted();
    }

    @Test
    void await_versionLeftBeforeItsReadingIsAnswered_waitsForTheReading() {
        flag.holdsReads = true;
        CompletableFuture<Void> later = event.awaitAsync();
        flag.tellLeft(0);
        assertThat(later).isNotDone();
        flag.answerReads();
        assertThat(later).isNotDone();
        flag.change();

        assertThat(later).isCompleted();
    }

    /** Only those who wait are told that a version is past. What it is now is told by what is read. */
    @Test
    void versionLeft_isNoNews_toListenersAndToThoseWhoWaitLater() {
        event.onChange(state -> told.add(state.version()));
        CompletableFuture<Void> present = event.awaitAsync();
        flag.tellLeft(0);
        CompletableFuture<Void> later = event.awaitAsync();

        assertThat(present).isCompleted();
        assertThat(later).isNotDone();
        assertThat(told).containsExactly(0L);
        flag.change();
        assertThat(later).isCompleted();
        assertThat(told).containsExactly(0L, 1L);
    }

    @Test
    void await_unavailable_readsAgainUnseen() {
        flag.failingReads.set(2);
        CompletableFuture<Void> later = event.awaitAsync();
        await().until(() -> flag.reads.get() == 3);
        flag.change();

        assertThat(later).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void await_otherFailure_isToldTheWaiters() {
        flag.readFailure = new StoreAccessException("no right");
        flag.failingReads.set(1);

        assertThat(event.awaitAsync())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCause(flag.readFailure);
        flag.failingReads.set(1);
        assertThatExceptionOfType(StoreAccessException.class).isThrownBy(event::await);
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void await_storeRefusesUsMeanwhile_endsEveryWait() throws Exception {
        StoreAccessException refusal = new StoreAccessException("withdrawn");
        CompletableFuture<Void> later = event.awaitAsync();
        OtherThread<Void> other = OtherThread.calls(() -> {
            event.await();
            return null;
        });
        await().until(() -> flag.reads.get() == 2 && other.isParked());
        flag.refuse(refusal);

        assertThat(later)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCause(refusal);
        assertThatExceptionOfType(StoreAccessException.class).isThrownBy(other::outcome);
        await().until(() -> flag.watchers() == 0);
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void await_strangeFailure_isToldAsOurs() {
        flag.readFailure = new IllegalStateException("surprise");
        flag.failingReads.set(1);

        assertThat(event.awaitAsync())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCauseExactlyInstanceOf(StoreContentException.class)
                .withMessageContaining("cannot read event \"e\": java.lang.IllegalStateException: surprise");
    }

    // ------------------------------------------------------------------ timeouts and ends

    @Test
    void await_clearAllTheTime_isFalse() throws InterruptedException {
        assertThat(event.await(Duration.ofMillis(20))).isFalse();
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void await_setWithoutNews_isSeenAtTheEnd() throws Exception {
        OtherThread<Boolean> other = OtherThread.calls(() -> event.await(Duration.ofSeconds(2)));
        await().until(() -> flag.reads.get() == 1 && other.isParked());
        flag.changeInSilence();

        assertThat(other.outcome()).isTrue();
        assertThat(flag.reads).hasValue(2);
    }

    @Test
    void await_pulseWithoutNews_isSeenAtTheEnd() throws Exception {
        OtherThread<Boolean> other = OtherThread.calls(() -> event.await(Duration.ofSeconds(2)));
        await().until(() -> flag.reads.get() == 1 && other.isParked());
        flag.changeInSilence();
        flag.changeInSilence();

        assertThat(other.outcome()).isTrue();
    }

    /** That it was clear before proves nothing: the network may be silent since. */
    @Test
    void await_clearBefore_butUnansweredAtTheEnd_isUnavailable() throws Exception {
        OtherThread<Boolean> other = OtherThread.calls(() -> event.await(Duration.ofSeconds(2)));
        await().until(() -> flag.reads.get() == 1 && other.isParked());
        flag.holdsReads = true;

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(other::outcome);
        assertThat(flag.reads).hasValue(2);
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void await_answeredAWhileAfterItsFinalLook_isFalse_andLooksNoMore() throws Exception {
        OtherThread<Boolean> other = OtherThread.calls(() -> event.await(Duration.ofSeconds(1)));
        await().until(() -> flag.reads.get() == 1 && other.isParked());
        flag.holdsReads = true;
        await().until(() -> flag.reads.get() == 2 && other.isParked());
        flag.answerReads();

        assertThat(other.outcome()).isFalse();
        assertThat(flag.reads).hasValue(2);
    }

    /** An answer that was asked for long before the end says nothing of the end. */
    @Test
    void await_onlyItsFirstReadingAnswered_isUnavailable() throws Exception {
        flag.holdsReads = true;
        OtherThread<Boolean> other = OtherThread.calls(() -> event.await(Duration.ofSeconds(2)));
        await().until(() -> flag.reads.get() == 1 && other.isParked());
        flag.answerReads();

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(other::outcome);
    }

    @Test
    void await_unanswered_isUnavailable() {
        flag.holdsReads = true;

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> event.await(Duration.ofMillis(20)))
                .withMessage("cannot await event \"e\" within 20ms: the store did not answer; try again later");
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void await_clearWhenItWasLastSeen_butUnreachable_isUnavailable() {
        store.reachable = false;

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> event.await(Duration.ofMillis(20)));
    }

    @Test
    void await_zeroOrLess_isALook() throws InterruptedException {
        assertThat(event.await(Duration.ZERO)).isFalse();
        flag.change();
        assertThat(event.await(Duration.ofSeconds(-1))).isTrue();
        assertThat(flag.watches).hasValue(0);
    }

    @Test
    void await_interrupted_leavesNothing() throws Exception {
        OtherThread<Boolean> other = OtherThread.calls(() -> event.await(Duration.ofDays(1)));
        await().until(other::isParked);
        other.interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(other::outcome);
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void await_interruptedBefore_asksNothing() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(event::await);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> event.await(Duration.ZERO));

        assertThat(flag.reads).hasValue(0);
    }

    @Test
    void awaitAsync_cancelled_leavesNothing() {
        CompletableFuture<Void> one = event.awaitAsync();
        CompletableFuture<Void> other = event.awaitAsync();
        one.cancel(false);
        assertThat(flag.watchers()).isEqualTo(1);
        other.complete(null);

        assertThat(flag.watchers()).isZero();
    }

    @Test
    void close_endsEveryWait() throws Exception {
        CompletableFuture<Void> later = event.awaitAsync();
        OtherThread<Void> blocked = OtherThread.calls(() -> {
            event.await();
            return null;
        });
        await().until(blocked::isParked);
        box.close();

        assertThat(later)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCauseExactlyInstanceOf(SignalboxClosedException.class);
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(blocked::outcome);
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void everything_afterClose_isRefused() {
        box.close();

        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(event::await);
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(event::set);
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(event::isSet);
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(() -> event.onChange(state -> {}));
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(() -> box.event("other"));
    }

    /** A line that is made while the box is being closed is not seen by close(). */
    @Test
    void event_madeWhileTheBoxIsClosed_waitsForNothing() {
        Signalbox other = store.open();
        store.whenAskedForALine = other::close;
        DistributedEvent late = other.event("late");

        assertThat(late.awaitAsync()).isCompletedExceptionally();
        assertThat(store.handFlag("late").watches).hasValue(0);
    }

    // ------------------------------------------------------------------ set and clear

    @Test
    void setAndClear_changeOnce_andAreIdempotent() {
        event.set();
        event.set();
        assertThat(event.state()).isEqualTo(new EventState(1));
        event.clear();
        event.clear();
        assertThat(event.state()).isEqualTo(new EventState(2));

        assertThat(flag.advances).hasValue(2);
    }

    @Test
    void setAndClear_inTurn_readOnce() {
        for (int i = 0; i < 10; i++) {
            event.set();
            event.clear();
        }

        assertThat(flag.version()).isEqualTo(20);
        assertThat(flag.reads).hasValue(1);
        assertThat(flag.advances).hasValue(20);
    }

    /** What was heard last may be old: that nothing need be done must be read. */
    @Test
    void set_heardOfAsSet_butClearedSince_setsIt() {
        event.set();
        flag.changeInSilence();
        event.set();

        assertThat(flag.version()).isEqualTo(3);
    }

    @Test
    void set_heardOfAsClear_butSetAndClearedSince_setsIt() {
        event.isSet();
        flag.changeInSilence();
        flag.changeInSilence();
        event.set();

        assertThat(flag.version()).isEqualTo(3);
        assertThat(flag.reads).hasValue(1);
    }

    @Test
    void set_heardOfAsClear_butSetSince_changesNothing() {
        event.isSet();
        flag.changeInSilence();
        assertThat(event.setAsync().join()).isEqualTo(new EventState(1));

        assertThat(flag.version()).isEqualTo(1);
    }

    @Test
    void setAsyncAndClearAsync_answerTheState() {
        assertThat(event.setAsync().join().isSet()).isTrue();
        assertThat(event.clearAsync().join()).isEqualTo(new EventState(2));
        assertThat(event.stateAsync().join()).isEqualTo(new EventState(2));
    }

    @Test
    void set_wakesWaitersOfItsOwnProcess_beforeTheWatchTells() {
        CompletableFuture<Void> later = event.awaitAsync();
        event.set();

        assertThat(later).isCompleted();
    }

    @Test
    void set_othersSetItMeanwhile_isDone() {
        flag.beforeAdvance = flag::change;
        event.set();

        assertThat(flag.version()).isEqualTo(1);
    }

    @Test
    void set_othersSetAndClearItMeanwhile_setsIt() {
        flag.beforeAdvance = () -> {
            flag.change();
            flag.change();
        };
        event.set();

        assertThat(flag.version()).isEqualTo(3);
    }

    @Test
    void set_unavailable_isTriedAgain() {
        flag.failingReads.set(2);
        event.set();

        assertThat(flag.version()).isEqualTo(1);
    }

    @Test
    void set_answerLost_butItTookPlace_isDoneOnce() {
        flag.lostAdvanceTakesPlace = true;
        flag.afterLostAdvance = () -> {};
        event.set();

        assertThat(flag.version()).isEqualTo(1);
    }

    @Test
    void set_answerLost_andItDidNotTakePlace_isDone() {
        flag.afterLostAdvance = () -> {};
        event.set();

        assertThat(flag.version()).isEqualTo(1);
        assertThat(flag.advances).hasValue(2);
    }

    @Test
    void set_answerLost_andOthersHaveItSetNow_isDone() {
        flag.lostAdvanceTakesPlace = true;
        flag.afterLostAdvance = () -> {
            flag.change();
            flag.change();
        };
        event.set();

        assertThat(flag.version()).isEqualTo(3);
    }

    /** Setting it again could be seen as a second pulse that nobody has asked for. */
    @Test
    void set_answerLost_andOthersChangedItAwayAndBack_cannotBeTold() {
        flag.afterLostAdvance = () -> {
            flag.change();
            flag.change();
        };

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(event::set)
                .withMessageStartingWith("cannot tell whether event \"e\" was set: the connection was lost");
        assertThat(flag.version()).isEqualTo(2);
        event.set();
        assertThat(flag.version()).isEqualTo(3);
    }

    @Test
    void clear_answerLost_andOthersChangedItAwayAndBack_cannotBeTold() {
        flag.change();
        flag.lostAdvanceTakesPlace = true;
        flag.afterLostAdvance = flag::change;

        assertThat(event.clearAsync())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCauseExactlyInstanceOf(StoreUnavailableException.class)
                .withMessageContaining("cannot tell whether event \"e\" was cleared");
        assertThat(flag.version()).isEqualTo(3);
    }

    // ------------------------------------------------------------------ listeners

    @Test
    void onChange_isToldEachVersionOnce() {
        Subscription subscription = event.onChange(state -> told.add(state.version()));
        assertThat(told).containsExactly(0L);
        flag.tell(0);
        flag.change();
        flag.tell(1);
        flag.change();
        subscription.close();
        flag.change();

        assertThat(told).containsExactly(0L, 1L, 2L);
        assertThat(flag.watchers()).isZero();
    }

    /** A watch need not tell where it begins: a reading does, as often as it takes. */
    @Test
    void onChange_storeUnavailable_isToldWhenItAnswers() {
        flag.failingReads.set(2);
        event.onChange(state -> told.add(state.version()));
        await().until(() -> told.contains(0L));

        assertThat(flag.reads).hasValue(3);
    }

    @Test
    void onChange_whileAnEarlierReadingIsUnderWay_hasOneOfItsOwn() {
        flag.holdsReads = true;
        event.awaitAsync().cancel(false);
        event.onChange(state -> told.add(state.version()));
        flag.answerReads();
        assertThat(flag.reads).hasValue(2);
        flag.answerReads();

        assertThat(flag.reads).hasValue(2);
        assertThat(flag.watches).hasValue(2);
    }

    @Test
    void onChange_stateKnownAlready_isToldAtOnce() {
        event.set();
        event.onChange(state -> told.add(state.version()));

        assertThat(told).containsExactly(1L);
    }

    @Test
    void onChange_slowListener_isToldTheLastState() {
        Deque<Runnable> queued = new ArrayDeque<>();
        try (Signalbox slow = store.open(queued::add)) {
            slow.event("e").onChange(state -> told.add(state.version()));
            flag.change();
            flag.change();
            flag.change();
            queued.remove().run();

            assertThat(queued).isEmpty();
            assertThat(told).containsExactly(3L);
        }
    }

    @Test
    void onChange_closedBeforeItsTurn_isToldNothing() {
        Deque<Runnable> queued = new ArrayDeque<>();
        try (Signalbox slow = store.open(queued::add)) {
            Subscription subscription = slow.event("e").onChange(state -> told.add(state.version()));
            flag.change();
            subscription.close();
            queued.forEach(Runnable::run);

            assertThat(told).isEmpty();
        }
    }

    /** Callbacks may run at once, on the thread that brings the news: no lock is held then, and they may come back. */
    @Test
    void callbacks_runAtOnce_mayUseTheEventAgain() throws Exception {
        CompletableFuture<Void> first = event.awaitAsync();
        CompletableFuture<Void> again = first.thenCompose(nothing -> event.awaitAsync());
        CompletableFuture<Void> third = event.awaitAsync();
        event.onChange(state -> {
            OtherThread<Boolean> other = OtherThread.calls(event::isSet);
            try {
                told.add(other.outcome() ? 1L : 0L);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        flag.change();

        assertThat(again).isCompleted();
        assertThat(third).isCompleted();
        assertThat(told).contains(1L);
    }

    @Test
    void onChange_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> event.onChange(null)).withMessage("listener");
    }

    // ------------------------------------------------------------------ the handle

    @Test
    void handles_ofOneName_areEqual() {
        assertThat(box.event("e")).isEqualTo(event).hasSameHashCodeAs(event).isNotEqualTo(box.event("f"));
        assertThat(event).hasToString("event \"e\"");
        assertThat(event.name()).isEqualTo("e");
    }

    @Test
    void state_negativeVersion_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventState(-1))
                .withMessage("version must be >= 0, was -1");
    }
}
