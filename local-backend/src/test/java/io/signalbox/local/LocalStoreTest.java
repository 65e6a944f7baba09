package io.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.EventView;
import io.signalbox.Eviction;
import io.signalbox.PermitMismatchException;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.ResourceView;
import io.signalbox.StoreUnavailableException;
import io.signalbox.Subscription;
import io.signalbox.spi.Clock;
import io.signalbox.spi.Contender;
import io.signalbox.spi.Grant;
import io.signalbox.spi.Participant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Tenure;
import io.signalbox.spi.VersionedFlag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two participants at the level of the SPI, with a clock that stands and events that wait to be delivered. */
class LocalStoreTest {

    private static final Resource LOCK = new Resource(ResourceKind.LOCK, "a");
    private static final Resource POOL = new Resource(ResourceKind.SEMAPHORE, "a/b");
    private static final Resource EVENT = new Resource(ResourceKind.EVENT, "ab");
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final ManualEvents events1 = new ManualEvents();
    private final ManualEvents events2 = new ManualEvents();
    private final LocalStore store1 = open("one", events1);
    private final LocalStore store2 = open("two", events2);
    private final PermitQueue lock1 = store1.queue(LOCK);
    private final PermitQueue lock2 = store2.queue(LOCK);
    private final Recorder recorder = new Recorder();

    private static LocalStore open(String label, Events events) {
        return Namespace.open(
                "local-store-test",
                namespace -> new LocalStore(
                        namespace, new Participant("host", 1, label), TIMEOUT, new SilenceClock(() -> 0), events));
    }

    @AfterEach
    void close() {
        store1.close();
        store2.close();
        LocalControl.of("local-store-test").reset();
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static boolean isLeft(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }

    private Contender hold(PermitQueue queue) {
        Contender holder = Guarded.join(queue, 1, "main", new Recorder());
        assertThat(holder).isInstanceOf(PermitQueue.Granted.class);
        return holder;
    }

    private void deliver() {
        events1.deliver();
        events2.deliver();
    }

    @Test
    void join_whenFree_isGrantedWithoutTheListener() {
        Contender contender = Guarded.join(lock1, 1, "main", recorder);
        deliver();

        assertThat(contender).isInstanceOf(PermitQueue.Granted.class);
        assertThat(recorder.told).isEmpty();
    }

    @Test
    void join_whenTaken_isToldWaitingThenGranted() {
        Contender holder = hold(lock1);
        Guarded.join(lock2, 1, "main", recorder);
        Guarded.leave(holder);
        deliver();

        assertThat(recorder.told).containsExactly("waiting", "granted");
    }

    @Test
    void tokens_ofLaterGrants_areGreaterByAWholeGrant() {
        Contender first = Guarded.join(lock1, 1, "main", recorder);
        Guarded.leave(first);
        Contender second = Guarded.join(lock2, 1, "main", recorder);

        Grant before = granted(first);
        Grant after = granted(second);
        assertThat(after.firstToken()).isGreaterThanOrEqualTo(before.firstToken() + before.tokens());
    }

    @Test
    void leave_beforeTheGrantIsDelivered_silencesTheListener() {
        Contender holder = hold(lock1);
        Contender waiter = Guarded.join(lock2, 1, "main", recorder);
        Guarded.leave(holder);
        Guarded.leave(waiter);
        deliver();

        assertThat(recorder.told).isEmpty();
        hold(lock1);
    }

    @Test
    void leave_again_neverFreesASuccessor() {
        Contender first = hold(lock1);
        Guarded.leave(first);
        hold(lock2);
        Guarded.leave(first);

        assertThat(answer(lock1.inspect()).holders()).hasSize(1);
    }

    // ------------------------------------------------------------------ rest

    /** A holder that rests. */
    private Contender rested() {
        Contender holder = hold(lock1);
        assertThat(Guarded.rest(holder)).isTrue();
        return holder;
    }

    @Test
    void rest_thenResume_holdsAsIfItHadJustJoined() {
        Contender holder = rested();
        assertThat(Guarded.resume(holder, "another")).isTrue();

        assertThat(answer(lock2.inspect()).holders()).singleElement().satisfies(view -> {
            assertThat(view.thread()).isEqualTo("another");
            assertThat(view.token()).isEqualTo(granted(holder).firstToken());
        });
        assertThat(Guarded.join(lock2, 1, "main", recorder)).isNotInstanceOf(PermitQueue.Granted.class);
    }

    @Test
    void rest_isEndedByWhoeverComes() {
        Contender holder = rested();
        Contender other = hold(lock2);

        assertThat(Guarded.resume(holder, "main")).isFalse();
        assertThat(isLeft(Guarded.leave(holder))).isTrue();
        assertThat(granted(other).firstToken()).isGreaterThan(granted(holder).firstToken());
        assertThat(answer(lock1.inspect()).holders()).hasSize(1);
    }

    @Test
    void rest_isEndedByAnotherOfTheSameParticipant() {
        Contender holder = rested();
        hold(lock1);

        assertThat(Guarded.resume(holder, "main")).isFalse();
    }

    @Test
    void rest_isSeenByNobody() {
        Contender holder = rested();
        assertThat(answer(lock2.inspect()).holders()).isEmpty();
        assertThat(Guarded.resume(holder, "main")).isFalse();

        rested();
        assertThat(answer(store2.list(""))).isEmpty();
    }

    @Test
    void rest_cannotBePutOutByForce() {
        Contender holder = rested();
        assertThat(answer(lock2.evict(granted(holder).firstToken()))).isEmpty();
        assertThat(answer(lock2.lastEviction())).isEmpty();
        assertThat(Guarded.resume(holder, "main")).isFalse();
    }

    @Test
    void rest_withAWaiter_isRefused() {
        Contender holder = hold(lock1);
        Guarded.join(lock2, 1, "main", recorder);
        assertThat(Guarded.rest(holder)).isFalse();
        Guarded.leave(holder);
        deliver();

        assertThat(recorder.told).containsExactly("waiting", "granted");
    }

    @Test
    void rest_whileSuspended_isRefused_andEndedBefore() {
        Contender early = rested();
        store1.suspend();
        assertThat(Guarded.resume(early, "main")).isFalse();
        store1.restore();

        Contender late = hold(lock1);
        store1.suspend();
        assertThat(Guarded.rest(late)).isFalse();
        assertThat(isLeft(Guarded.leave(late))).isFalse();
        store1.restore();
        hold(lock2);
    }

    /** The next request is the one whose reply is lost, so there has to be one. */
    @Test
    void rest_beforeALostReply_isRefused_andEndedBefore() {
        Contender early = rested();
        store1.loseNextReply();
        assertThat(Guarded.resume(early, "main")).isFalse();
        assertThat(Guarded.join(lock1, 1, "main", recorder)).isNotInstanceOf(PermitQueue.Granted.class);
        assertThat(store1.isReachable()).isFalse();
        store1.restore();
        deliver();
        assertThat(recorder.told).containsExactly("granted");
    }

    @Test
    void rest_whenTheSessionEnds_isOver() {
        Contender holder = rested();
        List<Boolean> resumed = new ArrayList<>();
        granted(holder).tenure().onNews(() -> resumed.add(Guarded.resume(holder, "main")));
        store1.expire();

        assertThat(resumed).containsExactly(false);
    }

    /** Not even for the moment until its place is gone. */
    @Test
    void rest_ofASessionThatIsEnding_isRefused() {
        Contender holder = hold(lock1);
        List<Boolean> rested = new ArrayList<>();
        granted(holder).tenure().onNews(() -> rested.add(Guarded.rest(holder)));
        store1.expire();

        assertThat(rested).containsExactly(false);
    }

    /** Of a semaphore, whose size somebody changes meanwhile. */
    @Test
    void rest_isEndedByAResize() {
        PermitQueue pool = store1.queue(POOL);
        answer(pool.agree(1));
        Contender holder = hold(pool);
        assertThat(Guarded.rest(holder)).isTrue();
        answer(store2.queue(POOL).resize(2));

        assertThat(Guarded.resume(holder, "main")).isFalse();
        hold(store2.queue(POOL));
        hold(store2.queue(POOL));
    }

    /** Many names, one after another: what rests in an idle line does not keep it. */
    @Test
    void rest_keepsNoLine() {
        for (int i = 0; i < 1_000; i++) {
            Contender holder = hold(store1.queue(new Resource(ResourceKind.LOCK, "n" + i)));
            assertThat(Guarded.rest(holder)).isTrue();
        }

        assertThat(store1.namespace.lines()).isLessThan(200);
    }

    // ------------------------------------------------------------------ joining and waiting

    @Test
    void join_moreThanTheSize_fails() {
        PermitQueue pool = store1.queue(POOL);
        answer(pool.agree(3));
        Guarded.join(pool, 4, "main", recorder);
        deliver();

        assertThat(recorder.failure).isInstanceOf(PermitMismatchException.class).hasMessageContaining("its size is 3");
    }

    @Test
    void resize_belowAWish_failsItAndGrantsTheNext() {
        PermitQueue pool = store1.queue(POOL);
        answer(pool.agree(3));
        Contender holder = Guarded.join(pool, 2, "main", new Recorder());
        Guarded.join(pool, 3, "main", recorder);
        Recorder next = new Recorder();
        Guarded.join(store2.queue(POOL), 1, "main", next);

        answer(pool.resize(2));
        Guarded.leave(holder);
        deliver();

        assertThat(recorder.told).containsExactly("waiting", "failed");
        assertThat(next.told).containsExactly("waiting", "granted");
        assertThat(store2.queue(POOL).knownSize()).isEqualTo(2);
    }

    @Test
    void agree_afterTheFirst_answersTheSizeInForce() {
        assertThat(answer(store1.queue(POOL).agree(0))).isZero();
        assertThat(answer(store1.queue(POOL).agree(3))).isEqualTo(3);
        assertThat(answer(store2.queue(POOL).agree(5))).isEqualTo(3);
    }

    @Test
    void list_ofAPrefix_coversWholeSegmentsOnly() {
        hold(lock1);
        answer(store1.queue(POOL).agree(2));
        answer(store1.flag(EVENT).advance(0));

        assertThat(answer(store1.list("a"))).extracting(ResourceView::resource).containsExactly(LOCK, POOL);
        assertThat(answer(store1.list(""))).hasSize(3).last().isInstanceOf(EventView.class);
    }

    /** A lock that nobody stands in line for, and a flag that was looked at only, leave nothing behind. */
    @Test
    void unusedResources_vanish() {
        Guarded.leave(hold(lock1));
        answer(store1.flag(EVENT).read());
        answer(store1.flag(EVENT).advance(7));
        store1.flag(EVENT).watch(version -> {}).close();
        Guarded.join(store1.queue(POOL), 1, "main", recorder);
        store1.close();
        store2.close();

        assertThat(Namespace.find("local-store-test")).isNull();
    }

    /** A participant remembers its line, but not beyond the line's end: that would be two lines of one name. */
    @Test
    void line_thatWasDroppedWhileIdle_isOneAgain() {
        Guarded.leave(hold(lock1));
        for (int i = 0; i < 1000; i++) {
            Guarded.leave(hold(store2.queue(new Resource(ResourceKind.LOCK, "other/" + i))));
        }
        Contender holder = hold(lock2);
        Contender waiter = Guarded.join(lock1, 1, "main", recorder);

        assertThat(waiter).isNotInstanceOf(PermitQueue.Granted.class);
        assertThat(answer(lock1.inspect()).holders()).hasSize(1);
        Guarded.leave(holder);
        deliver();
        assertThat(recorder.told).containsExactly("waiting", "granted");
    }

    /** However many names were used, those that say nothing are few, and those that say something are all there. */
    @Test
    void lines_ofManyNames_areForgottenUnlessTheySaySomething() {
        answer(store1.queue(POOL).agree(3));
        Contender holder = hold(lock1);
        for (int i = 0; i < 10_000; i++) {
            Guarded.leave(hold(store2.queue(new Resource(ResourceKind.LOCK, "other/" + i))));
        }

        assertThat(store1.namespace.lines()).isLessThan(100);
        assertThat(answer(store1.list(""))).extracting(ResourceView::resource).containsExactly(LOCK, POOL);
        Guarded.leave(holder);
        assertThat(answer(store1.list(""))).extracting(ResourceView::resource).containsExactly(POOL);
    }

    @Test
    void tokens_afterTheNamespaceHasGone_areGreater() {
        long before = ((PermitQueue.Granted) hold(lock1)).grant().firstToken();
        store1.close();
        store2.close();
        assertThat(Namespace.find("local-store-test")).isNull();
        LocalStore later = open("three", events1);
        Contender again = hold(later.queue(LOCK));

        assertThat(((PermitQueue.Granted) again).grant().firstToken()).isGreaterThan(before);
        later.close();
    }

    /** The time is read once a tick, and only while places are taken. */
    @Test
    void since_ofAPlaceThatDidNotWait_isRightByATick() {
        Instant before = now();
        Contender first = hold(lock1);
        Instant since = since(lock1);
        assertThat(since).isBetween(before, now());
        Guarded.leave(first);
        events1.ringAlarms(); // ticks until nobody has wanted it
        Instant later = now();
        hold(lock1);

        assertThat(since(lock1)).isBetween(later, now());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Clock.SYSTEM.wallMillis());
    }

    private static Instant since(PermitQueue queue) {
        return answer(queue.inspect()).holders().get(0).since();
    }

    // ------------------------------------------------------------------ suspended

    @Test
    void join_whileSuspended_standsInLineAtRestore() {
        store1.suspend();
        Contender contender = Guarded.join(lock1, 1, "main", recorder);
        deliver();
        assertThat(contender).isNotInstanceOf(PermitQueue.Granted.class);
        assertThat(recorder.told).isEmpty();
        Guarded.leave(hold(lock2));

        store1.restore();
        deliver();

        assertThat(recorder.told).containsExactly("granted");
        assertThat(recorder.grant.tenure().phase()).isEqualTo(Tenure.Phase.CERTAIN);
    }

    @Test
    void leave_ofOneNeverSent_isDoneAtOnce() {
        store1.suspend();
        Contender contender = Guarded.join(lock1, 1, "main", recorder);

        assertThat(isLeft(Guarded.leave(contender))).isTrue();
        store1.restore();
        assertThat(answer(lock2.inspect()).holders()).isEmpty();
    }

    @Test
    void leave_whileSuspended_frees_atRestore() {
        Contender holder = hold(lock1);
        Guarded.join(lock2, 1, "main", recorder);
        store1.suspend();

        CompletionStage<Void> left = Guarded.leave(holder);
        assertThat(isLeft(left)).isFalse();
        assertThat(isLeft(Guarded.leave(holder))).isFalse();
        assertThat(answer(lock2.inspect()).waiters()).hasSize(1);

        store1.restore();
        deliver();
        assertThat(isLeft(left)).isTrue();
        assertThat(recorder.told).containsExactly("waiting", "granted");
    }

    @Test
    void leave_whileSuspended_isDoneWhenTheSessionIsOver() {
        Contender holder = hold(lock1);
        store1.suspend();
        CompletionStage<Void> left = Guarded.leave(holder);

        store1.advanceClock(TIMEOUT.toNanos());

        assertThat(isLeft(left)).isTrue();
        hold(lock2);
    }

    @Test
    void grant_whileSuspended_isToldAtRestore() {
        Contender holder = hold(lock2);
        Guarded.join(lock1, 1, "main", recorder);
        deliver();
        store1.suspend();
        Guarded.leave(holder);
        deliver();
        assertThat(recorder.told).containsExactly("waiting");

        store1.restore();
        deliver();
        assertThat(recorder.told).containsExactly("waiting", "granted");
    }

    @Test
    void grant_inASessionThatEnded_isNeverTold() {
        Contender holder = hold(lock2);
        Guarded.join(lock1, 1, "main", recorder);
        deliver();
        store1.suspend();
        Guarded.leave(holder);
        store1.advanceClock(TIMEOUT.toNanos());
        hold(lock2);

        store1.restore();
        deliver();
        assertThat(recorder.told).containsExactly("waiting", "failed");
        assertThat(recorder.failure).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void evict_ofAHolder_grantsTheNextAndIsRecorded() {
        long token = granted(Guarded.join(lock1, 1, "main", recorder)).firstToken();
        Recorder next = new Recorder();
        Guarded.join(lock2, 1, "main", next);

        Eviction eviction = answer(lock2.evict(token)).orElseThrow();
        deliver();

        assertThat(eviction.by().label()).isEqualTo("two");
        assertThat(recorder.told).containsExactly("revoked");
        assertThat(next.told).containsExactly("waiting", "granted");
        assertThat(answer(lock1.evict(token))).isEmpty();
        assertThat(answer(lock1.lastEviction())).contains(eviction);
    }

    @Test
    void evict_ofAHolderThatIsCutOff_isToldAtRestore() {
        long token = granted(Guarded.join(lock1, 1, "main", recorder)).firstToken();
        store1.suspend();
        assertThat(answer(lock2.evict(token))).isPresent();
        deliver();
        assertThat(recorder.told).isEmpty();

        store1.restore();
        deliver();
        assertThat(recorder.told).containsExactly("revoked");
    }

    private static Grant granted(Contender holder) {
        return ((PermitQueue.Granted) holder).grant();
    }

    @Test
    void requests_whileSuspended_failAsUnavailable() {
        store1.suspend();

        assertThat(store1.isReachable()).isFalse();
        for (CompletionStage<?> stage : List.of(
                lock1.inspect(),
                store1.list(""),
                store1.queue(POOL).agree(1),
                store1.queue(POOL).resize(1),
                store1.flag(EVENT).read(),
                store1.flag(EVENT).advance(0))) {
            assertThat(stage.toCompletableFuture())
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(StoreUnavailableException.class);
        }
        assertThat(answer(store2.flag(EVENT).read())).isZero();
    }

    /** Without any call but the alarm's: the order of a real outage. */
    @Test
    void alarm_afterTheTimeout_endsTheSession() {
        PermitQueue.Granted holder = (PermitQueue.Granted) hold(lock1);
        Guarded.join(lock2, 1, "main", recorder);
        store1.suspend();
        ((SilenceClock) store1.clock()).advance(TIMEOUT.toNanos());

        events1.ringAlarms();
        deliver();

        assertThat(holder.grant().tenure().isEnded()).isTrue();
        assertThat(recorder.told).containsExactly("waiting", "granted");
    }

    @Test
    void alarm_afterRestore_changesNothing() {
        PermitQueue.Granted holder = (PermitQueue.Granted) hold(lock1);
        store1.suspend();
        store1.restore();
        events1.ringAlarms();

        assertThat(holder.grant().tenure().phase()).isEqualTo(Tenure.Phase.CERTAIN);
    }

    // ------------------------------------------------------------------ lost replies

    @Test
    void join_whoseReplyIsLost_holdsAndIsToldAtRestore() {
        store1.loseNextReply();
        Contender contender = Guarded.join(lock1, 1, "main", recorder);
        deliver();

        assertThat(contender).isNotInstanceOf(PermitQueue.Granted.class);
        assertThat(recorder.told).isEmpty();
        assertThat(answer(lock2.inspect()).holders()).hasSize(1);

        store1.restore();
        deliver();
        assertThat(recorder.told).containsExactly("granted");
    }

    @Test
    void join_whoseReplyIsLost_andThatLeaves_leavesNothing() {
        store1.loseNextReply();
        CompletionStage<Void> left = Guarded.leave(Guarded.join(lock1, 1, "main", recorder));
        assertThat(isLeft(left)).isFalse();

        store1.restore();
        deliver();
        assertThat(isLeft(left)).isTrue();
        assertThat(recorder.told).isEmpty();
        hold(lock2);
    }

    @Test
    void leave_whoseReplyIsLost_freesAtOnceAndConfirmsAtRestore() {
        Contender holder = hold(lock1);
        store1.loseNextReply();
        CompletionStage<Void> left = Guarded.leave(holder);

        assertThat(isLeft(left)).isFalse();
        hold(lock2);
        store1.restore();
        assertThat(isLeft(left)).isTrue();
        assertThat(answer(lock1.inspect()).holders()).hasSize(1);
    }

    @Test
    void advance_whoseReplyIsLost_hasTakenPlaceOnce() {
        store1.loseNextReply();
        VersionedFlag flag = store1.flag(EVENT);

        assertThat(flag.advance(0).toCompletableFuture()).isCompletedExceptionally();
        store1.restore();
        assertThat(answer(flag.advance(0))).isEqualTo(1);
    }

    // ------------------------------------------------------------------ the end of a session

    @Test
    void expire_endsTheTenureAndGrantsOthers() {
        PermitQueue.Granted holder = (PermitQueue.Granted) hold(lock1);
        Guarded.join(lock2, 1, "main", recorder);

        store1.expire();
        deliver();

        assertThat(holder.grant().tenure().phase()).isEqualTo(Tenure.Phase.OVER);
        assertThat(recorder.told).containsExactly("waiting", "granted");
        assertThat(isLeft(Guarded.leave(holder))).isTrue();
        assertThat(answer(lock1.inspect()).holders()).hasSize(1);
    }

    /** When others are granted, the tenure is over already. */
    @Test
    void expire_endsTheTenureBeforeOthersAreGranted() {
        PermitQueue.Granted holder = (PermitQueue.Granted) hold(lock1);
        Guarded.join(lock2, 1, "main", recorder);
        List<Integer> holders = new ArrayList<>();
        holder.grant()
                .tenure()
                .onNews(() -> holders.add(answer(lock2.inspect()).waiters().size()));

        store1.expire();

        assertThat(holders).containsExactly(1);
    }

    @Test
    void expire_failsWaitersAsUnavailable() {
        hold(lock2);
        Guarded.join(lock1, 1, "main", recorder);

        store1.expire();
        deliver();

        assertThat(recorder.told).containsExactly("waiting", "failed");
        assertThat(recorder.failure).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void close_freesWhatWasHeld() {
        hold(lock1);
        store1.close();

        hold(lock2);
    }

    // ------------------------------------------------------------------ flags

    @Test
    void watch_tellsPresentAndLaterVersions() {
        List<Long> seen = new ArrayList<>();
        Subscription watch = store1.flag(EVENT).watch(seen::add);
        assertThat(seen).isEmpty();
        deliver();
        answer(store2.flag(EVENT).advance(0));
        answer(store2.flag(EVENT).advance(0));
        deliver();
        watch.close();
        answer(store2.flag(EVENT).advance(1));
        deliver();

        assertThat(seen).containsExactly(0L, 1L);
    }

    @Test
    void watch_afterASuspension_tellsTheLastVersion() {
        List<Long> seen = new ArrayList<>();
        store1.flag(EVENT).watch(seen::add);
        store1.suspend();
        answer(store2.flag(EVENT).advance(0));
        answer(store2.flag(EVENT).advance(1));
        deliver();
        store1.restore();
        deliver();

        assertThat(seen).containsExactly(0L, 2L);
    }
}
