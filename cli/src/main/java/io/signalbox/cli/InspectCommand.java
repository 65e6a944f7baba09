package io.signalbox.cli;

import io.signalbox.EventView;
import io.signalbox.Eviction;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox inspect}. */
@Command(
        name = "inspect",
        description = {
            "Shows who holds and who waits for a lock or a semaphore, in the order of the line, and who was last put out by"
                    + " force; or whether an event is set. A line is one place of a process, which may serve many of its"
                    + " threads; how long, by this machine's clock."
        })
final class InspectCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "KIND", description = "lock, semaphore or event.")
    private ResourceKind kind = ResourceKind.LOCK;

    @Parameters(index = "1", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    InspectCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() {
        Resource resource = Check.resource(spec, kind, name);
        try (Visit visit = Visit.to(globals.config(), console)) {
            if (kind == ResourceKind.EVENT) {
                show(new EventView(resource, visit.box().event(name).state()));
            } else {
                show(queue(visit.box()), visit.box().lastEviction(resource));
            }
        }
        return ExitCode.OK.number();
    }

    private QueueView queue(Signalbox box) {
        return kind == ResourceKind.LOCK
                ? box.lock(name).inspect()
                : box.semaphore(name).inspect();
    }

    private void show(EventView event) {
        if (globals.json()) {
            console.print(Json.write(Sight.json(event)));
        } else {
            console.print(event.resource() + ": " + Sight.state(event) + ", version "
                    + event.state().version());
        }
    }

    private void show(QueueView queue, Optional<Eviction> eviction) {
        if (globals.json()) {
            Map<String, @Nullable Object> json = Sight.json(queue);
            json.put("eviction", eviction.map(Sight::json).orElse(null));
            console.print(Json.write(json));
            return;
        }
        console.print(queue.resource() + ": " + Sight.state(queue) + ", "
                + queue.waiters().size() + " waiting");
        if (!queue.holders().isEmpty() || !queue.waiters().isEmpty()) {
            Sight.table(queue, Clock.systemUTC().instant())
                    .lines(Terminal.isColourful())
                    .forEach(console::print);
        }
        eviction.ifPresent(record -> console.print("last put out by force: " + Sight.who(record.holder()) + ", token "
                + record.holder().token() + ", by " + Sight.who(record.by()) + " at " + record.at()));
    }
}
