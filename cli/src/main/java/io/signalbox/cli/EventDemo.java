package io.signalbox.cli;

import io.signalbox.DistributedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One worker waits for an event for as long as it takes, one loses patience, and then the event is set.
 *
 * @param name of the event, or null for one that nobody else uses
 * @param timeout the patience of the second
 * @param delay after what time the event is set; longer than the timeout
 */
record EventDemo(@Nullable String name, Duration timeout, Duration delay) implements Demo {

    private static final String BLOCK = "block";
    private static final String NON_BLOCK = "non-block";

    private static final List<String> EXPECTED = List.of(
            EventRole.BLOCK_STARTS,
            EventRole.NON_BLOCK_STARTS,
            EventRole.nonBlockSaw(false),
            EventRole.EVENT_IS_SET,
            EventRole.blockSaw(true));

    @Override
    public List<String> play(Stage stage) throws IOException, InterruptedException {
        Transcript transcript = new Transcript(stage.console());
        DistributedEvent event = stage.box().event(stage.name(name, "event"));
        event.clear();
        List<String> violations = new ArrayList<>();
        try (Crew crew = stage.crew(transcript)) {
            crew.hire(BLOCK, new EventRole(event.name(), EventRole.Part.BLOCK, delay));
            crew.hire(NON_BLOCK, new EventRole(event.name(), EventRole.Part.NON_BLOCK, timeout));
            crew.awaitReady();
            start(crew, BLOCK, transcript.blockStarted);
            start(crew, NON_BLOCK, transcript.nonBlockStarted);
            Thread.sleep(delay.toMillis());
            crew.inOrder(() -> {
                event.set();
                transcript.add(EventRole.EVENT_IS_SET);
            });
            violations.addAll(crew.awaitEnd());
        }
        if (!transcript.lines.equals(EXPECTED)) {
            violations.add("the lines should have been " + EXPECTED + ", were " + transcript.lines);
        }
        return violations;
    }

    /** One after the other, so that their first lines come in the original's order. */
    private static void start(Crew crew, String worker, CompletableFuture<?> started) throws InterruptedException {
        crew.go(worker);
        Futures.await(CompletableFuture.anyOf(started, crew.ended(worker)));
    }

    /** What was said; the crew lets one speak at a time, and is gone before it is read. */
    private static final class Transcript implements Foreman {

        final List<String> lines = new ArrayList<>();
        final CompletableFuture<Void> blockStarted = new CompletableFuture<>();
        final CompletableFuture<Void> nonBlockStarted = new CompletableFuture<>();
        private final Console console;

        Transcript(Console console) {
            this.console = console;
        }

        void add(String line) {
            lines.add(line);
            console.print(line);
        }

        @Override
        public void hear(String worker, Signal signal, String text) {
            add(text);
            (worker.equals(BLOCK) ? blockStarted : nonBlockStarted).complete(null);
        }
    }
}
