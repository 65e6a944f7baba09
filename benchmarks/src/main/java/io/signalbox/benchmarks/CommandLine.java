package io.signalbox.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for.
 *
 * @param quick a run of minutes
 * @param ensemble three servers
 * @param check whether a figure that falls short is an error
 * @param tmpfs the servers' data in memory
 * @param rounds how many rounds
 * @param only names of scenarios; empty means all
 */
record CommandLine(boolean quick, boolean ensemble, boolean check, boolean tmpfs, int rounds, List<String> only) {

    static final String USAGE = """
            benchmarks/run [--quick] [--ensemble] [--tmpfs] [--check] [--rounds N] [--only NAME...]
              --quick     short windows, and without the scenarios that take minutes
              --ensemble  three server processes instead of one
              --tmpfs     the servers' data in /dev/shm instead of the folder for temporary files
              --check     exit 1 and name what falls short of its bar
              --rounds N  how often each contestant has its turn; 5 unless told
              --only      scenarios: %s
            """;

    private static final Path MEMORY = Path.of("/dev/shm");

    static CommandLine parse(List<String> arguments, Set<String> scenarios) {
        Deque<String> left = new ArrayDeque<>(arguments);
        boolean quick = false;
        boolean ensemble = false;
        boolean check = false;
        boolean tmpfs = false;
        int rounds = 5;
        List<String> only = new ArrayList<>();
        while (!left.isEmpty()) {
            String argument = left.pop();
            switch (argument) {
                case "--quick" -> quick = true;
                case "--ensemble" -> ensemble = true;
                case "--check" -> check = true;
                case "--tmpfs" -> tmpfs = true;
                case "--rounds" -> rounds = rounds(left.poll());
                case "--only" -> {
                    while (!left.isEmpty() && !left.peek().startsWith("--")) {
                        only.add(left.pop());
                    }
                }
                default -> throw new IllegalArgumentException("unknown: " + argument);
            }
        }
        if (!scenarios.containsAll(only)) {
            throw new IllegalArgumentException("--only must name some of " + scenarios + ", was " + only);
        }
        if (tmpfs && !Files.isDirectory(MEMORY)) {
            throw new IllegalArgumentException("there is no " + MEMORY + " here");
        }
        return new CommandLine(quick, ensemble, check, tmpfs, rounds, List.copyOf(only));
    }

    private static int rounds(@Nullable String text) {
        int rounds = text == null ? 0 : Integer.parseInt(text);
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds must be >= 1, was " + text);
        }
        return rounds;
    }

    boolean wants(Scenario scenario) {
        return only.isEmpty() ? !(quick && scenario.isLong()) : only.contains(scenario.name());
    }

    Path dataParent() {
        return tmpfs ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    }

    String store() {
        return (ensemble ? "ensemble of three server processes" : "one server process") + ", data "
                + (tmpfs ? "in memory (tmpfs)" : "in the folder for temporary files") + ", forceSync=yes";
    }

    String resultName() {
        return (ensemble ? "ensemble" : "standalone")
                + (tmpfs ? "-tmpfs" : "")
                + (quick ? "-quick" : "")
                + (only.isEmpty() ? "" : "-part");
    }
}
