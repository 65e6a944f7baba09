package io.signalbox.faults;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a process of a run hears from the run, and what it tells it. When the run is gone the process ends, whatever it is
 * about. Safe for use by many threads.
 */
final class Parent {

    private final String client;
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final ReentrantLock guard = new ReentrantLock();

    Parent(String client) {
        this.client = client;
        Thread reader = new Thread(this::read, "commands");
        reader.setDaemon(true);
        reader.start();
    }

    String name() {
        return client;
    }

    private void read() {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
            }
        } catch (IOException e) {
            System.err.println("the run is gone: " + e);
        }
        Runtime.getRuntime().halt(1);
    }

    /** The next command. */
    String command() throws InterruptedException {
        return commands.take();
    }

    void answer(String answer) {
        say("#" + answer);
    }

    void record(
            long at,
            String thread,
            Act act,
            Outcome outcome,
            String resource,
            int permits,
            long token,
            long aux,
            String note) {
        say(new Entry(at, client, thread, act, outcome, resource, permits, token, aux, note).encode());
    }

    private void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        guard.lock();
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            guard.unlock();
        }
    }
}
