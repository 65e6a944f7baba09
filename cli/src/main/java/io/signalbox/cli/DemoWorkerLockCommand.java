package io.signalbox.cli;

import io.signalbox.ResourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox demo worker lock}. */
final class DemoWorkerLockCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final WorkerOptions worker = new WorkerOptions();

    private final Argument<Path> file =
            Argument.option(Path.class, "--file", "FILE", "Is appended to.").required();

    private final Argument<Integer> rounds =
            Argument.optionOr("1", Integer.class, "--rounds", "M", "Lines. Default: ${DEFAULT-VALUE}.");

    private final Argument<LockRole.Way> way = Argument.optionOr(
            "scoped",
            LockRole.Way.class,
            "--way",
            "WAY",
            "How it acquires: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.");

    private final Argument<Boolean> noLock = Argument.flag("Does without the lock.", "--no-lock");

    private final Argument<Duration> pause = Argument.optionOr(
            "10ms", Duration.class, "--pause", "TIME", "Between two words. Default: ${DEFAULT-VALUE}.");

    private final CommandSpec spec =
            Command.describe(this, "lock", "Appends lines to a file, a word at a time, each under the lock.");

    DemoWorkerLockCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        worker.addTo(spec);
        file.addTo(spec);
        rounds.addTo(spec);
        way.addTo(spec);
        noLock.addTo(spec);
        pause.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.name(spec, ResourceKind.LOCK, worker.name());
        Check.writable(spec, "--file", file.value());
        Check.atLeastOne(spec, "--rounds", rounds.value());
        Check.duration(spec, "--pause", pause.value());
        Role role =
                new LockRole(worker.name(), file.value(), rounds.value(), way.value(), !noLock.value(), pause.value());
        return worker.shift(console).work(globals.config(), role).number();
    }
}
