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

/** {@code signalbox event set}. */
@Command(name = "set", description = "Sets the event: whoever waits for it goes on.")
final class EventSetCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "The event.")
    private String name = "";

    EventSetCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() {
        Resource resource = Check.resource(spec, ResourceKind.EVENT, name);
        try (Visit visit = Visit.to(globals.config(), console)) {
            DistributedEvent event = visit.box().event(name);
            event.set();
            if (globals.json()) {
                console.print(Json.write(Sight.json(new EventView(resource, event.state()))));
            }
            return ExitCode.OK.number();
        }
    }
}
