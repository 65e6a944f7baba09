package io.signalbox.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Workers share a few permits; the first works one unit of time, the second two, and so on.
 *
 * @param name of the semaphore, or null for one that nobody else uses
 * @param permits how many
 * @param workers how many
 * @param unit of work
 * @param chart where to write a picture, or null
 * @param width of the chart on the screen
 */
record SemaphoreDemo(
        @Nullable String name,
        int permits,
        int workers,
        Duration unit,
        @Nullable Path chart,
        int width) implements Demo {

    @Override
    public List<String> play(Stage stage) throws IOException, InterruptedException {
        Timeline timeline = new Timeline();
        List<String> violations = new ArrayList<>(work(stage, timeline));
        int most = timeline.mostHeld();
        String sum = "at most " + most + " of " + permits + " permits held at once";
        List<String> names = names();
        TextChart.lines(timeline, names, width, stage.console().unicode()).forEach(stage.console()::print);
        stage.console().print(sum);
        if (chart != null) {
            Files.writeString(
                    chart, SvgChart.document(workers + " workers, " + permits + " permits: " + sum, timeline, names));
        }
        if (most > permits) {
            violations.add(most + " permits held at once; there are " + permits);
        }
        return violations;
    }

    private List<String> work(Stage stage, Timeline timeline) throws IOException, InterruptedException {
        String semaphore = stage.name(name, "semaphore");
        stage.box().semaphore(semaphore, permits); // a size that cannot be is one clear message, not one of each worker
        List<String> names = names();
        try (Crew crew = stage.crew(new Recorder(timeline, stage.console()))) {
            for (int i = 0; i < workers; i++) {
                crew.hire(names.get(i), new SemaphoreRole(semaphore, permits, unit.multipliedBy(i + 1L)));
            }
            crew.awaitReady();
            crew.go();
            return crew.awaitEnd();
        }
    }

    private List<String> names() {
        return IntStream.rangeClosed(1, workers).mapToObj(i -> "Process-" + i).toList();
    }

    /** Prints what happens, and keeps it for the chart. */
    private record Recorder(Timeline timeline, Console console) implements Foreman {

        @Override
        public void hear(String worker, Signal signal, String text) {
            long now = System.nanoTime();
            switch (signal) {
                case WAITING -> timeline.waits(worker, now);
                case ACQUIRE -> timeline.holds(worker, now);
                case RELEASE -> timeline.ends(worker, now);
                case READY, SAY -> {}
            }
            String line = signal.onScreen(worker, text);
            if (!line.isEmpty()) {
                console.print(line);
            }
        }

        @Override
        public void left(String worker) {
            timeline.ends(worker, System.nanoTime());
        }
    }
}
