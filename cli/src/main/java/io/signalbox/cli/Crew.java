package io.signalbox.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/** The workers of one demo, from their start to the end of the last. */
final class Crew implements AutoCloseable {

    /** Makes workers: processes or threads. */
    @FunctionalInterface
    interface Hiring {
        Worker hire(String name, Role role, Report report) throws IOException;
    }

    /**
     * A worker, and its end as everybody here has to see it.
     *
     * @param worker the worker
     * @param left completes after the foreman knows, so that what the foreman keeps is complete
     */
    private record Hand(Worker worker, CompletableFuture<String> left) {}

    private static final long PATIENCE_MILLIS = 3_000;

    private final Hiring hiring;
    private final Foreman foreman;

    /** Held while the foreman hears, so that the order on the screen is the order of what happened. */
    private final ReentrantLock hearing = new ReentrantLock();

    private final ReentrantLock roll = new ReentrantLock();

    @GuardedBy("roll") private final Map<String, Hand> hands = new LinkedHashMap<>();

    @GuardedBy("roll") private boolean closed;

    Crew(Hiring hiring, Foreman foreman) {
        this.hiring = hiring;
        this.foreman = foreman;
    }

    /** Starts a worker, which gets ready and then waits for {@link #go}. */
    void hire(String name, Role role) throws IOException {
        roll.lock();
        try {
            if (closed) {
                throw new CancellationException("the demo is being ended");
            }
            Worker worker = hiring.hire(name, role, (signal, text) -> inOrder(() -> foreman.hear(name, signal, text)));
            hands.put(name, new Hand(worker, worker.ended().thenApply(diedOf -> {
                inOrder(() -> foreman.left(name));
                return diedOf;
            })));
        } finally {
            roll.unlock();
        }
    }

    /** Does something between what two workers tell. */
    void inOrder(Runnable action) {
        hearing.lock();
        try {
            action.run();
        } finally {
            hearing.unlock();
        }
    }

    /** Returns when every worker is ready, or gone. */
    void awaitReady() throws InterruptedException {
        for (Hand hand : all().values()) {
            Futures.await(CompletableFuture.anyOf(hand.worker().ready(), hand.left()));
        }
    }

    /** Lets all begin. */
    void go() {
        all().values().forEach(hand -> hand.worker().go());
    }

    /** Lets one begin. */
    void go(String name) {
        find(name).worker().go();
    }

    /** Completes when the worker is gone. */
    CompletableFuture<?> ended(String name) {
        return find(name).left();
    }

    private Hand find(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    /** Returns when all are gone: who died, and of what. */
    List<String> awaitEnd() throws InterruptedException {
        List<String> deaths = new ArrayList<>();
        for (Map.Entry<String, Hand> entry : all().entrySet()) {
            String diedOf = Futures.await(entry.getValue().left());
            if (!diedOf.isEmpty()) {
                deaths.add("worker " + entry.getKey() + " died: " + diedOf);
            }
        }
        return deaths;
    }

    private Map<String, Hand> all() {
        roll.lock();
        try {
            return new LinkedHashMap<>(hands);
        } finally {
            roll.unlock();
        }
    }

    /** Ends all that still work, by force if they do not end soon, and returns when they are gone. Idempotent. */
    @Override
    public void close() {
        roll.lock();
        try {
            closed = true;
        } finally {
            roll.unlock();
        }
        List<Hand> here = new ArrayList<>(all().values());
        here.forEach(hand -> hand.worker().dismiss());
        awaitGone(here);
        here.removeIf(hand -> hand.left().isDone());
        here.forEach(hand -> hand.worker().kill());
        awaitGone(here);
    }

    private static void awaitGone(List<Hand> hands) {
        CompletableFuture<?> all =
                CompletableFuture.allOf(hands.stream().map(Hand::left).toArray(CompletableFuture<?>[]::new));
        try {
            Futures.await(all, PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
