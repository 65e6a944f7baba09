package io.signalbox.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.signalbox.HandClock;
import io.signalbox.spi.Tenure.Phase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The deadline of contract C5: with a session timeout T of 18 s it is certain for 6 s, and the window W is 9 s. */
class TenureTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(18);
    private static final Duration WINDOW = Duration.ofSeconds(9);
    private static final Duration SURE = Duration.ofSeconds(6);
    private static final Duration REST = Duration.ofSeconds(3);
    private static final Duration TICK = Duration.ofNanos(1);

    private final HandClock clock = new HandClock();
    private final Tenure tenure = new Tenure(clock, TIMEOUT, clock.now());
    private final AtomicInteger news = new AtomicInteger();

    private void after(Duration duration) {
        clock.advance(duration);
    }

    private void assertPhase(Phase phase, Duration certainFor) {
        assertThat(tenure.phase()).isEqualTo(phase);
        assertThat(tenure.certainForNanos()).isEqualTo(certainFor.toNanos());
    }

    /** Whatever was told by one thread, another can tell more. */
    @Test
    void news_isToldByAnyThread() {
        tenure.acknowledged(clock.now());
        tenure.suspect();
        after(TICK);
        inAnotherThread(() -> tenure.acknowledged(clock.now()));
        assertPhase(Phase.CERTAIN, WINDOW);

        tenure.end();
        inAnotherThread(tenure::end);
        assertPhase(Phase.OVER, Duration.ZERO);
    }

    private static void inAnotherThread(Runnable task) {
        assertThat(CompletableFuture.runAsync(task)).succeedsWithin(Duration.ofSeconds(30));
    }

    // ------------------------------------------------------------------ time alone

    @Test
    void phase_beforeAThirdOfTheTimeout_isCertain() {
        assertPhase(Phase.CERTAIN, WINDOW);

        after(SURE.minus(TICK));
        assertPhase(Phase.CERTAIN, REST.plus(TICK));
    }

    @Test
    void phase_fromAThirdOfTheTimeoutOn_isDoubtful() {
        after(SURE);
        assertPhase(Phase.DOUBTFUL, REST);

        after(REST.minus(TICK));
        assertPhase(Phase.DOUBTFUL, TICK);
    }

    @Test
    void phase_fromTheWindowOn_isOver() {
        after(WINDOW);
        assertPhase(Phase.OVER, Duration.ZERO);

        after(Duration.ofDays(1));
        assertPhase(Phase.OVER, Duration.ZERO);
    }

    @Test
    void deadline_passed_isNotTheEnd() {
        after(WINDOW);

        assertThat(tenure.isEnded()).isFalse();
    }

    @Test
    void nextPhase_isDoubt_thenTheWindow_thenAtOnce() {
        assertThat(tenure.nextPhaseInNanos()).isEqualTo(SURE.toNanos());
        after(Duration.ofSeconds(5));
        assertThat(tenure.nextPhaseInNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
        after(Duration.ofSeconds(1));
        assertThat(tenure.nextPhaseInNanos()).isEqualTo(REST.toNanos());
        after(Duration.ofSeconds(7));
        assertThat(tenure.nextPhaseInNanos()).isZero();
    }

    @Test
    void monotonicClock_mayWrapAround() {
        HandClock late = new HandClock();
        late.advance(Duration.ofNanos(Long.MAX_VALUE)); // from -5 s to 5 s before the end
        Tenure wrapping = new Tenure(late, TIMEOUT, late.now());
        late.advance(Duration.ofSeconds(7));

        assertThat(wrapping.phase()).isEqualTo(Phase.DOUBTFUL);
        assertThat(wrapping.certainForNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    // ------------------------------------------------------------------ acknowledged writes

    @Test
    void acknowledged_countsFromTheSending() {
        after(Duration.ofSeconds(3));
        Clock.Moment sent = clock.now();
        after(Duration.ofSeconds(1));
        tenure.acknowledged(sent);

        assertPhase(Phase.CERTAIN, Duration.ofSeconds(8));
    }

    @Test
    void acknowledged_olderThanKnown_changesNothing() {
        Clock.Moment old = clock.now();
        after(Duration.ofSeconds(3));
        tenure.acknowledged(clock.now());
        after(Duration.ofSeconds(3));
        tenure.acknowledged(old);

        assertPhase(Phase.CERTAIN, Duration.ofSeconds(6));
    }

    @Test
    void acknowledged_whileDoubtful_isCertainAgain() {
        after(Duration.ofSeconds(7));
        tenure.acknowledged(clock.now());

        assertPhase(Phase.CERTAIN, WINDOW);
    }

    /** The session was alive all the time: whoever has seen the phase over remembers that by itself. */
    @Test
    void acknowledged_afterTheDeadline_isCertainAgain() {
        after(WINDOW.plus(SURE));
        tenure.acknowledged(clock.now());

        assertPhase(Phase.CERTAIN, WINDOW);
    }

    // ------------------------------------------------------------------ suspicion

    @Test
    void suspect_isADoubtAtOnce_andKeepsTheDeadline() {
        after(Duration.ofSeconds(1));
        tenure.suspect();

        assertPhase(Phase.DOUBTFUL, Duration.ofSeconds(8));
        after(Duration.ofSeconds(8));
        assertPhase(Phase.OVER, Duration.ZERO);
    }

    @Test
    void suspect_writeSentBefore_doesNotLiftIt_butMovesTheDeadline() {
        after(Duration.ofSeconds(1));
        Clock.Moment sent = clock.now();
        after(Duration.ofSeconds(1));
        tenure.suspect();
        tenure.acknowledged(sent);

        assertPhase(Phase.DOUBTFUL, Duration.ofSeconds(8));
    }

    @Test
    void suspect_writeSentAfter_liftsIt() {
        tenure.suspect();
        after(TICK);
        tenure.acknowledged(clock.now());

        assertPhase(Phase.CERTAIN, WINDOW);
    }

    @Test
    void suspect_twice_needsAWriteAfterTheSecond() {
        tenure.suspect();
        after(Duration.ofSeconds(1));
        Clock.Moment between = clock.now();
        after(Duration.ofSeconds(1));
        tenure.suspect();
        tenure.acknowledged(between);
        assertThat(tenure.phase()).isEqualTo(Phase.DOUBTFUL);

        after(TICK);
        tenure.acknowledged(clock.now());
        assertThat(tenure.phase()).isEqualTo(Phase.CERTAIN);
    }

    // ------------------------------------------------------------------ the wall clock

    @Test
    void wallClock_jumpsBeyondTheWindow_isDoubtfulNotOver() {
        clock.jumpWall(WINDOW);
        assertPhase(Phase.CERTAIN, WINDOW);

        clock.jumpWall(Duration.ofMillis(1));
        assertPhase(Phase.DOUBTFUL, Duration.ZERO);
        assertThat(tenure.isEnded()).isFalse();
    }

    @Test
    void wallClock_jumped_isLiftedByAFreshAcknowledgement() {
        clock.jumpWall(Duration.ofDays(1));
        after(TICK);
        tenure.acknowledged(clock.now());

        assertPhase(Phase.CERTAIN, WINDOW);
    }

    @Test
    void wallClock_jumped_isNotLiftedByAWriteSentBefore() {
        after(Duration.ofSeconds(1));
        Clock.Moment sent = clock.now();
        clock.jumpWall(Duration.ofDays(1));
        tenure.acknowledged(sent);

        assertPhase(Phase.DOUBTFUL, Duration.ZERO);
    }

    @Test
    void wallClock_jumpsBack_changesNothing() {
        clock.jumpWall(Duration.ofDays(-1));

        assertPhase(Phase.CERTAIN, WINDOW);
    }

    // ------------------------------------------------------------------ the end

    @Test
    void end_isFinal() {
        tenure.end();
        after(TICK);
        tenure.acknowledged(clock.now());
        tenure.suspect();

        assertPhase(Phase.OVER, Duration.ZERO);
        assertThat(tenure.isEnded()).isTrue();
        assertThat(tenure.nextPhaseInNanos()).isEqualTo(Long.MAX_VALUE);
    }

    // ------------------------------------------------------------------ a session that cannot be lost in silence

    @Test
    void infiniteTimeout_timeAndWallClockChangeNothing() {
        Tenure forever = new Tenure(clock, Duration.ofSeconds(Long.MAX_VALUE), clock.now());
        after(Duration.ofDays(36_500));
        clock.jumpWall(Duration.ofDays(36_500));

        assertThat(forever.phase()).isEqualTo(Phase.CERTAIN);
        assertThat(forever.certainForNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(forever.nextPhaseInNanos()).isEqualTo(Long.MAX_VALUE);
    }

    /** It is on the way of every grant, and a look at the clock takes as long as two locks. */
    @Test
    void phase_ofATenureThatCannotEndInSilence_readsNoClock() {
        Clock.Moment sent = clock.now();
        Clock unread = new Clock() {
            @Override
            public long nanoTime() {
                throw new AssertionError("read");
            }

            @Override
            public long wallMillis() {
                throw new AssertionError("read");
            }
        };
        Tenure forever = new Tenure(unread, Duration.ofNanos(Long.MAX_VALUE), sent);

        assertThat(forever.phase()).isEqualTo(Phase.CERTAIN);
    }

    @Test
    void infiniteTimeout_canBeSuspectedAndEnded() {
        Tenure forever = new Tenure(clock, Duration.ofNanos(Long.MAX_VALUE), clock.now());
        forever.suspect();
        assertThat(forever.phase()).isEqualTo(Phase.DOUBTFUL);

        forever.acknowledged(clock.now());
        assertThat(forever.phase()).isEqualTo(Phase.CERTAIN);

        forever.end();
        assertThat(forever.phase()).isEqualTo(Phase.OVER);
        assertThat(forever.certainForNanos()).isZero();
    }

    // ------------------------------------------------------------------ news

    @Test
    void onNews_acknowledgedWhileCertain_isNotTold() {
        tenure.onNews(news::incrementAndGet);
        after(Duration.ofSeconds(1));
        tenure.acknowledged(clock.now());

        assertThat(news).hasValue(0);
    }

    @Test
    void onNews_olderNewsThanKnown_isNotTold() {
        Clock.Moment sent = clock.now();
        tenure.onNews(news::incrementAndGet);
        after(SURE);
        tenure.acknowledged(sent);

        assertThat(news).hasValue(0);
    }

    @Test
    void onNews_doubtLifted_isToldOnce() {
        tenure.onNews(news::incrementAndGet);
        after(SURE);
        tenure.acknowledged(clock.now());
        after(TICK);
        tenure.acknowledged(clock.now());

        assertThat(news).hasValue(1);
    }

    @Test
    void onNews_suspicionLifted_isTold() {
        tenure.suspect();
        tenure.onNews(news::incrementAndGet);
        tenure.acknowledged(clock.now()); // sent at the very moment of the suspicion: no time has gone by

        assertThat(news).hasValue(1);
        assertThat(tenure.phase()).isEqualTo(Phase.CERTAIN);
    }

    @Test
    void onNews_suspicion_isToldEachTime() {
        tenure.onNews(news::incrementAndGet);
        tenure.suspect();
        tenure.suspect();

        assertThat(news).hasValue(2);
    }

    @Test
    void onNews_end_isToldOnce_andNothingAfterIt() {
        tenure.onNews(news::incrementAndGet);
        tenure.end();
        tenure.end();
        tenure.suspect();
        after(TICK);
        tenure.acknowledged(clock.now());

        assertThat(news).hasValue(1);
    }

    @Test
    void onNews_timeAlone_isNotTold() {
        tenure.onNews(news::incrementAndGet);
        after(WINDOW);
        tenure.phase();

        assertThat(news).hasValue(0);
    }

    /** The listener may look, and what it sees is what the news was of. */
    @Test
    void onNews_listenerLooks_seesThePhaseOfTheNews() {
        tenure.onNews(() -> assertThat(tenure.phase()).isEqualTo(Phase.OVER));
        tenure.onNews(news::incrementAndGet);
        tenure.end();

        assertThat(news).hasValue(1);
    }

    // ------------------------------------------------------------------ grants

    @Test
    void grant_tokensThatAreNotPositive_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Grant(0, 1, tenure));
        assertThatIllegalArgumentException().isThrownBy(() -> new Grant(1, 0, tenure));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Grant(Long.MAX_VALUE, 1, tenure))
                .withMessage("tokens must be positive, were 1 from 9223372036854775807 on");
        assertThat(new Grant(Long.MAX_VALUE - 1, 1, tenure).tokens()).isEqualTo(1);
    }

    @Test
    void grant_withoutTenure_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> new Grant(1, 1, null)).withMessage("tenure");
    }

    @Test
    void systemClock_isBothClocksOfThisMachine() {
        long before = System.nanoTime();
        Clock.Moment now = Clock.SYSTEM.now();

        assertThat(now.nanos() - before).isBetween(0L, System.nanoTime() - before);
        assertThat(now.wallMillis()).isPositive();
        assertThat(Clock.SYSTEM).hasToString("Clock.SYSTEM");
    }
}
