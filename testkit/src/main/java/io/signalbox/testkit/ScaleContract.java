package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.QueueView;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Many waiters of one process cost the store as much as a few (A1, A2). */
public abstract class ScaleContract extends ContractSuite {

    private static final int MANY = 1000;

    /** How many places of a semaphore's line a process may take while it waits. */
    private static final int SOME = 16;

    /** For subclasses. */
    protected ScaleContract() {}

    private static List<CompletableFuture<Lease>> waitersOf(DistributedLock lock, int count) {
        List<CompletableFuture<Lease>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(lock.acquireAsync());
        }
        return waiters;
    }

    @Test
    @Clause("A1")
    void thousandWaitersOnALock_areFewInTheStoreAndAllServed() {
        DistributedLock lock = open().lock("door");
        Lease held = take(open().lock("door"));
        List<CompletableFuture<Lease>> waiters = waitersOf(lock, MANY);
        List<CompletableFuture<Void>> served =
                waiters.stream().map(w -> w.thenAccept(Lease::close)).toList();
        patiently().until(() -> !lock.inspect().waiters().isEmpty());
        assertFew(lock.inspect(), 2);
        held.close();
        served.forEach(ContractSuite::get);
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("A1")
    void thousandWaitersOnALock_cancelled_leaveNothing() {
        DistributedLock lock = open().lock("door");
        Lease held = take(open().lock("door"));
        List<CompletableFuture<Lease>> waiters = waitersOf(lock, MANY);
        waiters.forEach(waiter -> waiter.cancel(false));
        held.close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("A1")
    void manyWaitersOnASemaphore_areFewInTheStore() {
        DistributedSemaphore pool = open().semaphore("pool", 4);
        Lease held = take(open().semaphore("pool", 4), 4);
        List<CompletableFuture<Void>> served = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            served.add(pool.acquireAsync(2).thenAccept(Lease::close));
        }
        patiently().until(() -> !pool.inspect().waiters().isEmpty());
        assertFew(pool.inspect(), 1 + SOME);
        held.close();
        served.forEach(ContractSuite::get);
        awaitEmptyLine(pool::inspect);
    }

    private void assertFew(QueueView view, int few) {
        assertThat(view.holders().size() + view.waiters().size())
                .as("places in the store's line")
                .isLessThanOrEqualTo(few);
        assertThat(store.contenders().orElse(0)).as("contenders in the store").isLessThanOrEqualTo(few);
    }

    @Test
    @Clause({"A1", "E1"})
    void thousandWaitersOnAnEvent_areOneWatchAndAllWoken() {
        Signalbox box = open();
        DistributedEvent event = box.event("bell");
        pulse(event);
        int before = store.watches().orElse(0);
        List<CompletableFuture<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            waiters.add(event.awaitAsync());
        }
        awaitBegun(event);
        assertThat(store.watches().orElse(0) - before)
                .as("watches in the store")
                .isLessThanOrEqualTo(1);
        pulse(open().event("bell"));
        waiters.forEach(ContractSuite::get);
    }

    @Test
    @Clause({"A1", "A2"})
    void handingOn_withinABox_costsTheStoreTheSameWithManyWaiters() {
        assume("counting requests", store.requests().isPresent());
        assertThat(requestsOfThreeHandovers(MANY)).isLessThanOrEqualTo(requestsOfThreeHandovers(4) + 4);
    }

    private long requestsOfThreeHandovers(int waiting) {
        Signalbox box = open();
        DistributedLock lock = box.lock("door-" + waiting);
        Lease lease = take(lock);
        List<CompletableFuture<Lease>> waiters = waitersOf(lock, waiting);
        long before = store.requests().orElseThrow();
        for (int i = 0; i < 3; i++) {
            lease.close();
            lease = get(waiters.get(i));
        }
        long requests = store.requests().orElseThrow() - before;
        box.close();
        return requests;
    }

    @Test
    @Clause("A2")
    void handingOn_fromBoxToBox_costsTheStoreAboutTheSameWithMoreBoxes() {
        assume("counting requests", store.requests().isPresent());
        long few = requestsOfAHandover(2);
        long more = requestsOfAHandover(12);
        assertThat(more).as("requests with 12 boxes, with 2 it were " + few).isLessThanOrEqualTo(few + 6);
    }

    private long requestsOfAHandover(int waiting) {
        List<Signalbox> boxes = new ArrayList<>(List.of(open()));
        DistributedLock first = boxes.get(0).lock("door-" + waiting);
        Lease lease = take(first);
        List<CompletableFuture<Lease>> waiters = new ArrayList<>();
        for (int i = 1; i <= waiting; i++) {
            Signalbox box = open();
            boxes.add(box);
            waiters.add(box.lock("door-" + waiting).acquireAsync());
            awaitWaiters(first::inspect, i);
        }
        requestsOfALook(boxes); // what is only sent for the first time
        long looks = requestsOfALook(boxes);
        long before = store.requests().orElseThrow();
        lease.close();
        get(waiters.get(0));
        requestsOfALook(boxes);
        long requests = store.requests().orElseThrow() - before - looks;
        get(waiters.get(0)).close();
        waiters.stream().skip(1).forEach(waiter -> get(waiter).close());
        return requests;
    }

    /** Each box looks at something else, and so has dealt with all that it was told before. */
    private long requestsOfALook(List<Signalbox> boxes) {
        long before = store.requests().orElseThrow();
        boxes.forEach(box -> box.event("elsewhere").isSet());
        return store.requests().orElseThrow() - before;
    }
}
