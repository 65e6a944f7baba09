package io.signalbox.cli;

import io.signalbox.ContenderView;
import io.signalbox.Eviction;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.spi.CommonOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox release}. */
final class ReleaseCommand implements Command, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<Boolean> force = Argument.flag(
                    "Says that you mean it: nobody but a holder gives back what it holds otherwise.", "--force")
            .required();

    private final Argument<String> name = Argument.parameter(0, String.class, "NAME", "The lock or semaphore.");

    private final Argument<Long> token = Argument.option(Long.class, "--token", "T", "The fencing token of the holder.")
            .required();

    private final Argument<ResourceKind> kind = Argument.optionOr(
            "lock", ResourceKind.class, "--kind", "KIND", "lock or semaphore. Default: ${DEFAULT-VALUE}.");

    private final Argument<Boolean> yes = Argument.flag("Does not ask.", "-y", "--yes");

    private final CommandSpec spec = Command.describe(
            this,
            "release",
            "Frees a lock, or permits of a semaphore, whose holder is stuck, if that is still the holder with the given token;"
                    + " inspect shows it. Asks before it does so, and leaves a record of who did it, which inspect shows.",
            "",
            "This does not stop the holder. It is told that its lease is lost as soon as it can be reached, which may be after"
                    + " the next one was granted; a holder that is stopped or cut off is not told until it comes back."
                    + " Only a resource that checks fencing tokens is safe from it meanwhile. End its process first if you"
                    + " can.",
            "",
            "A token names a place in the line. A process may pass on among its threads what it holds and keep its place;"
                    + " each token of that place names it, and whoever has one loses what it holds. Exit code 0 if it was freed, 1 if nobody holds with that token or"
                    + " the answer was no.");

    ReleaseCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        force.addTo(spec);
        name.addTo(spec);
        token.addTo(spec);
        kind.addTo(spec);
        yes.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        if (kind.value() == ResourceKind.EVENT) {
            throw Check.refusal(spec, "--kind must be lock or semaphore: nobody holds an event");
        }
        if (!force.value()) {
            throw Check.refusal(spec, "--force=false cannot release anything");
        }
        if (token.value() < 1) {
            throw Check.refusal(spec, "--token must be >= 1, was " + token.value());
        }
        Resource resource = Check.resource(spec, kind.value(), name.value());
        try (Visit visit = Visit.to(config(), console)) {
            return release(visit.box(), resource).number();
        }
    }

    /** With a label that says who did it, unless there is one. */
    private SignalboxConfig config() {
        SignalboxConfig config = globals.config();
        return config.get(CommonOptions.LABEL).isEmpty()
                ? globals.builder()
                        .option(CommonOptions.LABEL.name(), System.getProperty("user.name", ""))
                        .build()
                : config;
    }

    private ExitCode release(Signalbox box, Resource resource) throws IOException {
        if (!yes.value() && !isConfirmed(box, resource)) {
            console.talk("nothing was released");
            return ExitCode.NO;
        }
        Optional<Eviction> eviction = box.evict(resource, token.value());
        if (eviction.isEmpty()) {
            console.talk("nobody holds " + resource + " with token " + token.value() + "; nothing was released");
            return ExitCode.NO;
        }
        Eviction record = eviction.get();
        console.print(
                globals.json()
                        ? Json.write(Sight.json(record))
                        : "released " + resource + ", held by " + Sight.who(record.holder()) + " with token "
                                + record.holder().token());
        return ExitCode.OK;
    }

    private boolean isConfirmed(Signalbox box, Resource resource) throws IOException {
        QueueView queue = resource.kind() == ResourceKind.LOCK
                ? box.lock(resource.name()).inspect()
                : box.semaphore(resource.name()).inspect();
        if (queue.holders().isEmpty()) {
            console.talk("nobody holds " + resource);
            return false;
        }
        for (ContenderView holder : queue.holders()) {
            console.talk(resource + " is held by " + Sight.who(holder) + ", thread " + Sight.printable(holder.thread())
                    + ", for " + Sight.age(holder.since(), Clock.systemUTC().instant()) + ", "
                    + holder.permits() + (holder.permits() == 1 ? " permit" : " permits") + ", token "
                    + holder.token());
        }
        console.ask("This does not stop that process. Release what is held with token " + token.value() + "? [y/N] ");
        BufferedReader answers = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = answers.readLine();
        if (answer == null) {
            console.talk("");
            console.talk("there is nobody to answer; give --yes to release without a question");
            return false;
        }
        return answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
