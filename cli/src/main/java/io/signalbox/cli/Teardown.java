package io.signalbox.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;

/** What a command opened, closed from the last to the first: by {@link #close}, or when the process is told to end. */
final class Teardown implements AutoCloseable {

    /*
     * close() runs in the thread of the command, or in the shutdown hook while that thread still works; whoever opens
     * something then, finds all of it closed, and leaves nothing behind. The lock is held while something opens, so the
     * end waits for it: what may take long, as a connection does, is opened outside and only handed over within.
     */
    private final Console console;
    private final AtShutdown hook;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock") private final Deque<Runnable> closings = new ArrayDeque<>();

    @GuardedBy("lock") private boolean closed;

    /** Opens something. */
    @FunctionalInterface
    interface Opening<T> {
        T open() throws IOException;
    }

    /** Closes what was opened. */
    @FunctionalInterface
    interface Closing<T> {
        void close(T opened);
    }

    private Teardown(String name, Console console) {
        this.console = console;
        this.hook = AtShutdown.run(name, this::closeAtShutdown);
    }

    /** Of nothing yet; the name is the thread's that would close it at the end of the process. */
    static Teardown named(String name, Console console) {
        return new Teardown(name, console);
    }

    /** Fails with {@link CancellationException} if it is closed already; then nothing was opened. */
    <T> T open(Opening<T> opening, Closing<T> closing) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new CancellationException("the command is being ended");
            }
            T opened = opening.open();
            closings.push(() -> closing.close(opened));
            return opened;
        } finally {
            lock.unlock();
        }
    }

    private void closeAtShutdown() {
        console.mute();
        closeAll();
    }

    /** Idempotent. */
    @Override
    public void close() {
        closeAll();
        hook.callOff(); // if it runs already, it finds nothing left to do
    }

    private void closeAll() {
        lock.lock();
        try {
            closed = true;
            while (!closings.isEmpty()) {
                closings.pop().run();
            }
        } finally {
            lock.unlock();
        }
    }
}
