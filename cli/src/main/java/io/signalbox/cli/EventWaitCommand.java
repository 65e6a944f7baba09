package io.signalbox.cli;

import io.signalbox.DistributedEvent;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox event wait}. */
final class EventWaitCommand implements Command, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<String> name = Argument.parameter(0, String.class, "NAME", "The event.");

    private final Argument<Duration> timeout = Argument.option(
            Duration.class,
            "--timeout",
            "TIME",
            "How long at most: 500ms, 2s, 1.5m; 0s is a look. Without it, as long as it takes.");

    private final CommandSpec spec = Command.describe(
            this,
            "wait",
            "Waits until the event is set, or returns at once if it is. A pulse of set and clear is not missed. Exit code 0"
                    + " if it was set, 1 if the time is over.");

    EventWaitCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        name.addTo(spec);
        timeout.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        Resource resource = Check.resource(spec, ResourceKind.EVENT, name.value());
        try (Visit visit = Visit.to(globals.config(), console)) {
            DistributedEvent event = visit.box().event(resource.name());
            boolean seen = await(event);
            if (globals.json()) {
                console.print(Json.write(Json.object("kind", "event", "name", resource.name(), "seen", seen)));
            }
            return (seen ? ExitCode.OK : ExitCode.NO).number();
        }
    }

    private boolean await(DistributedEvent event) throws InterruptedException {
        Duration limit = timeout.orNull();
        if (limit == null) {
            event.await();
            return true;
        }
        return event.await(limit);
    }
}
