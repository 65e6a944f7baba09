package io.signalbox.cli;

import io.signalbox.Signalbox;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox semaphore NAME resize}. */
final class SemaphoreResizeCommand implements Command {

    private final GlobalOptions globals;
    private final SemaphoreCommand semaphore;

    private final Argument<Integer> size = Argument.parameter(0, Integer.class, "N", "The new size.");

    private final CommandSpec spec = Command.describe(
            this,
            "resize",
            "Changes how many permits a semaphore has, for everybody and for ever. What is held stays held; if that is"
                    + " more than the new size, nobody is granted until enough is given back.");

    SemaphoreResizeCommand(GlobalOptions globals, SemaphoreCommand semaphore) {
        this.globals = globals;
        this.semaphore = semaphore;
        size.addTo(spec);
        spec.usageMessage().customSynopsis("signalbox semaphore NAME resize N [OPTIONS]");
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        Check.atLeastOne(spec, "N", size.value());
        String name = semaphore.name();
        try (Signalbox box = Signalbox.open(globals.config())) {
            box.semaphore(name).resize(size.value());
        }
        return ExitCode.OK.number();
    }
}
