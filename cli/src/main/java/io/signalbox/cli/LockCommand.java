package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox lock}. */
final class LockCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<String> name = Argument.parameter(0, String.class, "NAME", "Of the lock.");

    private final Argument<List<String>> command = Argument.rest(1, 1, "COMMAND", "What to run, and its arguments.");

    private final WaitOptions patience = new WaitOptions();
    private final DoubtOption inDoubt = new DoubtOption();

    private final CommandSpec spec = Command.describe(
            this,
            "lock",
            "Runs a command while it holds a lock, and ends as the command does. The command is dead before anybody else"
                    + " can hold the lock.",
            "In its environment: SIGNALBOX_RESOURCE, SIGNALBOX_TOKEN (the fencing token), SIGNALBOX_HOLDER.");

    LockCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        name.addTo(spec);
        command.addTo(spec);
        patience.addTo(spec);
        inDoubt.addTo(spec);
        spec.usageMessage().customSynopsis("signalbox lock NAME [OPTIONS] -- COMMAND [ARGUMENT...]");
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.resource(spec, ResourceKind.LOCK, name.value());
        patience.check(spec);
        return new CommandUnderLease(console, command.value())
                .run(globals.config(patience.label()), Wanted.lock(name.value()), patience, inDoubt.choice());
    }
}
