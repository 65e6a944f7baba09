package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** No user code on the store's thread, and no lock held while user code runs (A3). */
public abstract class AsyncContract extends ContractSuite {

    /** For subclasses. */
    protected AsyncContract() {}

    private static void block(CountDownLatch until) {
        try {
            assertThat(until.await(Timeouts.patience().toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Clause("A3")
    void callbackThatBlocks_doesNotStopTheRestOfItsBox() throws Exception {
        Signalbox box = open();
        Signalbox other = open();
        Lease held = take(other.lock("door"));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> blocked = box.lock("door").acquireAsync().thenAccept(lease -> {
            inside.countDown();
            block(goOn);
            lease.close();
        });
        awaitWaiters(other.lock("door")::inspect, 1);
        held.close();
        block(inside);

        Lease theirs = take(other.lock("gate"));
        CompletableFuture<Lease> mine = box.lock("gate").acquireAsync();
        awaitWaiters(other.lock("gate")::inspect, 1);
        theirs.close();
        get(mine).close();
        box.lock("gate").tryAcquire(Timeouts.patience()).orElseThrow().close();
        DistributedEvent event = box.event("bell");
        CompletableFuture<Void> waiter = event.awaitAsync();
        other.event("bell").set();
        get(waiter);

        goOn.countDown();
        get(blocked);
    }

    @Test
    @Clause("A3")
    void callback_mayAcquireAndReleaseTheSameLock() {
        DistributedLock lock = open().lock("door");
        Lease held = take(open().lock("door"));
        CompletableFuture<Lease> twice = lock.acquireAsync().thenCompose(first -> {
            first.close();
            Lease second = lock.tryAcquire().orElseThrow();
            CompletableFuture<Lease> third = lock.acquireAsync();
            second.close();
            return third;
        });
        awaitWaiters(lock::inspect, 1);
        held.close();
        get(twice).close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause("A3")
    void callback_ofTheNextWaiter_doesNotRunInTheReleasingThread() {
        DistributedLock lock = open().lock("door");
        Lease first = take(lock);
        CompletableFuture<Thread> ranIn = lock.acquireAsync().thenApply(lease -> {
            lease.close();
            return Thread.currentThread();
        });
        first.close();
        assertThat(get(ranIn)).isNotSameAs(Thread.currentThread());
    }

    @Test
    @Clause("A3")
    void leaseListenerThatBlocks_doesNotStopTheNextGrant() {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        Lease first = take(lock);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        first.onChange(state -> {
            inside.countDown();
            block(goOn);
        });
        CompletableFuture<Lease> second = lock.acquireAsync();
        first.close();
        block(inside);
        get(second).close();
        take(open().lock("door")).close();
        goOn.countDown();
    }

    @Test
    @Clause("A3")
    void eventListener_mayCallTheEvent() {
        DistributedEvent event = open().event("bell");
        event.onChange(state -> {
            if (state.isSet()) {
                event.clear();
            }
        });
        for (int round = 1; round <= 3; round++) {
            event.set();
            patiently().until(() -> !event.isSet());
        }
    }

    @Test
    @Clause("A3")
    void listenerThatThrows_doesNotStopItselfOrOthers() {
        DistributedEvent event = open().event("bell");
        AtomicInteger thrower = new AtomicInteger();
        AtomicInteger other = new AtomicInteger();
        event.onChange(state -> {
            thrower.incrementAndGet();
            throw new IllegalStateException("thrown by a listener, on purpose");
        });
        event.onChange(state -> other.incrementAndGet());
        patiently().until(() -> thrower.get() == 1 && other.get() == 1);
        event.set();
        patiently().until(() -> thrower.get() == 2 && other.get() == 2);
        Lease lease = take(open().lock("door"));
        lease.onChange(state -> {
            throw new IllegalStateException("thrown by a listener, on purpose");
        });
        lease.close();
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    }

    @Test
    @Clause("A3")
    void futures_composedAcrossPrimitives_runThrough() {
        Signalbox box = open();
        Signalbox other = open();
        CompletableFuture<Boolean> chain = box.event("go")
                .awaitAsync()
                .thenCompose(nothing -> box.lock("door").acquireAsync())
                .thenCompose(lease -> lease.releaseAsync())
                .thenCompose(nothing -> box.event("done").setAsync())
                .thenApply(state -> other.event("done").isSet());
        other.event("go").set();
        assertThat(get(chain)).isTrue();
    }
}
