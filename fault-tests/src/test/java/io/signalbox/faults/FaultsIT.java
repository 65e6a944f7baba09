package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Real servers and clients, a minute of faults, every checker, every control. Where something cannot be done here, such as
 * cutting a network, the summary on the standard output says so.
 */
final class FaultsIT {

    private static final int GRANTS = 2_000;

    private static Options options(String folder) {
        return Options.standard(Path.of("target", folder).toAbsolutePath()).withSeed(Long.getLong("faults.seed", 1));
    }

    private static void show(Report report, Options options) {
        System.out.println(report.text() + "kept in     " + options.folder());
    }

    @Test
    void minuteOfFaults_violatesNothing() throws IOException, InterruptedException {
        Options options = options("faults-it").withLeastGrants(GRANTS);
        Report report = FaultRun.run(options);
        show(report, options);
        assertThat(report.findings()).isEmpty();
        assertThat(report.controls()).noneMatch(Report.Control::isBlind);
        assertThat(report.grants()).isGreaterThanOrEqualTo(GRANTS);
    }

    @Test
    void followerIsolated_tellsOursInTimeAndCuratorsTooLate() throws IOException, InterruptedException {
        Options options = options("isolation-it").withIsolation(1);
        Report report = IsolationRun.run(options);
        show(report, options);
        assertThat(report.findings()).isEmpty();
        assertThat(report.controls()).noneMatch(Report.Control::isBlind);
    }
}
