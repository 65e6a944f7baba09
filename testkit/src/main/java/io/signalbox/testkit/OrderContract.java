package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The order in which waiters are served, and that nobody starves (C3). */
public abstract class OrderContract extends ContractSuite {

    /** For subclasses. */
    protected OrderContract() {}

    private final List<String> served = Collections.synchronizedList(new ArrayList<>());

    /** Notes who was served, and gives the lock on at once. */
    private CompletableFuture<Void> serve(CompletableFuture<Lease> waiter, String name) {
        return waiter.thenAccept(lease -> {
            served.add(name);
            lease.close();
        });
    }

    private CompletableFuture<?> serve(DistributedLock lock, String name, int waiters) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
            all.add(serve(lock.acquireAsync(), name));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    @Test
    @Clause("C3")
    void waiters_ofOneBox_areServedInOrder() {
        DistributedLock lock = open().lock("door");
        Lease first = take(lock);
        List<CompletableFuture<?>> all = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            asked.add("waiter " + i);
            all.add(serve(lock.acquireAsync(), "waiter " + i));
        }
        first.close();
        get(CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)));
        assertThat(served).isEqualTo(asked);
    }

    @Test
    @Clause("C3")
    void boxes_areServedInTheOrderOfTheLine() {
        DistributedLock door = open().lock("door");
        Lease first = take(door);
        List<CompletableFuture<?>> all = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            asked.add("box " + i);
            all.add(serve(open().lock("door").acquireAsync(), "box " + i));
            awaitWaiters(door::inspect, i);
        }
        first.close();
        get(CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)));
        assertThat(served).isEqualTo(asked);
    }

    /** What a box was granted serves its own waiters at most turn-length times while another box stands in line. */
    @Test
    @Clause("C3")
    void loneWaiter_besideManyOfAnotherBox_waitsForOneTurnAtMost() {
        DistributedLock flood = open("turn-length", "4").lock("door");
        DistributedLock lone = open().lock("door");
        Lease first = take(flood);
        CompletableFuture<?> many = serve(flood, "flood", 30);
        CompletableFuture<?> one = serve(lone, "lone", 1);
        awaitWaiters(flood::inspect, 1);
        first.close();
        get(one);
        get(many);
        assertThat(served.indexOf("lone")).as("leases before the lone waiter").isLessThanOrEqualTo(4);
        assertThat(served).hasSize(31);
    }

    @Test
    @Clause("C3")
    void boxes_withTurnLengthOne_alternate() {
        DistributedLock left = open("turn-length", "1").lock("door");
        DistributedLock right = open("turn-length", "1").lock("door");
        Lease first = take(left);
        CompletableFuture<?> lefts = serve(left, "left", 6);
        CompletableFuture<?> rights = serve(right, "right", 6);
        awaitWaiters(left::inspect, 1);
        first.close();
        get(lefts);
        get(rights);
        assertThat(served).hasSize(12);
        for (int i = 0; i < 12; i++) {
            assertThat(served.get(i)).as("lease " + i + " of " + served).isEqualTo(i % 2 == 0 ? "right" : "left");
        }
    }

    /** Threads that come back at once, for as long as the lone waiter is not through. */
    @Test
    @Clause("C3")
    void loneWaiter_besideThreadsThatComeBackAtOnce_isServedEachTime() {
        DistributedLock flood = open("turn-length", "4").lock("door");
        DistributedLock lone = open().lock("door");
        AtomicInteger through = new AtomicInteger();
        for (int t = 0; t < 6; t++) {
            crew.run(() -> {
                while (through.get() < 10) {
                    flood.acquire().close();
                }
            });
        }
        crew.run(() -> {
            try {
                for (int round = 0; round < 10; round++) {
                    lone.tryAcquire(Timeouts.patience()).orElseThrow().close();
                    through.incrementAndGet();
                }
            } finally {
                through.set(10);
            }
        });
        crew.join();
    }

    @Test
    @Clause("C3")
    void newcomer_whileAnotherStandsInLine_doesNotOvertake() {
        DistributedSemaphore mine = open().semaphore("pool", 4);
        DistributedSemaphore theirs = open().semaphore("pool", 4);
        DistributedSemaphore late = open().semaphore("pool", 4);
        Lease one = take(mine, 1);
        CompletableFuture<Lease> large = theirs.acquireAsync(4);
        awaitWaiters(mine::inspect, 1);
        assertThat(late.tryAcquire(1)).as("a small wish behind a large one").isEmpty();
        CompletableFuture<Lease> small = late.acquireAsync(1);
        awaitWaiters(mine::inspect, 2);
        stays(() -> !small.isDone());
        one.close();
        get(large).close();
        get(small).close();
    }

    @Test
    @Clause("C3")
    void largeRequest_besideSmallOnesThatComeBackAtOnce_isServedEachTime() {
        Signalbox box = open();
        DistributedSemaphore small = box.semaphore("pool", 4);
        DistributedSemaphore large = open().semaphore("pool", 4);
        AtomicInteger through = new AtomicInteger();
        for (int t = 0; t < 5; t++) {
            crew.run(() -> {
                while (through.get() < 5) {
                    small.acquire(1).close();
                }
            });
        }
        crew.run(() -> {
            try {
                for (int round = 0; round < 5; round++) {
                    large.tryAcquire(4, Timeouts.patience()).orElseThrow().close();
                    through.incrementAndGet();
                }
            } finally {
                through.set(5);
            }
        });
        crew.join();
    }

    @Test
    @Clause("C3")
    void twoBoxes_eachWantingBothPermits_neverWaitForHalves() {
        AtomicInteger grants = new AtomicInteger();
        for (int b = 0; b < 2; b++) {
            DistributedSemaphore pool = open().semaphore("pool", 2);
            crew.run(() -> {
                for (int round = 0; round < 100; round++) {
                    try (Lease lease = pool.tryAcquire(2, Timeouts.patience()).orElseThrow()) {
                        assertThat(lease.permits()).isEqualTo(2);
                        grants.incrementAndGet();
                    }
                }
            });
        }
        crew.join();
        assertThat(grants).hasValue(200);
    }

    /** One thread asks for two permits while another of the same box holds one of them. */
    @Test
    @Clause("C3")
    void wishes_ofOneBox_areServedInOrderWhateverTheirSize() {
        DistributedSemaphore pool = open().semaphore("pool", 3);
        Lease first = take(pool, 2);
        CompletableFuture<Void> large = serve(pool.acquireAsync(3), "large");
        CompletableFuture<Void> small = serve(pool.acquireAsync(1), "small");
        stays(() -> !large.isDone() && !small.isDone());
        first.close();
        get(CompletableFuture.allOf(large, small));
        assertThat(served).containsExactly("large", "small");
    }
}
