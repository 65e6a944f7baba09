package io.signalbox.cli;

import io.signalbox.ResourceView;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code signalbox watch}. */
@Command(
        name = "watch",
        description = {
            "Shows what changes, until Ctrl-C: in a terminal a full screen of holders and waiters, in a pipe (or with --json)"
                    + " a line for each change. Looks once an interval, so what is shorter may be missed; a store that does"
                    + " not answer is waited for."
        })
final class WatchCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Shows this name and those below it only.")
    private String prefix = "";

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            description =
                    "How often to look. Each look lists everything at and below PREFIX. Default: ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ZERO;

    WatchCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws InterruptedException {
        Check.prefix(spec, prefix);
        Check.duration(spec, "--interval", interval);
        SignalboxConfig config = globals.config();
        try (Visit visit = Visit.to(config, console)) {
            if (Terminal.is(Terminal.STDOUT) && !globals.json()) {
                showOnScreen(visit.box(), config.url());
            } else {
                printChanges(visit.box());
            }
        }
        return ExitCode.OK.number();
    }

    private void showOnScreen(Signalbox box, String url) throws InterruptedException {
        boolean colourful = Terminal.isColourful();
        String title = url + (prefix.isEmpty() ? "" : " " + prefix);
        try (FullScreen screen = FullScreen.enter(console)) {
            List<ResourceView> views = List.of();
            while (!console.isBroken()) {
                String trouble = "";
                try {
                    views = box.list(prefix);
                } catch (StoreUnavailableException e) {
                    trouble = String.valueOf(e.getMessage());
                }
                screen.show(Scene.of(title, views, trouble, now()).lines(Terminal.size(), colourful));
                Thread.sleep(interval.toMillis());
            }
        }
    }

    private void printChanges(Signalbox box) throws InterruptedException {
        Changes changes = new Changes(globals.json());
        boolean reachable = true;
        while (!console.isBroken()) {
            try {
                changes.since(box.list(prefix), now()).forEach(console::print);
                reachable = true;
            } catch (StoreUnavailableException e) {
                if (reachable) {
                    console.talk("signalbox: " + e.getMessage());
                }
                reachable = false;
            }
            Thread.sleep(interval.toMillis());
        }
    }

    private static Instant now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
