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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox release}. */
@Command(
        name = "release",
        description = {
            "Frees a lock, or permits of a semaphore, whose holder is stuck, if that is still the holder with the given token;"
                    + " inspect shows it. Asks before it does so, and leaves a record of who did it, which inspect shows.",
            "",
            "This does not stop the holder. It is told that its lease is lost as soon as it can be reached, which may be after"
                    + " the next one was granted; a holder that is stopped or cut off is not told until it comes back."
                    + " Only a resource that checks fencing tokens is safe from it meanwhile. End its process first if you"
                    + " can.",
            "",
            "A token names a place in the line. A process may pass a lock on among its threads and keep its place; each"
                    + " token of that place names it. Exit code 0 if it was freed, 1 if nobody holds with that token or"
                    + " the answer was no."
        })
final class ReleaseCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--force",
            required = true,
            description = "Says that you mean it: nobody but a holder gives back what it holds otherwise.")
    private boolean force;

    @Parameters(paramLabel = "NAME", description = "The lock or semaphore.")
    private String name = "";

    @Option(names = "--token", required = true, paramLabel = "T", description = "The fencing token of the holder.")
    private long token;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "lock",
            description = "lock or semaphore. Default: ${DEFAULT-VALUE}.")
    private ResourceKind kind = ResourceKind.LOCK;

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask.")
    private boolean yes;

    ReleaseCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException {
        if (kind == ResourceKind.EVENT) {
            throw Check.refusal(spec, "--kind must be lock or semaphore: nobody holds an event");
        }
        if (!force) {
            throw Check.refusal(spec, "--force=false cannot release anything");
        }
        if (token < 1) {
            throw Check.refusal(spec, "--token must be >= 1, was " + token);
        }
        Resource resource = Check.resource(spec, kind, name);
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
        if (!yes && !isConfirmed(box, resource)) {
            console.talk("nothing was released");
            return ExitCode.NO;
        }
        Optional<Eviction> eviction = box.evict(resource, token);
        if (eviction.isEmpty()) {
            console.talk("nobody holds " + resource + " with token " + token + "; nothing was released");
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
        QueueView queue = kind == ResourceKind.LOCK
                ? box.lock(name).inspect()
                : box.semaphore(name).inspect();
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
        console.ask("This does not stop that process. Release what is held with token " + token + "? [y/N] ");
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
