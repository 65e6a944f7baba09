package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each checker passes what is right, and finds what is wrong. */
final class CheckersTest {

    private static final String FENCED = "fenced/lock/a";
    private static final String OPEN = "open/lock/a";

    // ------------------------------------------------------------------ tokens

    @Test
    void tokens_thatRise_pass() {
        assertThat(TokenCheck.of(new Story()
                        .asks(1, "a", -1)
                        .gets(2, "a", 5)
                        .asks(3, "b", -1)
                        .gets(4, "b", 6)
                        .end()))
                .isEmpty();
    }

    @Test
    void token_usedTwice_isFound() {
        assertThat(TokenCheck.of(new Story()
                        .asks(1, "a", -1)
                        .asks(1, "b", -1)
                        .gets(2, "a", 5)
                        .gets(4, "b", 5)
                        .end()))
                .hasSize(1);
    }

    @Test
    void token_smallerThanThatOfAnEarlierGrant_isFound() {
        assertThat(TokenCheck.of(new Story()
                        .asks(1, "a", -1)
                        .gets(2, "a", 5)
                        .asks(3, "b", -1)
                        .gets(4, "b", 4)
                        .end()))
                .hasSize(1);
    }

    @Test
    void tokens_ofGrantsAtOneTime_mayBeToldInAnyOrder() {
        assertThat(TokenCheck.of(new Story()
                        .asks(1, "a", -1)
                        .asks(1, "b", -1)
                        .gets(2, "b", 6)
                        .gets(4, "a", 5)
                        .end()))
                .isEmpty();
    }

    // ------------------------------------------------------------------ updates

    @Test
    void updates_inOneChain_pass() {
        UpdateCheck check = UpdateCheck.of(new Story()
                .register(1, Act.WRITE, Outcome.OK, FENCED, 1, 0, "1 x")
                .isTold(2, "a", Outcome.OK, FENCED, "x")
                .register(3, Act.READ, Outcome.OK, FENCED, 2, 1, "")
                .register(4, Act.WRITE, Outcome.OK, FENCED, 2, 1, "2 y")
                .isTold(5, "b", Outcome.OK, FENCED, "y")
                .end());
        assertThat(check).isEqualTo(new UpdateCheck(List.of(), 0, 2, 0));
    }

    @Test
    void update_overwrittenUnderAFence_isFound() {
        UpdateCheck check = UpdateCheck.of(overwritten(FENCED));
        assertThat(check.findings()).singleElement().asString().contains("I4").contains("x");
    }

    @Test
    void update_overwrittenInTheOpen_isCounted() {
        UpdateCheck check = UpdateCheck.of(overwritten(OPEN));
        assertThat(check).isEqualTo(new UpdateCheck(List.of(), 1, 0, 0));
    }

    private static List<Entry> overwritten(String register) {
        return new Story()
                .register(1, Act.WRITE, Outcome.OK, register, 1, 0, "1 x")
                .isTold(2, "a", Outcome.OK, register, "x")
                .register(4, Act.WRITE, Outcome.OK, register, 2, 0, "2 y")
                .isTold(5, "b", Outcome.OK, register, "y")
                .end();
    }

    @Test
    void staleToken_letThroughByAFence_isFound() {
        UpdateCheck check = UpdateCheck.of(new Story()
                .register(1, Act.READ, Outcome.OK, FENCED, 2, 0, "")
                .register(2, Act.WRITE, Outcome.OK, FENCED, 1, 0, "1 x")
                .end());
        assertThat(check.findings()).singleElement().asString().contains("I3");
    }

    @Test
    void update_thatWasRefused_isNotLost() {
        UpdateCheck check = UpdateCheck.of(new Story()
                .register(1, Act.READ, Outcome.OK, FENCED, 2, 0, "")
                .register(2, Act.WRITE, Outcome.FAIL, FENCED, 1, 0, "x")
                .isTold(3, "a", Outcome.FAIL, FENCED, "x")
                .end());
        assertThat(check).isEqualTo(new UpdateCheck(List.of(), 0, 0, 1));
    }

    // ------------------------------------------------------------------ events

    private static List<Finding> events(Story story) {
        return EventCheck.of(story.end()).findings();
    }

    @Test
    void events_inOrder_pass() {
        assertThat(events(new Story()
                        .calls(1, 2, "a", Act.SET, Outcome.OK, 1)
                        .calls(3, 4, "b", Act.LOOK, Outcome.OK, 1)
                        .calls(5, 6, "a", Act.CLEAR, Outcome.OK, 2)
                        .calls(7, 8, "b", Act.LOOK, Outcome.OK, 2)))
                .isEmpty();
    }

    @Test
    void event_thatGoesBack_isFound() {
        assertThat(events(
                        new Story().calls(1, 2, "a", Act.SET, Outcome.OK, 1).calls(3, 4, "b", Act.LOOK, Outcome.OK, 0)))
                .singleElement()
                .asString()
                .contains("went back");
    }

    @Test
    void event_thatIsClearAfterSet_isFound() {
        assertThat(events(new Story()
                        .calls(1, 2, "a", Act.SET, Outcome.OK, 1)
                        .calls(3, 4, "a", Act.CLEAR, Outcome.UNKNOWN, 0)
                        .calls(5, 6, "a", Act.SET, Outcome.OK, 2)))
                .singleElement()
                .asString()
                .contains("is not what it was made");
    }

    @Test
    void event_thatChangesMoreOftenThanItIsChanged_isFound() {
        assertThat(events(
                        new Story().calls(1, 2, "a", Act.SET, Outcome.OK, 1).calls(3, 4, "b", Act.LOOK, Outcome.OK, 2)))
                .isNotEmpty();
    }

    @Test
    void event_thatIsSeenSetBeforeAnybodySetIt_isFound() {
        assertThat(events(
                        new Story().calls(1, 2, "b", Act.LOOK, Outcome.OK, 1).calls(3, 4, "a", Act.SET, Outcome.OK, 1)))
                .singleElement()
                .asString()
                .contains("before anybody");
    }

    @Test
    void wait_thatSeesWhatNeverWas_isFound() {
        assertThat(events(new Story()
                        .calls(1, 2, "a", Act.LOOK, Outcome.OK, 0)
                        .calls(3, 4, "b", Act.AWAIT, Outcome.OK, 0)
                        .calls(5, 6, "a", Act.LOOK, Outcome.OK, 0)))
                .singleElement()
                .asString()
                .contains("E1");
    }

    @Test
    void wait_thatMissesASet_isFound() {
        assertThat(events(missed())).singleElement().asString().contains("missed that event/e was set");
    }

    @Test
    void wait_thatMayNotHaveBegunYet_isNotJudged() {
        assertThat(events(pulse().calls(200, 300, "b", Act.LOOK, Outcome.OK, 0)
                        .calls(1_200, 1_300, "b", Act.LOOK, Outcome.OK, 0)))
                .isEmpty();
    }

    /** Its reading may have been sent behind the look, when another one was answered, and then been lost. */
    @Test
    void wait_whoseClientWasAnsweredOnceOnly_isNotJudged() {
        assertThat(events(pulse().calls(200, 300, "b", Act.LOOK, Outcome.OK, 0)))
                .isEmpty();
    }

    @Test
    void wait_whoseTimeWasOverBeforeTheSet_isRight() {
        assertThat(events(new Story()
                        .add(100, "b", Act.AWAIT, Outcome.INVOKE, Story.EVENT, 0, 0, Story.nanos(1_200), "")
                        .calls(200, 300, "b", Act.LOOK, Outcome.OK, 0)
                        .calls(810, 820, "b", Act.LOOK, Outcome.OK, 0)
                        .calls(1_500, 1_600, "a", Act.SET, Outcome.OK, 1)
                        .add(3_000, "b", Act.AWAIT, Outcome.EMPTY, Story.EVENT, 0, 0, 0, "")))
                .isEmpty();
    }

    @Test
    void wait_whoseLastLookWasBeforeTheSet_isRight() {
        assertThat(events(new Story()
                        .add(100, "b", Act.AWAIT, Outcome.INVOKE, Story.EVENT, 0, 0, Story.nanos(1_500), "")
                        .calls(200, 300, "b", Act.LOOK, Outcome.OK, 0)
                        .calls(810, 820, "b", Act.LOOK, Outcome.OK, 0)
                        .calls(1_500, 1_510, "a", Act.SET, Outcome.OK, 1)
                        .add(1_600, "b", Act.AWAIT, Outcome.EMPTY, Story.EVENT, 0, 0, 0, "")))
                .isEmpty();
    }

    private static Story missed() {
        return pulse().calls(200, 300, "b", Act.LOOK, Outcome.OK, 0).calls(810, 820, "b", Act.LOOK, Outcome.OK, 0);
    }

    private static Story pulse() {
        return new Story()
                .calls(100, 3_000, "b", Act.AWAIT, Outcome.EMPTY, 0)
                .calls(1_500, 1_600, "a", Act.SET, Outcome.OK, 1)
                .calls(1_700, 1_800, "a", Act.CLEAR, Outcome.OK, 2);
    }

    @Test
    void wait_thatMissesAPulseOfUnknownAuthors_isFound() {
        assertThat(events(new Story()
                        .calls(100, 3_000, "b", Act.AWAIT, Outcome.EMPTY, 0)
                        .calls(200, 300, "b", Act.LOOK, Outcome.OK, 0)
                        .calls(810, 820, "b", Act.LOOK, Outcome.OK, 0)
                        .calls(1_400, 1_450, "c", Act.LOOK, Outcome.OK, 0)
                        .calls(1_500, 1_600, "a", Act.SET, Outcome.UNKNOWN, 0)
                        .calls(1_700, 1_800, "a", Act.CLEAR, Outcome.UNKNOWN, 0)
                        .calls(1_900, 2_000, "c", Act.LOOK, Outcome.OK, 2)))
                .singleElement()
                .asString()
                .contains("missed that event/e was set");
    }

    // ------------------------------------------------------------------ progress and answers

    @Test
    void progress_inTime_passes() {
        ProgressCheck check = ProgressCheck.of(
                new Story().fault(1, 2).gets(50, "a", 1).fault(500, 501).end(), List.of(Story.LOCK), Story.nanos(100));
        assertThat(check).isEqualTo(new ProgressCheck(List.of(), 1, Story.nanos(48)));
    }

    @Test
    void progress_tooLate_isFound() {
        ProgressCheck check = ProgressCheck.of(
                new Story().fault(1, 2).gets(250, "a", 1).fault(500, 501).end(), List.of(Story.LOCK), Story.nanos(100));
        assertThat(check.findings()).hasSize(1);
    }

    @Test
    void progress_betweenFaultsThatOverlap_isNotExpected() {
        ProgressCheck check = ProgressCheck.of(
                new Story()
                        .fault(1, 20)
                        .fault(10, 450)
                        .gets(470, "a", 1)
                        .fault(500, 501)
                        .end(),
                List.of(Story.LOCK),
                Story.nanos(100));
        assertThat(check.findings()).isEmpty();
    }

    @Test
    void answer_inTime_passes() {
        List<Entry> all = new Story().asks(1, "a", 100).isRefused(120, "a").end();
        assertThat(AnswerCheck.of(all, Pauses.of(all))).isEmpty();
    }

    @Test
    void answer_tooLate_isFound() {
        List<Entry> all = new Story().asks(1, "a", 100).isRefused(1_200, "a").end();
        assertThat(AnswerCheck.of(all, Pauses.of(all))).hasSize(1);
    }

    @Test
    void answer_thatNeverCame_isFound() {
        List<Entry> all = new Story().asks(1, "a", 100).asks(1_200, "b", 100).end();
        assertThat(AnswerCheck.of(all, Pauses.of(all))).hasSize(1);
    }

    @Test
    void answer_toWhoWasKilled_isNotAwaited() {
        List<Entry> all = new Story()
                .asks(1, "a", 100)
                .add(50, "a", Act.KILLED, Outcome.OK, "-", 0, 0, 0, "")
                .asks(1_200, "b", 100)
                .end();
        assertThat(AnswerCheck.of(all, Pauses.of(all))).isEmpty();
    }

    @Test
    void answer_ofAProcessWithoutAProcessor_isLateByAsMuch() {
        List<Entry> all = new Story()
                .asks(1, "a", 100)
                .add(50, "a", Act.STALLED, Outcome.OK, "-", 0, 0, Story.nanos(600), "")
                .isRefused(1_400, "a")
                .end();
        assertThat(AnswerCheck.of(all, Pauses.of(all))).isEmpty();
    }

    @Test
    void answer_ofAProcessThatWasStopped_isLateByAsMuch() {
        List<Entry> all = new Story()
                .asks(1, "a", 100)
                .isStopped(50, 1_500, "a")
                .isRefused(1_600, "a")
                .end();
        assertThat(AnswerCheck.of(all, Pauses.of(all))).isEmpty();
    }
}
