package io.signalbox.cli;

import io.signalbox.DistributedEvent;
import io.signalbox.EventView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox event set}, {@code clear} and {@code status}: what is done at once, and leaves a state to be told. */
final class EventStateCommand implements Command, SpeaksJson {

    /** What is done. */
    enum Act {
        SET("Sets the event: whoever waits for it goes on."),
        CLEAR("Clears the event: whoever comes from now on waits."),
        STATUS("Prints set or clear. Exit code 0 if it is set, 1 if it is clear.");

        private final String description;

        Act(String description) {
            this.description = description;
        }

        private void carryOut(DistributedEvent event) {
            switch (this) {
                case SET -> event.set();
                case CLEAR -> event.clear();
                case STATUS -> {}
            }
        }
    }

    private final Console console;
    private final GlobalOptions globals;
    private final Act act;

    private final Argument<String> name = Argument.parameter(0, String.class, "NAME", "The event.");

    private final CommandSpec spec;

    EventStateCommand(Console console, GlobalOptions globals, Act act) {
        this.console = console;
        this.globals = globals;
        this.act = act;
        this.spec = Command.describe(this, act.name().toLowerCase(Locale.ROOT), act.description);
        name.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        Resource resource = Check.resource(spec, ResourceKind.EVENT, name.value());
        try (Visit visit = Visit.to(globals.config(), console)) {
            DistributedEvent event = visit.box().event(resource.name());
            act.carryOut(event);
            boolean asked = act == Act.STATUS;
            if (!asked && !globals.json()) {
                return ExitCode.OK.number();
            }
            EventView view = new EventView(resource, event.state());
            console.print(globals.json() ? Json.write(Sight.json(view)) : Sight.state(view));
            return (!asked || view.state().isSet() ? ExitCode.OK : ExitCode.NO).number();
        }
    }
}
