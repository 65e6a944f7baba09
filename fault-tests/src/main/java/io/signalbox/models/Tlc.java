package io.signalbox.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs TLC on a model. Each run is a JVM of its own, since TLC keeps its state in static fields, and has a folder of its
 * own, which is gone afterwards. One worker, a fixed seed and a fixed fingerprint make a run, and the counterexample it
 * finds, the same each time.
 */
final class Tlc {

    static final Path MODELS = Path.of("models").toAbsolutePath();

    private static final Pattern ACTION = Pattern.compile("^<(\\w+) line [^>]*>: \\d+:(\\d+)$", Pattern.MULTILINE);
    private static final Pattern STATES =
            Pattern.compile("^\\d+ states generated, (\\d+) distinct states found, 0 states left", Pattern.MULTILINE);
    private static final Pattern INVARIANT = Pattern.compile("^Error: Invariant (\\w+) is violated", Pattern.MULTILINE);
    private static final Pattern ACTION_PROPERTY =
            Pattern.compile("^Error: Action property (\\w+) is violated", Pattern.MULTILINE);
    private static final String TEMPORAL = "Error: Temporal properties were violated.";

    /**
     * What a run has shown.
     *
     * @param distinct how many distinct states there are; 0 if not all were visited
     * @param violated the property that does not hold; empty if all do
     * @param taken the actions that were taken; empty where only one property was asked for, to save the counting
     * @param trace the counterexample, each state by what has changed
     */
    record Outcome(long distinct, String violated, Set<String> taken, String trace, String output) {}

    private Tlc() {}

    static Outcome run(ModelCheck check) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tlc");
        try {
            Path config = Files.writeString(folder.resolve("check.cfg"), check.config());
            Path output = folder.resolve("output");
            Process tlc = new ProcessBuilder(command(check, folder, config))
                    .directory(MODELS.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                tlc.waitFor();
            } finally {
                tlc.destroyForcibly().waitFor();
            }
            return outcome(Files.readString(output, UTF_8), check);
        } finally {
            delete(folder);
        }
    }

    private static List<String> command(ModelCheck check, Path folder, Path config) {
        List<String> command = new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-Xmx700m", "-Xss16m"));
        if (!check.properties().isEmpty()) {
            command.add("-XX:TieredStopAtLevel=1"); // it is over before the second compiler is of use
        }
        command.addAll(List.of("-Djava.io.tmpdir=" + folder, "-cp", jar(), "tlc2.TLC"));
        command.addAll(List.of("-workers", "1", "-fp", "1", "-seed", "1", "-nowarning"));
        command.addAll(
                List.of("-lncheck", "final")); // else it depends on the clock which counterexample is found first
        if (check.properties().isEmpty()) {
            command.addAll(List.of("-coverage", "60"));
        }
        command.addAll(List.of("-metadir", folder.resolve("states").toString()));
        command.addAll(List.of("-config", config.toString(), check.module()));
        return command;
    }

    private static Outcome outcome(String output, ModelCheck check) {
        Set<String> taken = new TreeSet<>();
        for (Matcher m = ACTION.matcher(output); m.find(); ) {
            if (!m.group(1).equals("Init") && !m.group(2).equals("0")) {
                taken.add(m.group(1));
            }
        }
        Matcher states = STATES.matcher(output);
        long distinct = states.find() ? Long.parseLong(states.group(1)) : 0;
        Matcher invariant = INVARIANT.matcher(output);
        Matcher action = ACTION_PROPERTY.matcher(output);
        String violated = invariant.find()
                ? invariant.group(1)
                : action.find()
                        ? action.group(1)
                        : output.contains(TEMPORAL) ? String.join(" ", check.properties()) : "";
        return new Outcome(distinct, violated, taken, Trace.of(output), output);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String jar() {
        try {
            return new File(Class.forName("tlc2.TLC", false, Tlc.class.getClassLoader())
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getPath();
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new AssertionError("TLC is not on the class path", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
