package io.signalbox;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A caller that blocks while the test goes on. */
final class OtherThread<T> {

    private final FutureTask<T> task;
    private final Thread thread;

    private OtherThread(Callable<T> call) {
        this.task = new FutureTask<>(call);
        this.thread = new Thread(task, "other");
        thread.start();
    }

    static <T> OtherThread<T> calls(Callable<T> call) {
        return new OtherThread<>(call);
    }

    static OtherThread<Void> runs(Runnable run) {
        return new OtherThread<>(() -> {
            run.run();
            return null;
        });
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return task.isDone();
    }

    boolean isParked() {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /** What it came to, or what it threw. */
    T outcome() throws Exception {
        try {
            T outcome = task.get(30, TimeUnit.SECONDS);
            thread.join();
            return outcome;
        } catch (ExecutionException e) {
            thread.join();
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new AssertionError("still busy", e);
        }
    }
}
