package io.signalbox.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How long to wait, and what to answer if that was in vain. */
final class WaitOptions {

    private static final int MAX_CODE = 255;

    @Option(names = "--try", description = "Does not wait: if it is taken, nothing is run.")
    private boolean tryOnly;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "Waits at most so long, as 500ms, 2s or 1.5m. Default: for ever.")
    private @Nullable Duration wait;

    @Option(
            names = "--conflict-code",
            paramLabel = "N",
            defaultValue = "1",
            description = "The exit code if it was not acquired, 0 to 255. Default: ${DEFAULT-VALUE}.")
    private int conflictCode;

    @Option(
            names = "--label",
            paramLabel = "TEXT",
            description = "What this process is called where holders and waiters are shown.")
    private @Nullable String label;

    void check(CommandSpec command) {
        if (tryOnly && wait != null) {
            throw Check.refusal(command, "--try and --wait exclude each other; give one of them");
        }
        if (conflictCode < 0 || conflictCode > MAX_CODE) {
            throw Check.refusal(command, "--conflict-code must be from 0 to " + MAX_CODE + ", was " + conflictCode);
        }
    }

    /** The longest wait; null to wait for ever. */
    @Nullable Duration limit() {
        return tryOnly ? Duration.ZERO : wait;
    }

    int conflictCode() {
        return conflictCode;
    }

    @Nullable String label() {
        return label;
    }
}
