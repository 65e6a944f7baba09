package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox semaphore}. */
final class SemaphoreCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<String> name = Argument.parameter(0, String.class, "NAME", "Of the semaphore.");

    private final Argument<List<String>> command = Argument.rest(1, 0, "COMMAND", "What to run, and its arguments.");

    private final PermitOptions permits = new PermitOptions();
    private final WaitOptions patience = new WaitOptions();
    private final DoubtOption inDoubt = new DoubtOption();

    private final CommandSpec spec = Command.describe(
            this,
            "semaphore",
            "Runs a command while it holds permits of a semaphore, and ends as the command does. The command is dead"
                    + " before anybody else can hold the permits.",
            "In its environment: SIGNALBOX_RESOURCE, SIGNALBOX_TOKEN (the fencing token), SIGNALBOX_HOLDER.");

    SemaphoreCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        name.addTo(spec);
        command.addTo(spec);
        permits.addTo(spec);
        patience.addTo(spec);
        inDoubt.addTo(spec);
        spec.usageMessage()
                .customSynopsis(
                        "signalbox semaphore NAME [OPTIONS] -- COMMAND [ARGUMENT...]",
                        "signalbox semaphore NAME resize N");
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    /** Its name, when it is known to be one. */
    String name() {
        return Check.resource(spec, ResourceKind.SEMAPHORE, name.value()).name();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Wanted wanted = permits.of(spec, name());
        patience.check(spec);
        if (command.value().isEmpty()) {
            throw Check.refusal(spec, "Missing required parameter: 'COMMAND', or: resize N");
        }
        return new CommandUnderLease(console, command.value())
                .run(globals.config(patience.label()), wanted, patience, inDoubt.choice());
    }
}
