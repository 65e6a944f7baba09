package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardianTest {

    /** Never more than there are: what is allowed must be over in time. */
    @ParameterizedTest
    @CsvSource({
        "-1, 0.000",
        "0, 0.000",
        "999999, 0.000",
        "1000000, 0.001",
        "999999999, 0.999",
        "1000000000, 1.000",
        "7001999999, 7.001",
        "86400050000000, 86400.050"
    })
    void seconds_areRoundedDownToThousandths(long nanos, String seconds) {
        assertThat(Guardian.seconds(nanos)).isEqualTo(seconds);
    }

    /** A kill of its own is told from anybody else's, which clocks could not do. */
    @Test
    void overstaying_isToldFromAnyOtherKill() throws Exception {
        assertThat(endedIt(Duration.ofMillis(100), false)).isTrue();
        assertThat(endedIt(Duration.ofHours(1), true)).isFalse();
    }

    /** Its last alarm outlives it; that nobody reads any more what it says does not end it. */
    @Test
    void guardianThatIsKilled_leavesItsLastAlarm_whichEndsTheCommand() throws Exception {
        Set<ProcessHandle> others = ProcessHandle.current().children().collect(Collectors.toSet());
        Guardian guardian = Guardian.start();
        ProcessHandle handle = ProcessHandle.current()
                .children()
                .filter(child -> !others.contains(child))
                .findAny()
                .orElseThrow();
        Process command = new ProcessBuilder(guardian.guarded(List.of("sleep", "1000"))).start();
        try {
            guardian.allow(Duration.ofSeconds(2).toNanos());
            await().until(() -> handle.children().count() == 1); // the alarm
            handle.destroyForcibly();
            await().until(() -> !guardian.isAlive());

            assertThat(command.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(command.exitValue()).isEqualTo(137);
        } finally {
            command.destroyForcibly();
        }
    }

    private static boolean endedIt(Duration allowed, boolean killed) throws Exception {
        Guardian guardian = Guardian.start();
        try {
            guardian.allow(allowed.toNanos());
            Process command = new ProcessBuilder(guardian.guarded(List.of("sleep", "1000"))).start();
            if (killed) {
                command.destroyForcibly();
            }
            assertThat(command.waitFor()).isEqualTo(137);
            return guardian.endedIt();
        } finally {
            guardian.dismiss();
        }
    }
}
