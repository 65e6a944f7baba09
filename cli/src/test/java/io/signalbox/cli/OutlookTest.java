package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.LeaseState;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutlookTest {

    private static final long WINDOW = Duration.ofMillis(7_500).toNanos();

    private static Outlook look(InDoubt inDoubt, LeaseState state, long safeMillis) {
        return Outlook.of(inDoubt, state, Duration.ofMillis(safeMillis).toNanos(), WINDOW);
    }

    /** For a session timeout of 15 s. */
    @ParameterizedTest
    @CsvSource({
        "GO_ON, HELD,     7500, RUN",
        "PAUSE, HELD,     2600, RUN",
        "STOP,  HELD,     2600, RUN",
        "GO_ON, IN_DOUBT, 7000, RUN",
        "PAUSE, IN_DOUBT, 7000, PAUSE",
        "STOP,  IN_DOUBT, 7000, END",
        "GO_ON, IN_DOUBT, 1251, RUN",
        "GO_ON, IN_DOUBT, 1250, END",
        "PAUSE, IN_DOUBT, 1250, END",
        "GO_ON, IN_DOUBT,  469, END",
        "GO_ON, IN_DOUBT,  468, KILL",
        "STOP,  IN_DOUBT,  468, KILL",
        "PAUSE, IN_DOUBT,    0, KILL",
        "GO_ON, LOST,        0, KILL",
        "GO_ON, RELEASED, 7500, KILL",
    })
    void stage_byStateAndTime(InDoubt inDoubt, LeaseState state, long safeMillis, Outlook.Stage stage) {
        assertThat(look(inDoubt, state, safeMillis).stage()).isEqualTo(stage);
    }

    /** Whatever is heard or not: no stage is entered late. */
    @ParameterizedTest
    @EnumSource(InDoubt.class)
    void again_isBeforeTheNextStageBegins(InDoubt inDoubt) {
        long safe = WINDOW;
        Outlook.Stage before = Outlook.Stage.RUN;
        while (safe > 0) {
            Outlook now = Outlook.of(inDoubt, LeaseState.HELD, safe, WINDOW);
            assertThat(now.stage()).isGreaterThanOrEqualTo(before);
            assertThat(now.againNanos()).isPositive().isLessThanOrEqualTo(WINDOW / 4);
            long justBefore = safe - now.againNanos() + 1;
            assertThat(Outlook.of(inDoubt, LeaseState.HELD, justBefore, WINDOW).stage())
                    .isEqualTo(now.stage());
            before = now.stage();
            safe -= now.againNanos();
        }
    }

    @ParameterizedTest
    @CsvSource({"60s, 1875", "15s, 468", "5s, 156", "2s, 83", "1s, 41"})
    void kill_leavesTimeToArrive(String timeout, long millis) {
        long window = io.signalbox.spi.Option.parseDuration(timeout).toNanos() / 2;

        assertThat(Duration.ofNanos(Outlook.killNanos(window)).toMillis()).isEqualTo(millis);
        assertThat(Outlook.killNanos(window)).isLessThan(window / 6);
    }

    @Test
    void storeThatCannotBeLostInSilence_isNotWatched() {
        Outlook outlook = Outlook.of(InDoubt.GO_ON, LeaseState.HELD, Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(outlook.stage()).isEqualTo(Outlook.Stage.RUN);
        assertThat(Duration.ofNanos(outlook.againNanos())).isGreaterThan(Duration.ofHours(1));
    }
}
