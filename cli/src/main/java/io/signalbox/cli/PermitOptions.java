package io.signalbox.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Of a semaphore. */
final class PermitOptions {

    @Option(
            names = "--permits",
            paramLabel = "N",
            description =
                    "How many permits the semaphore has. The first to name it decides, and others must say the same."
                            + " Default: what it has.")
    private @Nullable Integer permits;

    @Option(
            names = "--take",
            paramLabel = "K",
            defaultValue = "1",
            description = "How many to hold, all or none. Default: ${DEFAULT-VALUE}.")
    private int take;

    /** Whether a size was given. */
    boolean isGiven() {
        return permits != null;
    }

    Wanted of(CommandSpec command, String name) {
        int size = permits == null ? 0 : permits;
        if (permits != null) {
            Check.atLeastOne(command, "--permits", size);
        }
        Check.atLeastOne(command, "--take", take);
        if (permits != null && take > size) {
            throw Check.refusal(command, "--take must not be more than --permits, was " + take + " of " + size);
        }
        return Wanted.semaphore(name, size, take);
    }

    /** For a lock it has no meaning. */
    void checkOnlyWithPermits(CommandSpec command) {
        if (permits == null && take != 1) {
            throw Check.refusal(command, "--take needs --permits; without it, NAME is a lock");
        }
    }
}
