package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BeliefCheckTest {

    private static BeliefCheck held(Story story) {
        List<Entry> all = story.end();
        return BeliefCheck.of("I2", Belief.of(all).held(), Map.of("semaphore/s", 3), Pauses.of(all));
    }

    private static BeliefCheck kept(Story story) {
        List<Entry> all = story.end();
        return BeliefCheck.of("C5", Belief.of(all).kept(), Map.of(), Pauses.of(all));
    }

    @Test
    void holders_oneAfterTheOther_pass() {
        BeliefCheck check = held(
                new Story().gets(10, "a", 1).releases(20, "a").gets(20, "b", 2).releases(30, "b"));
        assertThat(check).isEqualTo(new BeliefCheck(List.of(), 0, 0));
    }

    @Test
    void holders_atOneTime_areFound() {
        BeliefCheck check = held(
                new Story().gets(10, "a", 1).gets(19, "b", 2).releases(20, "a").releases(30, "b"));
        assertThat(check.findings()).singleElement().asString().contains("certainly more than 1 of lock/a");
    }

    @Test
    void holder_whoLooksWhileTheNextHolds_isFoundAlsoIfItWasStopped() {
        BeliefCheck check = held(new Story()
                .gets(10, "a", 1)
                .isStopped(20, 500, "a")
                .gets(400, "b", 2)
                .sees(520, "a", "LOST", 510)
                .releases(600, "b"));
        assertThat(check.findings()).hasSize(1);
    }

    @Test
    void holder_whoWasStoppedAndLooksSoonAfter_isCountedAsPause() {
        BeliefCheck check = held(new Story()
                .gets(10, "a", 1)
                .isStopped(20, 500, "a")
                .gets(400, "b", 2)
                .sees(510, "a", "LOST", 19)
                .releases(600, "b"));
        assertThat(check).isEqualTo(new BeliefCheck(List.of(), 1, 0));
    }

    @Test
    void holder_whoLooksTooLongAfterItGoesOn_isNotExcusedByTheStop() {
        BeliefCheck check = held(new Story()
                .gets(10, "a", 1)
                .isStopped(20, 500, "a")
                .gets(400, "b", 2)
                .sees(700, "a", "LOST", 19)
                .releases(800, "b"));
        assertThat(check.findings().size() + check.stalls()).isEqualTo(1);
    }

    @Test
    void holder_whoDidNotLookForLongAndWasNotStopped_isCountedAsStall() {
        BeliefCheck check = held(new Story()
                .gets(10, "a", 1)
                .gets(50, "b", 2)
                .sees(60, "a", "LOST", 20)
                .releases(90, "b"));
        assertThat(check).isEqualTo(new BeliefCheck(List.of(), 0, 1));
    }

    @Test
    void holder_whoLooksOftenAndIsTooLate_isFoundThoughNoLookSaysSo() {
        BeliefCheck check = held(new Story()
                .gets(10, "a", 1)
                .gets(50, "b", 2)
                .sees(51, "a", "LOST", 49)
                .releases(90, "b"));
        assertThat(check.findings()).singleElement().asString().contains("possibly");
    }

    @Test
    void holder_inDoubt_doesNotHold() {
        Story story = new Story()
                .gets(10, "a", 1)
                .sees(20, "a", "IN_DOUBT", 19)
                .gets(30, "b", 2)
                .sees(35, "a", "LOST", 34)
                .releases(40, "b");
        assertThat(held(story).findings()).isEmpty();
    }

    @Test
    void holder_inDoubtWhenTheNextIsGranted_wasToldTooLate() {
        Story story = new Story()
                .gets(10, "a", 1)
                .sees(20, "a", "IN_DOUBT", 19)
                .gets(30, "b", 2)
                .sees(35, "a", "LOST", 34)
                .releases(40, "b");
        assertThat(kept(story).findings()).hasSize(1);
    }

    @Test
    void holder_whoHoldsAgainWhileTheNextDoes_isFound() {
        Story story = new Story()
                .gets(10, "a", 1)
                .sees(20, "a", "IN_DOUBT", 19)
                .gets(30, "b", 2)
                .sees(35, "a", "HELD", 34)
                .releases(40, "b")
                .releases(50, "a");
        assertThat(held(story).findings()).hasSize(1);
    }

    @Test
    void holder_whoWasKilled_holdsNoLonger() {
        assertThat(held(new Story()
                                .gets(10, "a", 1)
                                .isKilled(20, "a")
                                .gets(30, "b", 2)
                                .releases(40, "b"))
                        .findings())
                .isEmpty();
    }

    @Test
    void holder_whoNeverEnds_holdsToTheEndOfTheHistory() {
        assertThat(held(new Story().gets(10, "a", 1).gets(20, "b", 2).releases(30, "b"))
                        .findings())
                .hasSize(1);
    }

    @Test
    void permits_upToTheSize_pass() {
        assertThat(held(new Story()
                                .gets(10, "a", "semaphore/s", 2, 1)
                                .gets(11, "b", "semaphore/s", 1, 2)
                                .releases(20, "a", "semaphore/s", 20)
                                .gets(21, "c", "semaphore/s", 2, 3))
                        .findings())
                .isEmpty();
    }

    @Test
    void permits_beyondTheSize_areFound() {
        assertThat(held(new Story()
                                .gets(10, "a", "semaphore/s", 2, 1)
                                .gets(11, "b", "semaphore/s", 2, 2)
                                .releases(20, "a", "semaphore/s", 20)
                                .releases(20, "b", "semaphore/s", 20))
                        .findings())
                .hasSize(1);
    }
}
