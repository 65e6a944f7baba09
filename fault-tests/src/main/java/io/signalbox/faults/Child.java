package io.signalbox.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A JVM of this run. It ends when its standard input does, so it outlives this JVM in no case but one: a stopped process
 * whose parent was killed without a word.
 */
final class Child implements AutoCloseable {

    private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Process process;
    private final Thread reader;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Child(String name, Process process, Consumer<String> lines) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(() -> read(lines), "reads-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one from the class path of this JVM.
     *
     * @param inside the words before {@code java}, such as those that enter a namespace
     * @param log where its standard error goes
     * @param lines hears its standard output, but for lines that begin with {@code #}: those are answers
     */
    static Child start(
            String name,
            List<String> inside,
            Map<String, String> environment,
            Path log,
            Consumer<String> lines,
            Class<?> main,
            List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(inside);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms32m",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+DisplayVMOutputToStderr", // dumps of threads go to the log
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        LIVING.add(process);
        return new Child(name, process, lines);
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("#")) {
                    answers.add(line.substring(1));
                } else {
                    lines.accept(line);
                }
            }
        } catch (IOException e) {
            answers.add("gone: " + e);
        }
    }

    void tell(String line) throws IOException {
        Writer in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(line + "\n");
        in.flush();
    }

    /**
     * The next answer.
     *
     * @throws IOException if there is none in time
     */
    String hear(long millis) throws IOException, InterruptedException {
        String answer = answers.poll(millis, TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new IOException(name + " does not answer within " + millis + " ms"
                    + (process.isAlive() ? "" : ": it ended with " + process.exitValue()));
        }
        return answer;
    }

    String ask(String line, long millis) throws IOException, InterruptedException {
        tell(line);
        return hear(millis);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill} does, to all of them at once; to those that are gone it does nothing. */
    static void signal(String signal, Collection<Child> children) throws IOException, InterruptedException {
        List<Child> living = children.stream().filter(Child::isAlive).toList();
        if (!living.isEmpty()) {
            Command.run(List.of(
                    "sh",
                    "-c",
                    living.stream()
                            .map(child -> Long.toString(child.process.pid()))
                            .collect(Collectors.joining(" ", "kill -" + signal + " ", ""))));
        }
    }

    /** Ends it without a word. Returns when it is gone and all it had said is read. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
            reader.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LIVING.remove(process);
    }

    static void killAll() {
        LIVING.forEach(Process::destroyForcibly);
        LIVING.forEach(process -> process.onExit().join());
        LIVING.clear();
    }

    @Override
    public void close() {
        kill();
    }
}
