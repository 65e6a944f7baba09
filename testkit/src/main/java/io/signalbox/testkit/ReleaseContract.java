package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.LeaseLostException;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A release ends its own lease, once, and nobody else's (C8). */
public abstract class ReleaseContract extends ContractSuite {

    /** For subclasses. */
    protected ReleaseContract() {}

    @Test
    @Clause("C8")
    void close_again_doesNotFreeTheNextWaiterOfTheSameBox() {
        DistributedLock lock = open().lock("door");
        Lease first = take(lock);
        CompletableFuture<Lease> waiter = lock.acquireAsync();
        first.close();
        Lease second = get(waiter);
        first.close();
        get(first.releaseAsync());
        assertThat(second.state()).isEqualTo(LeaseState.HELD);
        assertThat(open().lock("door").tryAcquire()).isEmpty();
        assertThat(lock.tryAcquire()).isEmpty();
    }

    @Test
    @Clause("C8")
    void close_again_doesNotFreeAnotherBox() {
        DistributedLock mine = open().lock("door");
        DistributedLock theirs = open().lock("door");
        Lease first = take(mine);
        first.close();
        Lease second = take(theirs);
        first.close();
        get(first.releaseAsync());
        assertThat(second.state()).isEqualTo(LeaseState.HELD);
        assertThat(mine.tryAcquire()).isEmpty();
        assertThat(open().lock("door").tryAcquire()).isEmpty();
    }

    @Test
    @Clause("C8")
    void close_byManyThreadsAtOnce_freesItsOwnPermitsOnly() {
        DistributedSemaphore pool = open().semaphore("pool", 4);
        Lease kept = take(pool, 2);
        Lease given = take(pool, 2);
        CountDownLatch start = new CountDownLatch(1);
        for (int t = 0; t < 8; t++) {
            crew.run(() -> {
                start.await();
                given.close();
            });
        }
        start.countDown();
        crew.join();
        assertThat(kept.state()).isEqualTo(LeaseState.HELD);
        assertThat(pool.tryAcquire(3)).isEmpty();
        assertThat(open().semaphore("pool", 4).tryAcquire(2)).isPresent();
    }

    /** Whoever is told after the close can acquire at once. */
    @Test
    @Clause("C8")
    void close_returned_meansTheNextTryAcquireOfAnotherBoxSucceeds() {
        DistributedLock mine = open().lock("door");
        DistributedLock theirs = open().lock("door");
        for (int round = 0; round < 25; round++) {
            take(mine).close();
            Lease lease = theirs.tryAcquire().orElseThrow(() -> new AssertionError("not free after close"));
            get(lease.releaseAsync());
        }
    }

    /** The place of a wish that was refused is gone before its caller hears of it, as far as its own box can tell. */
    @Test
    @Clause({"C4", "C8"})
    void tryAcquire_onceRefused_succeedsAfterTheRelease() {
        DistributedLock mine = open().lock("door");
        DistributedLock theirs = open().lock("door");
        for (int round = 0; round < 100; round++) {
            Lease held = take(mine);
            assertThat(theirs.tryAcquire()).isEmpty();
            held.close();
            theirs.tryAcquire()
                    .orElseThrow(() -> new AssertionError("refused by what was left of an earlier refusal"))
                    .close();
        }
    }

    @Test
    @Clause("C8")
    void closedLease_isReleasedAndSaysSo() {
        Lease lease = take(open().lock("door"));
        List<LeaseState> told = Collections.synchronizedList(new ArrayList<>());
        lease.onChange(told::add);
        lease.close();
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(lease.safeFor()).isZero();
        assertThatThrownBy(lease::ensureHeld).isInstanceOf(LeaseLostException.class);
        patiently().until(() -> told.contains(LeaseState.RELEASED));
        assertThat(told).endsWith(LeaseState.RELEASED).doesNotContain(LeaseState.LOST);
    }

    @Test
    @Clause("C8")
    void releaseAsync_cancelled_releasesAllTheSame() {
        DistributedLock lock = open().lock("door");
        Lease lease = take(lock);
        lease.releaseAsync().cancel(true);
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        take(open().lock("door")).close();
        awaitEmptyLine(lock::inspect);
    }

    @Test
    @Clause({"C4", "C8"})
    void close_withInterruptPending_releasesAndLeavesItPending() {
        Signalbox box = open();
        DistributedLock theirs = open().lock("door");
        crew.run(() -> {
                    Lease lease = take(box.lock("door"));
                    Thread.currentThread().interrupt();
                    lease.close();
                    assertThat(Thread.interrupted()).isTrue();
                })
                .get();
        assertThat(theirs.tryAcquire()).isPresent();
    }

    @Test
    @Clause("C8")
    void releases_inAnotherOrderThanTheGrants_freeEachTheirOwn() {
        DistributedSemaphore pool = open().semaphore("pool", 3);
        List<Lease> leases = List.of(take(pool, 1), take(pool, 1), take(pool, 1));
        leases.get(1).close();
        Lease again = pool.tryAcquire().orElseThrow();
        leases.get(2).close();
        leases.get(1).close();
        assertThat(leases.get(0).state()).isEqualTo(LeaseState.HELD);
        assertThat(again.state()).isEqualTo(LeaseState.HELD);
        assertThat(pool.tryAcquire(2)).isEmpty();
        assertThat(pool.tryAcquire(1)).isPresent();
    }
}
