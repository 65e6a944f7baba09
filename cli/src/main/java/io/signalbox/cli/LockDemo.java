package io.signalbox.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Workers append lines to one file, a word at a time.
 *
 * @param name of the lock, or null for one that nobody else uses
 * @param file is appended to, or null for one that is removed afterwards
 * @param workers how many; they alternate between the two ways to acquire
 * @param rounds how many lines each writes
 * @param locked false to see what the lock is for
 * @param pause between two words, or null for one that suits the number of lines
 */
record LockDemo(
        @Nullable String name,
        @Nullable Path file,
        int workers,
        int rounds,
        boolean locked,
        @Nullable Duration pause) implements Demo {

    /** All the pauses of a run together, about; each within these two. */
    private static final Duration ALL_PAUSES = Duration.ofMillis(400);

    private static final Duration SHORTEST = Duration.ofNanos(50_000);
    private static final Duration LONGEST = Duration.ofMillis(10);

    @Override
    public List<String> play(Stage stage) throws IOException, InterruptedException {
        Path path = file == null ? stage.folder().resolve("lines.txt") : file;
        Files.write(path, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        long before = Files.size(path);
        List<String> deaths = write(stage, path);
        LineCheck check = LineCheck.of(path, before, LockRole.Way.lines());
        print(check, stage.console());
        return violations(deaths, check);
    }

    private List<String> write(Stage stage, Path path) throws IOException, InterruptedException {
        String lock = stage.name(name, "lock");
        try (Crew crew = stage.crew((worker, signal, text) -> {})) {
            for (int i = 0; i < workers; i++) {
                LockRole.Way way = i % 2 == 0 ? LockRole.Way.SCOPED : LockRole.Way.DIRECT;
                crew.hire("Process-" + (i + 1), new LockRole(lock, path, rounds, way, locked, pauseOrDefault()));
            }
            crew.awaitReady();
            crew.go();
            return crew.awaitEnd();
        }
    }

    private Duration pauseOrDefault() {
        if (pause != null) {
            return pause;
        }
        Duration share = ALL_PAUSES.dividedBy(expectedLines());
        return share.compareTo(SHORTEST) < 0 ? SHORTEST : share.compareTo(LONGEST) > 0 ? LONGEST : share;
    }

    private long expectedLines() {
        return (long) workers * rounds;
    }

    private void print(LineCheck check, Console console) {
        if (check.lines() <= LineCheck.SHOWN) {
            check.first().forEach(console::print);
        }
        console.print(check.lines() + " lines, " + check.torn() + " torn" + (locked ? "" : " (without the lock)"));
    }

    private List<String> violations(List<String> deaths, LineCheck check) {
        List<String> violations = new ArrayList<>(deaths);
        if (locked && check.torn() > 0) {
            violations.add(check.torn() + " torn lines; under the lock there must be none");
        }
        if (check.lines() != expectedLines()) {
            violations.add(check.lines() + " lines instead of " + expectedLines());
        }
        return violations;
    }
}
