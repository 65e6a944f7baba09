package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox demo event}. */
final class DemoEventCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final DemoNameOption name = new DemoNameOption();

    private final Argument<Duration> timeout = Argument.optionOr(
            "2s", Duration.class, "--timeout", "TIME", "How long the second waits. Default: ${DEFAULT-VALUE}.");

    private final Argument<Duration> delay = Argument.optionOr(
            "3s", Duration.class, "--delay", "TIME", "After what time the event is set. Default: ${DEFAULT-VALUE}.");

    private final CommandSpec spec = Command.describe(
            this,
            "event",
            "One worker waits for an event for as long as it takes, one for two seconds; after three seconds the event is"
                    + " set. Checks what each of them saw.");

    DemoEventCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        name.addTo(spec);
        timeout.addTo(spec);
        delay.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        EventDemo demo = demo();
        try (Stage stage = Stage.open(console, globals)) {
            return Demo.verdict(demo.play(stage), console).number();
        }
    }

    private EventDemo demo() {
        Duration timeout = this.timeout.value();
        Duration delay = this.delay.value();
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
