package io.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.spi.Clock;
import io.signalbox.spi.Tenure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SilenceClockTest {

    private long real = 1_000;
    private final SilenceClock clock = new SilenceClock(() -> real);
    private final Tenure tenure = new Tenure(clock, Duration.ofSeconds(20), clock.now());

    private void pass(Duration time) {
        real += time.toNanos();
    }

    @Test
    void clock_whileTheStoreAnswers_standsStill() {
        Clock.Moment before = clock.now();
        pass(Duration.ofHours(1));
        clock.advance(Duration.ofHours(1).toNanos());

        assertThat(clock.now()).isEqualTo(before);
        assertThat(tenure.phase()).isEqualTo(Tenure.Phase.CERTAIN);
    }

    @Test
    void clock_inASilence_runsWithRealTimeAndByHand() {
        clock.silenceBegins();
        pass(Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(3).toNanos());

        assertThat(clock.silenceNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(tenure.certainForNanos()).isEqualTo(Duration.ofSeconds(5).toNanos() - 1);
    }

    @Test
    void tenure_afterHalfTheTimeout_isOver() {
        clock.silenceBegins();
        pass(Duration.ofSeconds(10));

        assertThat(tenure.phase()).isEqualTo(Tenure.Phase.OVER);
    }

    /** A silence that took no time at all still lies between what was before and after. */
    @Test
    void moments_beforeAndInASilence_differ() {
        Clock.Moment before = clock.now();
        clock.silenceBegins();
        tenure.suspect();
        tenure.acknowledged(before);
        assertThat(tenure.phase()).isEqualTo(Tenure.Phase.DOUBTFUL);

        clock.silenceEnds();
        tenure.acknowledged(clock.now());
        assertThat(tenure.phase()).isEqualTo(Tenure.Phase.CERTAIN);
        assertThat(clock.silenceNanos()).isZero();
    }

    @Test
    void wallClock_goesOnAsTheOtherDoes() {
        long before = clock.wallMillis();
        clock.silenceBegins();
        pass(Duration.ofSeconds(2));

        assertThat(clock.wallMillis() - before).isEqualTo(2_000);
    }

    /** Nobody keeps the clock to himself. */
    @Test
    void clock_usedByOneThread_isFreeForAnother() throws Exception {
        List<Runnable> uses =
                List.of(clock::silenceBegins, () -> clock.advance(1), clock::silenceNanos, clock::silenceEnds);
        for (Runnable use : uses) {
            use.run();
            CompletableFuture.runAsync(clock::silenceNanos).get(20, TimeUnit.SECONDS);
        }
    }
}
