package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code signalbox demo worker semaphore}. */
@Command(name = "semaphore", description = "Holds one permit for a while.")
final class DemoWorkerSemaphoreCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private WorkerOptions worker = new WorkerOptions();

    @Option(names = "--permits", paramLabel = "N", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    private int permits;

    @Option(
            names = "--work",
            paramLabel = "TIME",
            defaultValue = "500ms",
            description = "For how long it holds. Default: ${DEFAULT-VALUE}.")
    private Duration work = Duration.ZERO;

    DemoWorkerSemaphoreCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.name(spec, ResourceKind.SEMAPHORE, worker.name());
        Check.atLeastOne(spec, "--permits", permits);
        Role role = new SemaphoreRole(worker.name(), permits, work);
        return worker.shift(console).work(globals.config(), role).number();
    }
}
