package io.signalbox.zookeeper;

import io.signalbox.testkit.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one test: each is joined, and its failure fails the test. Used by the test's own thread only. */
final class Hands implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final List<Future<?>> tasks = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "hand-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    /** What a thread does. */
    interface Task {
        void run() throws Exception;
    }

    <T> Future<T> call(Callable<T> task) {
        Future<T> future = threads.submit(task);
        tasks.add(future);
        return future;
    }

    void run(Task task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    static <T> T get(Future<T> task) {
        try {
            return task.get(Timeouts.patience().multipliedBy(6).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a thread of the test does not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test itself was interrupted", e);
        }
    }

    void join() {
        tasks.forEach(Hands::get);
        tasks.clear();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(Timeouts.patience().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("a thread of the test does not heed its interrupt");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
