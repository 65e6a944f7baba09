package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One holder at a time (C1), and tokens that rise with every grant (C2). */
public abstract class LockContract extends ContractSuite {

    /** For subclasses. */
    protected LockContract() {}

    @Test
    @Clause({"C1", "C2"})
    void sections_ofManyBoxesAndThreads_neverOverlap() {
        Witness witness = new Witness(1);
        for (int b = 0; b < 3; b++) {
            DistributedLock lock = open("turn-length", "3").lock("door");
            for (int t = 0; t < 4; t++) {
                crew.run(() -> {
                    for (int round = 0; round < 15; round++) {
                        try (Lease lease = lock.acquire()) {
                            witness.visit(lease);
                        }
                    }
                });
            }
        }
        crew.join();
        assertThat(witness.visits()).isEqualTo(180);
    }

    @Test
    @Clause("C1")
    void tryAcquire_heldByAnotherBox_answersEmpty() {
        Lease lease = take(open().lock("door"));
        assertThat(open().lock("door").tryAcquire()).isEmpty();
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    @Clause("C1")
    void tryAcquire_heldByTheSameBox_answersEmpty() {
        Signalbox box = open();
        Lease lease = take(box.lock("door"));
        assertThat(box.lock("door").tryAcquire()).isEmpty();
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    @Clause("C1")
    void tryAcquire_free_answersLease() {
        DistributedLock lock = open().lock("door");
        try (Lease lease = lock.tryAcquire().orElseThrow()) {
            assertThat(lease.state()).isEqualTo(LeaseState.HELD);
            assertThat(lease.permits()).isEqualTo(1);
            assertThat(lease.resource().name()).isEqualTo("door");
        }
    }

    @Test
    @Clause("C1")
    void waiter_ofAnotherBox_isGrantedOnlyAfterRelease() {
        DistributedLock theirs = open().lock("door");
        Lease lease = take(open().lock("door"));
        CompletableFuture<Lease> waiter = theirs.acquireAsync();
        awaitWaiters(theirs::inspect, 1);
        stays(() -> !waiter.isDone());
        lease.close();
        assertThat(get(waiter).state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    @Clause("C1")
    void names_alikeOrNested_areDifferentLocks() {
        Signalbox box = open();
        List<Lease> leases = new ArrayList<>();
        for (String name : List.of("a", "a/b", "a/b/c", "ab", "A")) {
            leases.add(take(box.lock(name)));
        }
        leases.add(take(box.semaphore("a", 1), 1));
        assertThat(leases).allMatch(lease -> lease.state() == LeaseState.HELD);
    }

    @Test
    @Clause("C1")
    void lease_closedByAnotherThread_freesTheLock() {
        DistributedLock lock = open().lock("door");
        Lease lease = take(lock);
        crew.run(lease::close).get();
        assertThat(lock.tryAcquire()).isPresent();
    }

    @Test
    @Clause("C2")
    void tokens_fromBoxToBox_rise() {
        List<DistributedLock> locks = List.of(open().lock("door"), open().lock("door"), open().lock("door"));
        long last = 0;
        for (int round = 0; round < 20; round++) {
            try (Lease lease = take(locks.get(round % 3))) {
                assertThat(lease.fencingToken()).isGreaterThan(last);
                last = lease.fencingToken();
            }
        }
    }

    @Test
    @Clause("C2")
    void tokens_withinTurnsOfOneBox_riseAndAreHandedOverInOrder() {
        DistributedLock lock = open("turn-length", "8").lock("door");
        List<Long> tokens = new ArrayList<>();
        Lease first = take(lock);
        tokens.add(first.fencingToken());
        List<CompletableFuture<Lease>> waiters = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            waiters.add(lock.acquireAsync());
        }
        first.close();
        for (CompletableFuture<Lease> waiter : waiters) {
            try (Lease lease = get(waiter)) {
                tokens.add(lease.fencingToken());
            }
        }
        assertThat(tokens).isSorted().doesNotHaveDuplicates();
    }

    @Test
    @Clause("C2")
    void tokens_ofTurnsThatAlternate_rise() {
        DistributedLock mine = open("turn-length", "5").lock("door");
        DistributedLock theirs = open("turn-length", "5").lock("door");
        Lease first = take(mine);
        List<CompletableFuture<Lease>> waiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiters.add(mine.acquireAsync());
            waiters.add(theirs.acquireAsync());
        }
        Witness witness = new Witness(1);
        witness.visit(first);
        CompletableFuture<?>[] visits = waiters.stream()
                .map(waiter -> waiter.thenAccept(lease -> {
                    try (lease) {
                        witness.visit(lease);
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        first.close();
        get(CompletableFuture.allOf(visits));
        assertThat(witness.visits()).isEqualTo(41);
    }

    @Test
    @Clause("C2")
    void tokens_afterAllBoxesClosed_goOn() {
        long last = 0;
        for (int round = 0; round < 4; round++) {
            try (Signalbox box = open();
                    Lease lease = take(box.lock("door"))) {
                assertThat(lease.fencingToken()).isGreaterThan(last);
                last = lease.fencingToken();
            }
        }
    }

    @Test
    @Clause({"C2", "E3"})
    void tokens_afterRestartOfTheStore_goOn() {
        Signalbox box = open();
        long last;
        try (Lease lease = take(box.lock("door"))) {
            last = lease.fencingToken();
        }
        assume("restarting the store", store.restartStore());
        try (Lease lease = take(box.lock("door"))) {
            assertThat(lease.fencingToken()).isGreaterThan(last);
        }
    }
}
