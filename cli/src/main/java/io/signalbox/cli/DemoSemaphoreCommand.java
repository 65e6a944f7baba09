package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code signalbox demo semaphore}. */
@Command(
        name = "semaphore",
        description = {
            "Five workers share two permits; the first works one unit of time, the second two, and so on. Draws who waited"
                    + " and who held, and checks that never more than the permits were held."
        })
final class DemoSemaphoreCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DemoNameOption name = new DemoNameOption();

    @Option(names = "--permits", paramLabel = "N", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    private int permits;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--unit",
            paramLabel = "TIME",
            defaultValue = "500ms",
            description = "Default: ${DEFAULT-VALUE}; Python's is 2s.")
    private Duration unit = Duration.ZERO;

    @Option(names = "--chart", paramLabel = "FILE.svg", description = "Writes the chart as a picture, too.")
    private @Nullable Path chart;

    DemoSemaphoreCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SemaphoreDemo demo = demo();
        try (Stage stage = Stage.open(console, globals)) {
            return Demo.verdict(demo.play(stage), console).number();
        }
    }

    private SemaphoreDemo demo() {
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
