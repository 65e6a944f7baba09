package io.signalbox.cli;

import io.signalbox.DistributedEvent;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox event wait}. */
@Command(
        name = "wait",
        description = {
            "Waits until the event is set, or returns at once if it is. A pulse of set and clear is not missed. Exit code 0"
                    + " if it was set, 1 if the time is over."
        })
final class EventWaitCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "The event.")
    private String name = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long at most: 500ms, 2s, 1.5m; 0s is a look. Without it, as long as it takes.")
    private @Nullable Duration timeout;

    EventWaitCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws InterruptedException {
        Resource resource = Check.resource(spec, ResourceKind.EVENT, name);
        try (Visit visit = Visit.to(globals.config(), console)) {
            DistributedEvent event = visit.box().event(name);
            boolean seen = await(event);
            if (globals.json()) {
                console.print(Json.write(Json.object("kind", "event", "name", resource.name(), "seen", seen)));
            }
            return (seen ? ExitCode.OK : ExitCode.NO).number();
        }
    }

    private boolean await(DistributedEvent event) throws InterruptedException {
        Duration limit = timeout;
        if (limit == null) {
            event.await();
            return true;
        }
        return event.await(limit);
    }
}
