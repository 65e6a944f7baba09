package io.signalbox.cli;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The terminal's other screen, while something is shown there; what was there before comes back at the end. */
final class FullScreen implements AutoCloseable {
    /*
     * The process is usually ended by Ctrl-C while its main thread draws or sleeps. The shutdown hook leaves the screen then,
     * and the lock sees to it that nothing is drawn behind that.
     */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private final Console console;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtShutdown hook;
    private boolean entered; // guarded by lock
    private boolean left; // guarded by lock

    private FullScreen(Console console) {
        this.console = console;
        this.hook = AtShutdown.run("leaves the screen", this::leave);
    }

    static FullScreen enter(Console console) {
        FullScreen screen = new FullScreen(console);
        screen.enter();
        return screen;
    }

    private void enter() {
        lock.lock();
        try {
            if (!left) {
                entered = true;
                console.write(ENTER);
            }
        } finally {
            lock.unlock();
        }
    }

    /** In place of what was shown before; the lines fit the terminal. */
    void show(List<String> lines) {
        lock.lock();
        try {
            if (!left) {
                console.write(HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_SCREEN);
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            if (!left) {
                left = true;
                if (entered) {
                    console.write(LEAVE);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        leave();
        hook.callOff(); // if it runs already, it finds nothing left to do
    }
}
