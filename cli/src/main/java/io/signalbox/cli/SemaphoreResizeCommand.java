package io.signalbox.cli;

import io.signalbox.Signalbox;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox semaphore NAME resize}. */
@Command(
        name = "resize",
        description = {
            "Changes how many permits a semaphore has, for everybody and for ever. What is held stays held; if that is"
                    + " more than the new size, nobody is granted until enough is given back."
        },
        customSynopsis = "signalbox semaphore NAME resize N [OPTIONS]")
final class SemaphoreResizeCommand implements Callable<Integer> {

    private final GlobalOptions globals;
    private final SemaphoreCommand semaphore;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "N", description = "The new size.")
    private int size;

    SemaphoreResizeCommand(GlobalOptions globals, SemaphoreCommand semaphore) {
        this.globals = globals;
        this.semaphore = semaphore;
    }

    @Override
    public Integer call() {
        Check.atLeastOne(spec, "N", size);
        String name = semaphore.name();
        try (Signalbox box = Signalbox.open(globals.config())) {
            box.semaphore(name).resize(size);
        }
        return ExitCode.OK.number();
    }
}
