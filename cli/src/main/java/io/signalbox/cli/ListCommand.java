package io.signalbox.cli;

import io.signalbox.ResourceView;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox ls}. */
final class ListCommand implements Command, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<String> prefix = Argument.onlyParameter(
            "PREFIX", "Lists this name and those below it: orders covers orders and orders/42, not orders2.");

    private final CommandSpec spec = Command.describe(
            this,
            "ls",
            "Lists what there is: locks and semaphores that somebody stands in line for, semaphores that have a size, events"
                    + " that were ever set.");

    ListCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        prefix.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        String prefix = this.prefix.value();
        Check.prefix(spec, prefix);
        try (Visit visit = Visit.to(globals.config(), console)) {
            List<ResourceView> views = visit.box().list(prefix);
            if (globals.json()) {
                views.forEach(view -> console.print(Json.write(Sight.json(view))));
            } else if (views.isEmpty()) {
                console.talk(prefix.isEmpty() ? "nothing there" : "nothing at or below \"" + prefix + "\"");
            } else {
                Sight.table(views, Clock.systemUTC().instant())
                        .lines(Terminal.isColourful())
                        .forEach(console::print);
            }
        }
        return ExitCode.OK.number();
    }
}
