package io.signalbox.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code signalbox demo all}. */
@Command(name = "all", description = "Plays lock, semaphore and event, one after the other.")
final class DemoAllCommand implements Callable<Integer> {

    private final Console console;
    private final GlobalOptions globals;

    DemoAllCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
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
