package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The threads of one test. Each is joined, and its failure fails the test. Used by the test's own thread only. */
final class Crew implements AutoCloseable {

    private static final ThreadFactory THREADS =
            Boolean.getBoolean("testkit.virtual") ? virtualThreads() : platformThreads();

    private final List<Member<?>> members = new ArrayList<>();

    /** What a thread does. */
    interface Task {
        void run() throws Exception;
    }

    private static ThreadFactory platformThreads() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "crew-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** By reflection, since the floor is Java 17. */
    private static ThreadFactory virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, "crew-", 1L);
            Method factory = type.getMethod("factory");
            return (ThreadFactory) factory.invoke(named);
        } catch (NoSuchMethodException
                | ClassNotFoundException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("testkit.virtual needs Java 21 or newer", e);
        }
    }

    /** Starts a thread that answers something. */
    <T> Member<T> call(Callable<T> task) {
        Member<T> member = new Member<>(task);
        members.add(member);
        member.thread.start();
        return member;
    }

    /** Starts a thread. */
    Member<?> run(Task task) {
        return call(() -> {
            task.run();
            return true;
        });
    }

    /** Starts some threads that do the same, each with a number from 0 on. */
    void run(int threads, Callable<Task> task) throws Exception {
        for (int i = 0; i < threads; i++) {
            run(task.call());
        }
    }

    /** Waits for all, and throws the first failure with the others suppressed. */
    void join() {
        AssertionError failure = null;
        long deadline = System.nanoTime() + Timeouts.patience().multipliedBy(2).toNanos();
        for (Member<?> member : members) {
            try {
                member.get(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            } catch (AssertionError e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        members.stream().filter(member -> !member.result.isDone()).forEach(Member::interrupt);
        join();
    }

    /** One thread and its answer. */
    static final class Member<T> {

        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final Thread thread;

        Member(Callable<T> task) {
            this.thread = THREADS.newThread(() -> work(task));
        }

        @SuppressWarnings("CatchAndPrintStackTrace")
        private void work(Callable<T> task) {
            try {
                result.complete(task.call());
            } catch (Throwable e) { // the edge of the thread: whatever it was fails the test
                result.completeExceptionally(e);
            }
        }

        /** Waits for the answer. */
        T get() {
            return get(Timeouts.patience());
        }

        private T get(Duration timeout) {
            return Crew.get(result, timeout, thread);
        }

        boolean isDone() {
            return result.isDone();
        }

        void interrupt() {
            thread.interrupt();
        }

        /** Returns when the thread waits for something, as far as can be seen from outside. */
        void awaitWaiting() {
            await().atMost(Timeouts.patience()).until(() -> {
                assertThat(result.isDone())
                        .as("the thread ended instead of waiting")
                        .isFalse();
                Thread.State state = thread.getState();
                return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
            });
        }
    }

    /** The outcome of a future, within a time; its failure, or none in time, fails the test. */
    static <T> T get(CompletableFuture<T> future, Duration timeout, @Nullable Thread worker) {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            AssertionError late = new AssertionError("nothing within " + timeout, e);
            if (worker != null) {
                late.setStackTrace(worker.getStackTrace());
            }
            throw late;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test itself was interrupted", e);
        }
    }
}
