package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static Timeline.Span hold(long from, long to) {
        return new Timeline.Span("w" + from, true, from, to);
    }

    @Test
    void mostHeld_ofOverlappingSpans_countsThemAll() {
        assertThat(Timeline.mostHeld(List.of(hold(0, 10), hold(5, 15), hold(9, 20))))
                .isEqualTo(3);
    }

    @Test
    void mostHeld_ofSpansThatOnlyTouch_isOne() {
        assertThat(Timeline.mostHeld(List.of(hold(10, 20), hold(0, 10), hold(20, 30))))
                .isEqualTo(1);
    }

    @Test
    void mostHeld_ofNestedSpans_seesTheInnerOne() {
        assertThat(Timeline.mostHeld(List.of(hold(0, 100), hold(40, 41)))).isEqualTo(2);
    }

    @Test
    void mostHeld_waitingAndEmptySpans_doNotCount() {
        assertThat(Timeline.mostHeld(List.of())).isZero();
        assertThat(Timeline.mostHeld(List.of(new Timeline.Span("a", false, 0, 10), new Timeline.Span("b", true, 5, 5))))
                .isZero();
    }

    /** Against the plain way to count. */
    @Test
    void mostHeld_ofRandomSpans_isWhatCountingAtEveryInstantSays() {
        Random random = new Random(42);
        for (int run = 0; run < 500; run++) {
            List<Timeline.Span> spans = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                int from = random.nextInt(20);
                spans.add(hold(from, from + random.nextInt(10)));
            }
            long most = 0;
            for (long instant = 0; instant < 30; instant++) {
                long at = instant;
                most = Math.max(
                        most,
                        spans.stream()
                                .filter(s -> s.from() <= at && at < s.to())
                                .count());
            }
            assertThat(Timeline.mostHeld(spans)).as("%s", spans).isEqualTo((int) most);
        }
    }

    @Test
    void entries_becomeSpansFromTheFirstOn() {
        Timeline timeline = new Timeline();
        timeline.waits("a", -1_000);
        timeline.holds("a", -900);
        timeline.waits("b", -800);
        timeline.ends("a", -700);
        timeline.ends("b", -500);
        timeline.ends("b", -400);

        assertThat(timeline.spans())
                .containsExactly(
                        new Timeline.Span("a", false, 0, 100),
                        new Timeline.Span("a", true, 100, 300),
                        new Timeline.Span("b", false, 200, 500));
        assertThat(timeline.mostHeld()).isEqualTo(1);
    }

    /** A checker that never saw a violation proves nothing. */
    @Test
    void oneHolderTooMany_isSeen() {
        Timeline timeline = new Timeline();
        timeline.holds("a", 0);
        timeline.holds("b", 1);
        timeline.holds("c", 2);
        timeline.ends("a", 3);
        timeline.ends("b", 4);
        timeline.ends("c", 5);

        assertThat(timeline.mostHeld()).isEqualTo(3);
    }
}
