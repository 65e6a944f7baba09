package io.signalbox.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A worker in a process of its own, heard through its standard output. */
final class ProcessWorker implements Worker {

    /*
     * The protocol. The worker writes a line "SIGNAL" or "SIGNAL text" and waits for the line "ok"; the one for READY is
     * the order to begin. The worker ends when its standard input does, so it cannot outlive whoever started it, however
     * that one died. Two threads write the answers: the reader, and whoever calls go(), once; the writer's lock orders
     * them, and a worker waits for one answer at a time. Whatever else it prints is talk, as a warning of its JVM.
     */

    static final String ANSWER = "ok";

    private final Process process;
    private final Writer answers;
    private final Report report;
    private final Consumer<String> talk;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> go = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private ProcessWorker(Process process, Report report, Consumer<String> talk) {
        this.process = process;
        this.answers = process.outputWriter();
        this.report = report;
        this.talk = talk;
        ready.thenCombine(go, (r, g) -> answer());
    }

    static ProcessWorker start(String name, ProcessBuilder command, Report report, Consumer<String> talk)
            throws IOException {
        ProcessWorker worker = new ProcessWorker(command.start(), report, talk);
        Thread reader = new Thread(worker::listen, "hears " + name);
        reader.setDaemon(true);
        reader.start();
        return worker;
    }

    long pid() {
        return process.pid();
    }

    private void listen() {
        String diedOf = "an unexpected error";
        try {
            try (BufferedReader reader = process.inputReader()) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    hear(line);
                }
            } finally {
                diedOf = describe(process.waitFor());
            }
        } catch (IOException e) {
            talk.accept("cannot hear process " + process.pid() + " any more: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.complete(diedOf);
        }
    }

    private void hear(String line) throws InterruptedException {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        Optional<Signal> signal =
                Stream.of(Signal.values()).filter(s -> s.name().equals(word)).findFirst();
        if (signal.isEmpty()) {
            talk.accept(line);
        } else if (signal.get() == Signal.READY) {
            ready.complete(null);
        } else {
            report.tell(signal.get(), space < 0 ? "" : line.substring(space + 1));
            answer();
        }
    }

    private boolean answer() {
        try {
            answers.write(ANSWER + "\n");
            answers.flush();
            return true;
        } catch (IOException e) {
            return false; // it died; the reader learns that and says so
        }
    }

    /** A shell's way: 128 and the number of the signal. */
    static String describe(int exitCode) {
        if (exitCode == 0) {
            return "";
        }
        return exitCode > 128 ? "signal " + (exitCode - 128) : "exit code " + exitCode;
    }

    @Override
    public CompletableFuture<?> ready() {
        return ready;
    }

    @Override
    public void go() {
        go.complete(null);
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void dismiss() {
        process.toHandle().destroy(); // Process.destroy() would also close the pipe that is still read
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }
}
