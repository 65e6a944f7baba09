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

/** {@code signalbox demo event}. */
@Command(
        name = "event",
        description = {
            "One worker waits for an event for as long as it takes, one for two seconds; after three seconds the event is"
                    + " set. Checks what each of them saw."
        })
final class DemoEventCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DemoNameOption name = new DemoNameOption();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "How long the second waits. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            defaultValue = "3s",
            description = "After what time the event is set. Default: ${DEFAULT-VALUE}.")
    private Duration delay = Duration.ZERO;

    DemoEventCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        EventDemo demo = demo();
        try (Stage stage = Stage.open(console, globals)) {
            return Demo.verdict(demo.play(stage), console).number();
        }
    }

    private EventDemo demo() {
        Check.duration(spec, "--timeout", timeout);
        Check.duration(spec, "--delay", delay);
        if (timeout.compareTo(delay) >= 0) {
            throw Check.refusal(
                    spec, "--timeout must be shorter than --delay, was " + show(timeout) + " and " + show(delay));
        }
        return new EventDemo(name.checked(spec, ResourceKind.EVENT), timeout, delay);
    }

    private static String show(Duration duration) {
        return io.signalbox.spi.Option.format(duration);
    }
}
