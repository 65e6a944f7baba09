package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FinalLookTest {

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void longWait_looksATenthOfASecondAhead() {
        FinalLook look = new FinalLook(millis(5_000));

        assertThat(look.next(true)).isEqualTo(millis(4_900));
        assertThat(look.isDue(millis(4_900), true)).isTrue();
    }

    @Test
    void shortWait_looksInTheMiddle() {
        assertThat(new FinalLook(millis(30)).next(false)).isEqualTo(millis(15));
    }

    @Test
    void answered_endsAtTheDeadline() {
        FinalLook look = new FinalLook(millis(1_000));
        look.begin(millis(900));

        assertThat(look.next(true)).isEqualTo(millis(1_000));
        assertThat(look.isDue(millis(1_000), true)).isFalse();
    }

    @Test
    void unanswered_endsALittleLater() {
        FinalLook look = new FinalLook(millis(1_000));
        look.begin(millis(900));

        assertThat(look.next(false)).isEqualTo(millis(1_020));
        assertThat(look.isDue(millis(1_020), false)).isFalse();
    }

    /** The process was stopped between the answer and the deadline. */
    @Test
    void answeredLongAgo_looksAgain() {
        FinalLook look = new FinalLook(millis(1_000));
        look.begin(millis(900));
        assertThat(look.isDue(millis(1_040), true)).isFalse();
        assertThat(look.isDue(millis(1_041), true)).isTrue();
        look.begin(millis(7_000));

        assertThat(look.next(false)).isEqualTo(millis(7_120));
        assertThat(look.isDue(millis(7_001), true)).isFalse();
        assertThat(look.next(true)).isEqualTo(millis(1_000));
    }
}
