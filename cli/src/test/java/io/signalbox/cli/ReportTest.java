package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            StandardCharsets.UTF_8,
            false);

    private String told(boolean stamped, Signal signal) throws InterruptedException {
        Report.onScreen("blue", console, stamped).tell(signal);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void onScreen_plain_isTheLineAlone() throws Exception {
        assertThat(told(false, Signal.ACQUIRE)).isEqualToIgnoringNewLines("blue acquire");
    }

    @Test
    void onScreen_stamped_beginsWithTheTimeOfTheSignal() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String line = told(true, Signal.RELEASE);

        assertThat(line).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z blue release\\R");
        assertThat(Instant.parse(line.substring(0, line.indexOf(' '))))
                .isBetween(before, Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void onScreen_stamped_saysNothingWhereThereIsNothingToSay() throws Exception {
        assertThat(told(true, Signal.WAITING)).isEmpty();
    }
}
