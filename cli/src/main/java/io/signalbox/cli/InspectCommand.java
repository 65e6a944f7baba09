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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox inspect}. */
final class InspectCommand implements Command, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<ResourceKind> kind =
            Argument.parameter(0, ResourceKind.class, "KIND", "lock, semaphore or event.");

    private final Argument<String> name = Argument.parameter(1, String.class, "NAME", "Its name.");

    private final CommandSpec spec = Command.describe(
            this,
            "inspect",
            "Shows who holds and who waits for a lock or a semaphore, in the order of the line, and who was last put out by"
                    + " force; or whether an event is set. A line is one place of a process, which may serve many of its"
                    + " threads; how long, by this machine's clock.");

    InspectCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        kind.addTo(spec);
        name.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        Resource resource = Check.resource(spec, kind.value(), name.value());
        try (Visit visit = Visit.to(globals.config(), console)) {
            if (resource.kind() == ResourceKind.EVENT) {
                show(new EventView(resource, visit.box().event(resource.name()).state()));
            } else {
                show(queue(visit.box(), resource), visit.box().lastEviction(resource));
            }
        }
        return ExitCode.OK.number();
    }

    private static QueueView queue(Signalbox box, Resource resource) {
        return resource.kind() == ResourceKind.LOCK
                ? box.lock(resource.name()).inspect()
                : box.semaphore(resource.name()).inspect();
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
