package io.signalbox.cli;

import io.signalbox.ResourceView;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox ls}. */
@Command(
        name = "ls",
        description = {
            "Lists what there is: locks and semaphores that somebody stands in line for, semaphores that have a size, events"
                    + " that were ever set."
        })
final class ListCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "PREFIX",
            description = "Lists this name and those below it: orders covers orders and orders/42, not orders2.")
    private String prefix = "";

    ListCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() {
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
