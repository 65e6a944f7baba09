package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code signalbox demo worker lock}. */
@Command(name = "lock", description = "Appends lines to a file, a word at a time, each under the lock.")
final class DemoWorkerLockCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private WorkerOptions worker = new WorkerOptions();

    @Option(names = "--file", paramLabel = "FILE", required = true, description = "Is appended to.")
    private Path file = Path.of("");

    @Option(names = "--rounds", paramLabel = "M", defaultValue = "1", description = "Lines. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--way",
            paramLabel = "WAY",
            defaultValue = "scoped",
            description = "How it acquires: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private LockRole.Way way = LockRole.Way.SCOPED;

    @Option(names = "--no-lock", description = "Does without the lock.")
    private boolean noLock;

    @Option(
            names = "--pause",
            paramLabel = "TIME",
            defaultValue = "10ms",
            description = "Between two words. Default: ${DEFAULT-VALUE}.")
    private Duration pause = Duration.ZERO;

    DemoWorkerLockCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.name(spec, ResourceKind.LOCK, worker.name());
        Check.writable(spec, "--file", file);
        Check.atLeastOne(spec, "--rounds", rounds);
        Check.duration(spec, "--pause", pause);
        Role role = new LockRole(worker.name(), file, rounds, way, !noLock, pause);
        return worker.shift(console).work(globals.config(), role).number();
    }
}
