package io.signalbox.cli;

import picocli.CommandLine.Model.CommandSpec;

/** Of a semaphore. */
final class PermitOptions {

    private final Argument<Integer> permits = Argument.option(
            Integer.class,
            "--permits",
            "N",
            "How many permits the semaphore has. The first to name it decides, and others must say the same."
                    + " Default: what it has.");

    private final Argument<Integer> take = Argument.optionOr(
            "1", Integer.class, "--take", "K", "How many to hold, all or none. Default: ${DEFAULT-VALUE}.");

    void addTo(CommandSpec command) {
        permits.addTo(command);
        take.addTo(command);
    }

    /** Whether a size was given. */
    boolean isGiven() {
        return permits.orNull() != null;
    }

    Wanted of(CommandSpec command, String name) {
        Integer size = permits.orNull();
        if (size != null) {
            Check.atLeastOne(command, "--permits", size);
        }
        Check.atLeastOne(command, "--take", take.value());
        if (size != null && take.value() > size) {
            throw Check.refusal(command, "--take must not be more than --permits, was " + take.value() + " of " + size);
        }
        return Wanted.semaphore(name, size == null ? 0 : size, take.value());
    }

    /** For a lock it has no meaning. */
    void checkOnlyWithPermits(CommandSpec command) {
        if (!isGiven() && take.value() != 1) {
            throw Check.refusal(command, "--take needs --permits; without it, NAME is a lock");
        }
    }
}
