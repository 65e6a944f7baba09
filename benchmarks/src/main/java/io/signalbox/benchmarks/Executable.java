package io.signalbox.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The {@code signalbox} command as it was built, with an archive of classes in a folder of its own. */
final class Executable implements AutoCloseable {

    /** What one run took. */
    record Cost(double wallSeconds, double cpuSeconds) {}

    /** Of the process and of all it has waited for. */
    private static final String TIMED = "TIMEFORMAT='%3R %3U %3S'; time \"$@\" >/dev/null 2>&1 </dev/null";

    private final Path file = Path.of(Objects.requireNonNull(System.getProperty("bench.command"), "bench.command"));
    private final Path cache;
    private final String url;

    private Executable(Path cache, String url) {
        this.cache = cache;
        this.url = url;
    }

    /** Returns when it starts as fast as it ever will. */
    static Executable prepare(String url) throws IOException, InterruptedException {
        Executable executable = new Executable(Files.createTempDirectory("signalbox-command"), url);
        try {
            executable.time("prepare");
            return executable;
        } catch (IOException | InterruptedException | RuntimeException e) {
            executable.close();
            throw e;
        }
    }

    /** One run of the command. */
    Cost time(String... arguments) throws IOException, InterruptedException {
        return timeAny(file.toString(), arguments);
    }

    /** The JVM that the command runs on, which does nothing but say its version. */
    Cost timeJava() throws IOException, InterruptedException {
        return timeAny(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version");
    }

    private Cost timeAny(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", TIMED, "bash", program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("SIGNALBOX_CACHE", cache.toString());
        environment.put("SIGNALBOX_URL", url);
        environment.put("LC_ALL", "C");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        if (process.waitFor() != 0) {
            throw new IOException(command + " ended with " + process.exitValue() + ": " + said);
        }
        String[] figures = said.split(" ", -1);
        return new Cost(
                Double.parseDouble(figures[0]), Double.parseDouble(figures[1]) + Double.parseDouble(figures[2]));
    }

    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(cache)) {
            for (Path made : files) {
                Files.delete(made);
            }
        }
        Files.delete(cache);
    }
}
