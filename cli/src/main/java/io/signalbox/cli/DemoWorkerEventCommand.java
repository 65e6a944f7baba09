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

/** {@code signalbox demo worker event}. */
@Command(name = "event", description = "Waits for the event, or clears it and sets it a while later.")
final class DemoWorkerEventCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private WorkerOptions worker = new WorkerOptions();

    @Option(
            names = "--part",
            paramLabel = "PART",
            defaultValue = "block",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private EventRole.Part part = EventRole.Part.BLOCK;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "How long non_block waits at most, or set before it sets. Default: ${DEFAULT-VALUE}.")
    private Duration time = Duration.ZERO;

    DemoWorkerEventCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.name(spec, ResourceKind.EVENT, worker.name());
        Check.duration(spec, "--time", time);
        return worker.shift(console)
                .work(globals.config(), new EventRole(worker.name(), part, time))
                .number();
    }
}
