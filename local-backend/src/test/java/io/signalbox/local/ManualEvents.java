package io.signalbox.local;

import java.util.ArrayDeque;
import java.util.Queue;

/** Delivers what was posted when the test says so; alarms never go off by themselves. */
final class ManualEvents implements Events {

    private final Queue<Runnable> posted = new ArrayDeque<>();
    private final Queue<Runnable> alarms = new ArrayDeque<>();

    @Override
    public void post(Runnable task) {
        posted.add(task);
    }

    @Override
    public void postAfter(long nanos, Runnable task) {
        alarms.add(task);
    }

    @Override
    public void close() {
        posted.clear();
        alarms.clear();
    }

    void deliver() {
        for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
            task.run();
        }
    }

    void ringAlarms() {
        for (Runnable task = alarms.poll(); task != null; task = alarms.poll()) {
            task.run();
        }
    }
}
