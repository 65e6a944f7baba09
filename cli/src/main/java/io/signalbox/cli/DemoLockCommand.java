package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code signalbox demo lock}. */
@Command(
        name = "lock",
        description = {
            "Two workers append lines to one file, a word at a time, under a lock; one with a scope, one with acquire and"
                    + " release. Checks that no line is torn."
        })
final class DemoLockCommand implements Callable<Integer> {

    static final int MAX_WORKERS = 256;

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DemoNameOption name = new DemoNameOption();

    @Option(names = "--workers", paramLabel = "N", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--rounds",
            paramLabel = "M",
            defaultValue = "1",
            description = "Lines of each worker. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--no-lock", description = "Does without the lock, and counts the torn lines.")
    private boolean noLock;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Is appended to and kept; by default a temporary file.")
    private @Nullable Path file;

    @Option(
            names = "--pause",
            paramLabel = "TIME",
            description = "Between two words; by default what suits the number of lines.")
    private @Nullable Duration pause;

    DemoLockCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LockDemo demo = demo();
        try (Stage stage = Stage.open(console, globals)) {
            return Demo.verdict(demo.play(stage), console).number();
        }
    }

    private LockDemo demo() {
        Check.inRange(spec, "--workers", workers, MAX_WORKERS);
        Check.atLeastOne(spec, "--rounds", rounds);
        if (pause != null) {
            Check.duration(spec, "--pause", pause);
        }
        if (file != null) {
            Check.writable(spec, "--file", file);
        }
        return new LockDemo(name.checked(spec, ResourceKind.LOCK), file, workers, rounds, !noLock, pause);
    }
}
