package io.signalbox.cli;

import io.signalbox.DistributedEvent;
import io.signalbox.EventView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox event set}, {@code clear} and {@code status}: what is done at once, and leaves a state to be told. */
@Command
final class EventStateCommand implements Callable<Integer>, SpeaksJson {

    /** What is done. */
    enum Act {
        SET("Sets the event: whoever waits for it goes on."),
        CLEAR("Clears the event: whoever comes from now on waits."),
        STATUS("Prints set or clear. Exit code 0 if it is set, 1 if it is clear.");

        private final String description;

        Act(String description) {
            this.description = description;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "The event.")
    private String name = "";

    private EventStateCommand(Console console, GlobalOptions globals, Act act) {
        this.console = console;
        this.globals = globals;
        this.act = act;
    }

    /** Adds one for each act. */
    static void addTo(CommandLine parent, Console console, GlobalOptions globals) {
        for (Act act : Act.values()) {
            CommandLine line = new CommandLine(new EventStateCommand(console, globals, act));
            line.getCommandSpec().usageMessage().description(act.description);
            parent.addSubcommand(act.word(), line);
        }
    }

    @Override
    public Integer call() {
        Resource resource = Check.resource(spec, ResourceKind.EVENT, name);
        try (Visit visit = Visit.to(globals.config(), console)) {
            DistributedEvent event = visit.box().event(name);
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
