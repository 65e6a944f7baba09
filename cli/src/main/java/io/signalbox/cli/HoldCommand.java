package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox hold}. */
@Command(
        name = "hold",
        description = {
            "Acquires a lock, prints its fencing token, and holds it until standard input ends or a signal comes. With"
                    + " --permits it holds permits of a semaphore instead.",
            "Ends with 75, before anybody else can hold, if the lease is lost. What is done meanwhile is yours to stop."
        },
        customSynopsis = "signalbox hold NAME [OPTIONS]")
final class HoldCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "Of the lock, or of the semaphore.")
    private String name = "";

    @Mixin
    private PermitOptions permits = new PermitOptions();

    @Mixin
    private WaitOptions patience = new WaitOptions();

    HoldCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Wanted wanted = wanted();
        patience.check(spec);
        return new Tenancy(console, wanted, patience, InDoubt.GO_ON).run(globals.config(patience.label()), lease -> {
            console.print(Long.toString(lease.fencingToken()));
            return InputCharge.start(System.in);
        });
    }

    private Wanted wanted() {
        permits.checkOnlyWithPermits(spec);
        if (permits.isGiven()) {
            Check.resource(spec, ResourceKind.SEMAPHORE, name);
            return permits.of(spec, name);
        }
        Check.resource(spec, ResourceKind.LOCK, name);
        return Wanted.lock(name);
    }
}
