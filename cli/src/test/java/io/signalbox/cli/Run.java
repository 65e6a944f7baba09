package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One run of the executable, as a user starts it: only from its file, in a folder of its own. */
final class Run implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path EXECUTABLE = Path.of("target", "signalbox").toAbsolutePath();
    private static final Pattern PROCESS = Pattern.compile("(\\S+) is process (\\d+)");

    private final Process process;
    private final Path temp;
    private final List<String> data = new CopyOnWriteArrayList<>();
    private final List<String> talk = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private Run(ProcessBuilder builder, Path temp) throws IOException {
        this.temp = temp;
        this.process = builder.start();
        this.readers = List.of(
                reader(process.inputReader(StandardCharsets.UTF_8), data),
                reader(process.errorReader(StandardCharsets.UTF_8), talk));
    }

    private static Thread reader(BufferedReader from, List<String> to) {
        Thread thread = new Thread(() -> from.lines().forEach(to::add));
        thread.setUncaughtExceptionHandler((t, e) -> {
            if (!(e instanceof UncheckedIOException)) {
                to.add(e.toString());
            }
        });
        thread.start();
        return thread;
    }

    /** In a new folder below the given one. */
    static Run start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        // A build in the background ignores SIGINT, under nohup SIGHUP, and what it starts would, too.
        command.addAll(List.of("env", "--default-signal=HUP,INT", EXECUTABLE.toString()));
        command.addAll(List.of(arguments));
        return start(command, folder, environment);
    }

    static Run start(List<String> command, Path folder, Map<String, String> environment) throws IOException {
        Path temp = Files.createTempDirectory(folder, "tmp");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("SIGNALBOX_CACHE", "off"); // no test leaves anything in the home of who runs it
        variables.putAll(environment);
        variables.merge("SIGNALBOX_JAVA_OPTS", "-Djava.io.tmpdir=" + temp, (given, ours) -> given + " " + ours);
        return new Run(builder, temp);
    }

    static void send(String signal, long pid) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("kill", "-" + signal, "--", Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exitCode).isZero();
    }

    /** As {@code ps} shows it; empty if there is no such process. */
    static String state(long pid) throws IOException, InterruptedException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(pid)).start();
        String state = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        ps.waitFor();
        return state;
    }

    /** Whether it does anything: a process that is dead and not yet buried does not. */
    static boolean isRunning(long pid) throws IOException, InterruptedException {
        String state = state(pid);
        return !state.isEmpty() && !state.startsWith("Z");
    }

    static void awaitDead(long pid) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> !isRunning(pid));
    }

    static Path executable() {
        return EXECUTABLE;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** On its standard input. */
    void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Nobody types any more. */
    void hangUp() throws IOException {
        process.getOutputStream().close();
    }

    /** The exit code, when everything it printed has been read. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended in time: %s", this)
                .isTrue();
        for (Thread reader : readers) {
            reader.join(PATIENCE.toMillis());
        }
        return process.exitValue();
    }

    List<String> data() {
        return List.copyOf(data);
    }

    List<String> talk() {
        return List.copyOf(talk);
    }

    /** The n-th line of data with this end, when it is there. */
    String awaitData(String end, int n) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> data.stream()
                                .filter(line -> line.endsWith(end))
                                .skip(n)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Returns when a line of data has these words somewhere. */
    void awaitDataWith(String words) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> data.stream().anyMatch(line -> line.contains(words)));
    }

    /** The process of a worker. */
    ProcessHandle worker(String name) {
        return await().atMost(PATIENCE)
                .until(
                        () -> talk.stream()
                                .map(PROCESS::matcher)
                                .filter(Matcher::matches)
                                .filter(m -> m.group(1).equals(name))
                                .map(m -> ProcessHandle.of(Long.parseLong(m.group(2)))
                                        .orElseThrow())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<ProcessHandle> workers() {
        return process.descendants().toList();
    }

    static void awaitGone(List<ProcessHandle> processes) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    }

    void assertNothingLeftInTemp() throws IOException {
        assertThat(inTemp()).isEmpty();
    }

    /** What it made in its folder for temporary files, and did not remove yet. */
    List<String> inTemp() throws IOException {
        try (Stream<Path> left = Files.list(temp)) {
            return left.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> !name.startsWith("hsperfdata"))
                    .toList();
        }
    }

    @Override
    public String toString() {
        return "exit " + (process.isAlive() ? "not yet" : process.exitValue()) + "\n" + String.join("\n", data)
                + "\n--\n" + String.join("\n", talk);
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(workers());
        all.add(handle());
        all.forEach(ProcessHandle::destroyForcibly);
        awaitGone(all);
    }
}
