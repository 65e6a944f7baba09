package io.signalbox.zookeeper;

import io.signalbox.testkit.Timeouts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, from the class path of the tests. It is gone after {@link #close()}, or with this JVM. */
final class ChildJvm implements AutoCloseable {

    private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVING.forEach(Process::destroyForcibly)));
    }

    private final Path errors;
    private final Process process;

    private ChildJvm(Path errors, Process process) {
        this.errors = errors;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param log where its standard error goes, and its standard output too, unless that is to be talked with
     * @param talks whether its standard input and output are for {@link #tell} and {@link #hear}
     */
    static ChildJvm start(Path log, boolean talks, String mainClass, String... args) throws IOException {
        return start(log, talks, List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"), mainClass, args);
    }

    /** With options for the JVM. */
    static ChildJvm start(Path log, boolean talks, List<String> options, String mainClass, String... args)
            throws IOException {
        return start(log, talks, List.of(), options, mainClass, args);
    }

    /** With words before the command, which go on to run it. */
    static ChildJvm start(
            Path log, boolean talks, List<String> before, List<String> options, String mainClass, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (!talks) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        Process process = builder.start();
        LIVING.add(process);
        return new ChildJvm(log, process);
    }

    /** As {@code kill} does: STOP, CONT, KILL. */
    void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .redirectErrorStream(true)
                .start();
        if (awaitEnd(kill) != 0) {
            throw new IOException("kill -" + signal + " failed: "
                    + new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Whether each of its threads has come to rest after STOP, which takes a while; true where that cannot be seen. */
    boolean isStopped() throws IOException {
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        if (!Files.isDirectory(tasks)) {
            return true;
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                String status = Files.readString(thread.resolve("stat")); // number (name) state ...
                if (status.charAt(status.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false; // a thread has just ended
        }
    }

    void tell(String line) throws IOException {
        Writer in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(line + "\n");
        in.flush();
    }

    /** The next line of its standard output. */
    String hear() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the child process ended: " + Files.readString(errors));
        }
        return line;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int awaitExit() {
        return awaitEnd(process);
    }

    private static int awaitEnd(Process process) {
        try {
            if (!process.waitFor(Timeouts.patience().multipliedBy(6).toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("a child process does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test itself was interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd(process);
        LIVING.remove(process);
    }
}
