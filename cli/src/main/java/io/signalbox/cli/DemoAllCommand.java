package io.signalbox.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox demo all}. */
final class DemoAllCommand implements Command {

    private final Console console;
    private final GlobalOptions globals;

    private final CommandSpec spec =
            Command.describe(this, "all", "Plays lock, semaphore and event, one after the other.");

    DemoAllCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Demo> demos = new LinkedHashMap<>();
        demos.put("lock", new LockDemo(null, null, 2, 1, true, null));
        demos.put("semaphore", new SemaphoreDemo(null, 2, 5, Duration.ofMillis(500), null, console.width()));
        demos.put("event", new EventDemo(null, Duration.ofSeconds(2), Duration.ofSeconds(3)));
        List<String> violations = new ArrayList<>();
        try (Stage stage = Stage.open(console, globals)) {
            for (Map.Entry<String, Demo> demo : demos.entrySet()) {
                console.print("== " + demo.getKey() + " ==");
                for (String violation : demo.getValue().play(stage)) {
                    violations.add(demo.getKey() + ": " + violation);
                }
            }
            return Demo.verdict(violations, console).number();
        }
    }
}
