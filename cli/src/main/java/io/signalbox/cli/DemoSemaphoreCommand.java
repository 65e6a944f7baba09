package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox demo semaphore}. */
final class DemoSemaphoreCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final DemoNameOption name = new DemoNameOption();

    private final Argument<Integer> permits =
            Argument.optionOr("2", Integer.class, "--permits", "N", "Default: ${DEFAULT-VALUE}.");

    private final Argument<Integer> workers =
            Argument.optionOr("5", Integer.class, "--workers", "N", "Default: ${DEFAULT-VALUE}.");

    private final Argument<Duration> unit =
            Argument.optionOr("500ms", Duration.class, "--unit", "TIME", "Default: ${DEFAULT-VALUE}; Python's is 2s.");

    private final Argument<Path> chart =
            Argument.option(Path.class, "--chart", "FILE.svg", "Writes the chart as a picture, too.");

    private final CommandSpec spec = Command.describe(
            this,
            "semaphore",
            "Five workers share two permits; the first works one unit of time, the second two, and so on. Draws who waited"
                    + " and who held, and checks that never more than the permits were held.");

    DemoSemaphoreCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        name.addTo(spec);
        permits.addTo(spec);
        workers.addTo(spec);
        unit.addTo(spec);
        chart.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SemaphoreDemo demo = demo();
        try (Stage stage = Stage.open(console, globals)) {
            return Demo.verdict(demo.play(stage), console).number();
        }
    }

    private SemaphoreDemo demo() {
        int permits = this.permits.value();
        int workers = this.workers.value();
        Duration unit = this.unit.value();
        Path chart = this.chart.orNull();
        Check.atLeastOne(spec, "--permits", permits);
        Check.inRange(spec, "--workers", workers, DemoLockCommand.MAX_WORKERS);
        Check.duration(spec, "--unit", unit);
        if (chart != null) {
            Check.writable(spec, "--chart", chart);
        }
        return new SemaphoreDemo(
                name.checked(spec, ResourceKind.SEMAPHORE), permits, workers, unit, chart, console.width());
    }
}
