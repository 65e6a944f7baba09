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

/** {@code signalbox lock}. */
@Command(
        name = "lock",
        description = {
            "Runs a command while it holds a lock, and ends as the command does. The command is dead before anybody else"
                    + " can hold the lock.",
            "In its environment: SIGNALBOX_RESOURCE, SIGNALBOX_TOKEN (the fencing token), SIGNALBOX_HOLDER."
        },
        customSynopsis = "signalbox lock NAME [OPTIONS] -- COMMAND [ARGUMENT...]")
final class LockCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "Of the lock.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "What to run, and its arguments.")
    private List<String> command = new ArrayList<>();

    @Mixin
    private WaitOptions patience = new WaitOptions();

    @Mixin
    private DoubtOption inDoubt = new DoubtOption();

    LockCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.resource(spec, ResourceKind.LOCK, name);
        patience.check(spec);
        return new CommandUnderLease(console, command)
                .run(globals.config(patience.label()), Wanted.lock(name), patience, inDoubt.choice());
    }
}
