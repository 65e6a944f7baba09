package io.signalbox.local;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread, which is there only while there is something for it to do. */
final class EventThread implements Events {

    private static final Logger LOG = LoggerFactory.getLogger(EventThread.class);

    private final ScheduledThreadPoolExecutor executor;

    EventThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void post(Runnable task) {
        postAfter(0, task);
    }

    @Override
    public void postAfter(long nanos, Runnable task) {
        try {
            executor.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("nobody is left to be told", e);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) { // the fault of a listener, and the next must be told all the same
            LOG.warn("a listener threw an exception", e);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
