package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox demo lock}. */
final class DemoLockCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    static final int MAX_WORKERS = 256;

    private final DemoNameOption name = new DemoNameOption();

    private final Argument<Integer> workers =
            Argument.optionOr("2", Integer.class, "--workers", "N", "Default: ${DEFAULT-VALUE}.");

    private final Argument<Integer> rounds =
            Argument.optionOr("1", Integer.class, "--rounds", "M", "Lines of each worker. Default: ${DEFAULT-VALUE}.");

    private final Argument<Boolean> noLock =
            Argument.flag("Does without the lock, and counts the torn lines.", "--no-lock");

    private final Argument<Path> file =
            Argument.option(Path.class, "--file", "FILE", "Is appended to and kept; by default a temporary file.");

    private final Argument<Duration> pause = Argument.option(
            Duration.class, "--pause", "TIME", "Between two words; by default what suits the number of lines.");

    private final CommandSpec spec = Command.describe(
            this,
            "lock",
            "Two workers append lines to one file, a word at a time, under a lock; one with a scope, one with acquire and"
                    + " release. Checks that no line is torn.");

    DemoLockCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        name.addTo(spec);
        workers.addTo(spec);
        rounds.addTo(spec);
        noLock.addTo(spec);
        file.addTo(spec);
        pause.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LockDemo demo = demo();
        try (Stage stage = Stage.open(console, globals)) {
            return Demo.verdict(demo.play(stage), console).number();
        }
    }

    private LockDemo demo() {
        int workers = this.workers.value();
        int rounds = this.rounds.value();
        Path file = this.file.orNull();
        Duration pause = this.pause.orNull();
        Check.inRange(spec, "--workers", workers, MAX_WORKERS);
        Check.atLeastOne(spec, "--rounds", rounds);
        if (pause != null) {
            Check.duration(spec, "--pause", pause);
        }
        if (file != null) {
            Check.writable(spec, "--file", file);
        }
        return new LockDemo(name.checked(spec, ResourceKind.LOCK), file, workers, rounds, !noLock.value(), pause);
    }
}
