package io.signalbox.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** How long to wait, and what to answer if that was in vain. */
final class WaitOptions {

    private static final int MAX_CODE = 255;

    private final Argument<Boolean> tryOnly = Argument.flag("Does not wait: if it is taken, nothing is run.", "--try");

    private final Argument<Duration> wait = Argument.option(
            Duration.class, "--wait", "TIME", "Waits at most so long, as 500ms, 2s or 1.5m. Default: for ever.");

    private final Argument<Integer> conflictCode = Argument.optionOr(
            "1",
            Integer.class,
            "--conflict-code",
            "N",
            "The exit code if it was not acquired, 0 to 255. Default: ${DEFAULT-VALUE}.");

    private final Argument<String> label = Argument.option(
            String.class, "--label", "TEXT", "What this process is called where holders and waiters are shown.");

    void addTo(CommandSpec command) {
        tryOnly.addTo(command);
        wait.addTo(command);
        conflictCode.addTo(command);
        label.addTo(command);
    }

    void check(CommandSpec command) {
        if (tryOnly.value() && wait.orNull() != null) {
            throw Check.refusal(command, "--try and --wait exclude each other; give one of them");
        }
        if (conflictCode() < 0 || conflictCode() > MAX_CODE) {
            throw Check.refusal(command, "--conflict-code must be from 0 to " + MAX_CODE + ", was " + conflictCode());
        }
    }

    /** The longest wait; null to wait for ever. */
    @Nullable Duration limit() {
        return tryOnly.value() ? Duration.ZERO : wait.orNull();
    }

    int conflictCode() {
        return conflictCode.value();
    }

    @Nullable String label() {
        return label.orNull();
    }
}
