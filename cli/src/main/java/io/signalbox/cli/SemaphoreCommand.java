package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox semaphore}. */
@Command(
        name = "semaphore",
        description = {
            "Runs a command while it holds permits of a semaphore, and ends as the command does. The command is dead"
                    + " before anybody else can hold the permits.",
            "In its environment: SIGNALBOX_RESOURCE, SIGNALBOX_TOKEN (the fencing token), SIGNALBOX_HOLDER."
        },
        customSynopsis = {
            "signalbox semaphore NAME [OPTIONS] -- COMMAND [ARGUMENT...]",
            "signalbox semaphore NAME resize N"
        })
final class SemaphoreCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "Of the semaphore.")
    private String name = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "What to run, and its arguments.")
    private List<String> command = new ArrayList<>();

    @Mixin
    private PermitOptions permits = new PermitOptions();

    @Mixin
    private WaitOptions patience = new WaitOptions();

    @Mixin
    private DoubtOption inDoubt = new DoubtOption();

    SemaphoreCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    /** Its name, when it is known to be one. */
    String name() {
        Check.resource(spec, ResourceKind.SEMAPHORE, name);
        return name;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Wanted wanted = permits.of(spec, name());
        patience.check(spec);
        if (command.isEmpty()) {
            throw Check.refusal(spec, "Missing required parameter: 'COMMAND', or: resize N");
        }
        return new CommandUnderLease(console, command)
                .run(globals.config(patience.label()), wanted, patience, inDoubt.choice());
    }
}
