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

/** {@code signalbox event status}. */
@Command(name = "status", description = "Prints set or clear. Exit code 0 if it is set, 1 if it is clear.")
final class EventStatusCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "The event.")
    private String name = "";

    EventStatusCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() {
        Resource resource = Check.resource(spec, ResourceKind.EVENT, name);
        try (Visit visit = Visit.to(globals.config(), console)) {
            DistributedEvent event = visit.box().event(name);
            EventView view = new EventView(resource, event.state());
            console.print(globals.json() ? Json.write(Sight.json(view)) : Sight.state(view));
            return (view.state().isSet() ? ExitCode.OK : ExitCode.NO).number();
        }
    }
}
