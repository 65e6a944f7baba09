package io.signalbox.faults;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a process of a run hears from the run, and what it tells it. Safe for use by many threads. */
final class Parent {

    private final String client;
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final ReentrantLock guard = new ReentrantLock();

    Parent(String client) {
        this.client = client;
    }

    String name() {
        return client;
    }

    /** The next command; null when the run is gone. */
    @Nullable String command() throws IOException {
        return in.readLine();
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
