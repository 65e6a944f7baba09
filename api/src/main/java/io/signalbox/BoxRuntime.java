package io.signalbox;

import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Option;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import io.signalbox.spi.Tenure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all primitives of one {@link Signalbox} share: the store, the threads, the timers and the settings. */
final class BoxRuntime {
    /*
     * Threads. User code (completions of futures, listeners) runs on `callbacks`, never on a thread of the store and never
     * under a lock; the futures of acquires are completed by the `courier`, many with one task. `timers` is one thread of
     * ours for deadlines; nothing that it runs may block or be user code. Both begin with the first task and end with
     * close().
     */
    private static final Logger LOG = LoggerFactory.getLogger(Signalbox.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int CALLBACK_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final AtomicInteger BOXES = new AtomicInteger();

    final Store store;
    final Duration operationTimeout;
    final int turnLength;

    final Courier courier = new Courier(this);

    private final Executor callbacks;
    private final @Nullable ExecutorService ownCallbacks;
    private final ScheduledThreadPoolExecutor timers;
    private volatile boolean closed;

    /** Events with new waiters for whom no reading has begun; see EventLine. */
    final WaitsToBegin waitsToBegin = new WaitsToBegin();

    BoxRuntime(Store store, StoreConfig config, @Nullable Executor executor) {
        this.store = store;
        this.operationTimeout = config.get(CommonOptions.OPERATION_TIMEOUT);
        this.turnLength = config.get(CommonOptions.TURN_LENGTH);
        int number = BOXES.incrementAndGet();
        if (executor == null) {
            ExecutorService pool = newCallbacks("signalbox-" + number + "-callback");
            this.ownCallbacks = pool;
            this.callbacks = pool;
        } else {
            this.ownCallbacks = null;
            this.callbacks = executor;
        }
        this.timers = new ScheduledThreadPoolExecutor(1, threads("signalbox-" + number + "-timer"));
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ExecutorService newCallbacks(String name) {
        var pool = new ThreadPoolExecutor(
                CALLBACK_THREADS, CALLBACK_THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs user code on a thread where it may block. After close, on the caller's own thread. */
    void callback(Runnable userCode) {
        try {
            callbacks.execute(userCode);
        } catch (RejectedExecutionException e) {
            userCode.run();
        }
    }

    /**
     * Runs pieces of user code, each as {@link #callback} does. Of our own threads as many take part as would otherwise,
     * each with the next piece as soon as it is done with one, but a crowd is not handed to them one by one.
     */
    void callbacks(List<Runnable> userCode) {
        if (ownCallbacks == null || userCode.size() <= CALLBACK_THREADS) {
            userCode.forEach(this::callback);
            return;
        }
        AtomicInteger next = new AtomicInteger();
        for (int i = 0; i < CALLBACK_THREADS; i++) {
            callback(() -> {
                for (int n = next.getAndIncrement(); n < userCode.size(); n = next.getAndIncrement()) {
                    userCode.get(n).run();
                }
            });
        }
    }

    /** Begins the readings that waiters for events still want, ahead of whatever is asked of the store next. */
    void beginWaits() {
        waitsToBegin.begin();
    }

    /** Runs something short of ours on the timer thread. */
    void soon(Runnable task) {
        after(0, task);
    }

    /**
     * Runs something short of ours later.
     *
     * @return null once closed
     */
    @Nullable ScheduledFuture<?> after(long nanos, Runnable task) {
        try {
            return timers.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    boolean isClosed() {
        return closed;
    }

    void ensureOpen() {
        if (closed) {
            throw new SignalboxClosedException("this Signalbox is closed; open another");
        }
    }

    /**
     * Asks the store something that waits for nobody, again and again while it is unreachable, until it answers or the
     * operation timeout is over.
     *
     * @param what {@code read event "x"}, to follow "cannot"
     */
    <T> CompletableFuture<T> ask(String what, Supplier<? extends CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (closed) {
            answer.completeExceptionally(new SignalboxClosedException("cannot " + what + ": the Signalbox is closed"));
            return answer;
        }
        long deadline = System.nanoTime() + operationTimeout.toNanos();
        ScheduledFuture<?> timeout = after(
                operationTimeout.toNanos(),
                () -> answer.completeExceptionally(new StoreUnavailableException("cannot " + what + " within "
                        + Option.format(operationTimeout) + ": the store did not answer; try again later")));
        if (timeout != null) {
            answer.whenComplete((value, error) -> timeout.cancel(false));
        }
        attempt(answer, question, deadline);
        return answer;
    }

    private <T> void attempt(
            CompletableFuture<T> answer, Supplier<? extends CompletionStage<T>> question, long deadline) {
        if (answer.isDone()) {
            return;
        }
        beginWaits();
        question.get().whenComplete((value, error) -> {
            Throwable cause = unwrap(error);
            if (cause == null) {
                answer.complete(value);
            } else if (cause instanceof StoreUnavailableException && deadline - System.nanoTime() > RETRY_NANOS) {
                after(RETRY_NANOS, () -> attempt(answer, question, deadline));
            } else {
                answer.completeExceptionally(cause);
            }
        });
    }

    /** Waits for an answer, uninterruptibly: it is bounded by the operation timeout. */
    static <T> T join(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw rethrow(e);
        }
    }

    private static RuntimeException rethrow(CompletionException e) {
        if (unwrap(e) instanceof SignalboxException cause) {
            cause.addSuppressed(new AsynchronousCall());
            return cause;
        }
        return e;
    }

    /** Where in the caller's code an exception was thrown that was made on another thread. */
    private static final class AsynchronousCall extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AsynchronousCall() {
            super("called from here");
        }
    }

    static @Nullable Throwable unwrap(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    /** The same answer, completed where user code may run. */
    <T> CompletableFuture<T> publish(CompletionStage<T> answer) {
        CompletableFuture<T> published = new CompletableFuture<>();
        answer.whenComplete((value, error) -> callback(() -> {
            Throwable cause = unwrap(error);
            if (cause == null) {
                published.complete(value);
            } else {
                published.completeExceptionally(cause);
            }
        }));
        return published;
    }

    /** From now on nothing new begins. */
    boolean beginClose() {
        synchronized (this) { // no I/O inside
            boolean first = !closed;
            closed = true;
            return first;
        }
    }

    /** Ends the threads. What was still to be told is told first, for a bounded time. */
    void endThreads() {
        courier.hurry(); // before the timer that would see a round stand still is gone
        timers.shutdownNow();
        List<ExecutorService> pools = new ArrayList<>(List.of(timers));
        if (ownCallbacks != null) {
            ownCallbacks.shutdown();
            pools.add(ownCallbacks);
        }
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        for (ExecutorService pool : pools) {
            interrupted |= !awaitEnd(pool, deadline);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if interrupted. A callback that closes its own box does not wait for itself. */
    private static boolean awaitEnd(ExecutorService pool, long deadline) {
        if (Thread.currentThread().getName().startsWith("signalbox-")) {
            return true;
        }
        try {
            if (!pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.debug("a callback still runs while its Signalbox is closed");
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Nanoseconds of a duration, capped; zero if negative. */
    static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    /** Whether grants in this tenure may be given to callers now. */
    static boolean isCertain(Tenure tenure) {
        return tenure.phase() == Tenure.Phase.CERTAIN;
    }
}
