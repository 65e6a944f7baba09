package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox demo worker event}. */
final class DemoWorkerEventCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final WorkerOptions worker = new WorkerOptions();

    private final Argument<EventRole.Part> part = Argument.optionOr(
            "block",
            EventRole.Part.class,
            "--part",
            "PART",
            "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.");

    private final Argument<Duration> time = Argument.optionOr(
            "2s",
            Duration.class,
            "--time",
            "TIME",
            "How long non_block waits at most, or set before it sets. Default: ${DEFAULT-VALUE}.");

    private final CommandSpec spec =
            Command.describe(this, "event", "Waits for the event, or clears it and sets it a while later.");

    DemoWorkerEventCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        worker.addTo(spec);
        part.addTo(spec);
        time.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.name(spec, ResourceKind.EVENT, worker.name());
        Check.duration(spec, "--time", time.value());
        return worker.shift(console)
                .work(globals.config(), new EventRole(worker.name(), part.value(), time.value()))
                .number();
    }
}
