package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox demo worker semaphore}. */
final class DemoWorkerSemaphoreCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final WorkerOptions worker = new WorkerOptions();

    private final Argument<Integer> permits =
            Argument.optionOr("2", Integer.class, "--permits", "N", "Default: ${DEFAULT-VALUE}.");

    private final Argument<Duration> work = Argument.optionOr(
            "500ms", Duration.class, "--work", "TIME", "For how long it holds. Default: ${DEFAULT-VALUE}.");

    private final CommandSpec spec = Command.describe(this, "semaphore", "Holds one permit for a while.");

    DemoWorkerSemaphoreCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        worker.addTo(spec);
        permits.addTo(spec);
        work.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.name(spec, ResourceKind.SEMAPHORE, worker.name());
        Check.atLeastOne(spec, "--permits", permits.value());
        Role role = new SemaphoreRole(worker.name(), permits.value(), work.value());
        return worker.shift(console).work(globals.config(), role).number();
    }
}
