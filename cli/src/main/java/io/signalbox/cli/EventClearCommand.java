package io.signalbox.cli;

import io.signalbox.DistributedEvent;
import io.signalbox.EventView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox event clear}. */
@Command(name = "clear", description = "Clears the event: whoever comes from now on waits.")
final class EventClearCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "The event.")
    private String name = "";

    EventClearCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() {
        Resource resource = Check.resource(spec, ResourceKind.EVENT, name);
        try (Visit visit = Visit.to(globals.config(), console)) {
            DistributedEvent event = visit.box().event(name);
            event.clear();
            if (globals.json()) {
                console.print(Json.write(Sight.json(new EventView(resource, event.state()))));
            }
            return ExitCode.OK.number();
        }
    }
}
