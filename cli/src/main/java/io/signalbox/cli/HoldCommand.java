package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox hold}. */
final class HoldCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<String> name =
            Argument.parameter(0, String.class, "NAME", "Of the lock, or of the semaphore.");

    private final PermitOptions permits = new PermitOptions();
    private final WaitOptions patience = new WaitOptions();

    private final CommandSpec spec = Command.describe(
            this,
            "hold",
            "Acquires a lock, prints its fencing token, and holds it until standard input ends or a signal comes. With"
                    + " --permits it holds permits of a semaphore instead.",
            "Ends with 75, before anybody else can hold, if the lease is lost. What is done meanwhile is yours to stop.");

    HoldCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        name.addTo(spec);
        permits.addTo(spec);
        patience.addTo(spec);
        spec.usageMessage().customSynopsis("signalbox hold NAME [OPTIONS]");
    }

    @Override
    public CommandSpec spec() {
        return spec;
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
            Check.resource(spec, ResourceKind.SEMAPHORE, name.value());
            return permits.of(spec, name.value());
        }
        Check.resource(spec, ResourceKind.LOCK, name.value());
        return Wanted.lock(name.value());
    }
}
