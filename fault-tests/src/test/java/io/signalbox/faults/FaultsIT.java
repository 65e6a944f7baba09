package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real servers and clients, a minute of faults, every checker, every control. Where something cannot be done here, such as
 * cutting a network, the summary on the standard output says so.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class FaultsIT {

    private static final int GRANTS = 2_000;

    private static Options.Draft options(String folder) {
        return Options.draft(Path.of("target", folder).toAbsolutePath()).seed(Long.getLong("faults.seed", 1));
    }

    private static void assertPasses(Report report, Options options) {
        System.out.println(report.text() + "kept in     " + options.folder());
        assertThat(report.findings()).isEmpty();
        assertThat(report.controls()).noneMatch(Report.Control::isBlind);
        assertThat(report.passes()).isTrue();
    }

    @Test
    void minuteOfFaults_violatesNothing() throws IOException, InterruptedException {
        Options options = options("faults-it").leastGrants(GRANTS).done();
        Report report = FaultRun.run(options);
        assertPasses(report, options);
        assertThat(report.grants()).isGreaterThanOrEqualTo(GRANTS);
        assertThat(report.controls())
                .as("the control needs no namespaces")
                .extracting(Report.Control::shown)
                .allMatch(shown -> shown > 0);
    }

    @Test
    void followerIsolated_tellsOursInTimeAndCuratorsTooLate() throws IOException, InterruptedException {
        Options options = options("isolation-it").isolationRounds(1).done();
        assertPasses(IsolationRun.run(options), options);
    }
}
