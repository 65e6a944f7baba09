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
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox watch}. */
final class WatchCommand implements Command, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<String> prefix =
            Argument.onlyParameter("PREFIX", "Shows this name and those below it only.");

    private final Argument<Duration> interval = Argument.optionOr(
            "1s",
            Duration.class,
            "--interval",
            "TIME",
            "How often to look. Each look lists everything at and below PREFIX. Default: ${DEFAULT-VALUE}.");

    private final CommandSpec spec = Command.describe(
            this,
            "watch",
            "Shows what changes, until Ctrl-C: in a terminal a full screen of holders and waiters, in a pipe (or with --json)"
                    + " a line for each change. Looks once an interval, so what is shorter may be missed; a store that does"
                    + " not answer is waited for.");

    WatchCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        prefix.addTo(spec);
        interval.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        Check.prefix(spec, prefix.value());
        Check.duration(spec, "--interval", interval.value());
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
        String title = url + (prefix.value().isEmpty() ? "" : " " + prefix.value());
        try (FullScreen screen = FullScreen.enter(console)) {
            List<ResourceView> views = List.of();
            while (!console.isBroken()) {
                String trouble = "";
                try {
                    views = box.list(prefix.value());
                } catch (StoreUnavailableException e) {
                    trouble = String.valueOf(e.getMessage());
                }
                screen.show(Scene.of(title, views, trouble, now()).lines(Terminal.size(), colourful));
                Thread.sleep(interval.value().toMillis());
            }
        }
    }

    private void printChanges(Signalbox box) throws InterruptedException {
        Changes changes = new Changes(globals.json());
        boolean reachable = true;
        while (!console.isBroken()) {
            try {
                changes.since(box.list(prefix.value()), now()).forEach(console::print);
                reachable = true;
            } catch (StoreUnavailableException e) {
                if (reachable) {
                    console.talk("signalbox: " + e.getMessage());
                }
                reachable = false;
            }
            Thread.sleep(interval.value().toMillis());
        }
    }

    private static Instant now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
