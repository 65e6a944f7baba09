package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.ContenderView;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.PermitMismatchException;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Permits together never exceed the size (C1), tokens rise (C2), and the size is agreed through the store (C9). */
public abstract class SemaphoreContract extends ContractSuite {

    /** For subclasses. */
    protected SemaphoreContract() {}

    @Test
    @Clause({"C1", "C3"})
    void permits_ofManyBoxesAndThreads_neverExceedTheSize() {
        Witness witness = new Witness(5);
        for (int b = 0; b < 3; b++) {
            DistributedSemaphore pool = open().semaphore("pool", 5);
            for (int t = 0; t < 4; t++) {
                crew.run(() -> {
                    for (int round = 0; round < 15; round++) {
                        int wish = 1 + ThreadLocalRandom.current().nextInt(4);
                        try (Lease lease = pool.acquire(wish)) {
                            assertThat(lease.permits()).isEqualTo(wish);
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
    void permits_ofSeveralBoxes_canAllBeHeldAndNotOneMore() {
        List<Lease> leases = new ArrayList<>();
        for (int b = 0; b < 3; b++) {
            leases.add(open().semaphore("pool", 3).tryAcquire().orElseThrow());
        }
        assertThat(open().semaphore("pool", 3).tryAcquire()).isEmpty();
        leases.get(1).close();
        assertThat(open().semaphore("pool", 3).tryAcquire(2)).isEmpty();
        take(open().semaphore("pool", 3), 1);
    }

    @Test
    @Clause("C1")
    void permits_ofOneBox_canAllBeHeldAtOnce() {
        DistributedSemaphore pool = open().semaphore("pool", 20);
        List<CompletableFuture<Lease>> leases = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            leases.add(pool.acquireAsync());
        }
        leases.forEach(ContractSuite::get);
        assertThat(pool.tryAcquire()).isEmpty();
    }

    @Test
    @Clause({"C1", "C3"})
    void wish_thatDoesNotFit_takesNothing() {
        DistributedSemaphore pool = open().semaphore("pool", 4);
        Lease two = take(pool, 2);
        CompletableFuture<Lease> three = open().semaphore("pool", 4).acquireAsync(3);
        awaitWaiters(pool::inspect, 1);
        assertThat(pool.inspect().holders().stream()
                        .mapToInt(ContenderView::permits)
                        .sum())
                .isEqualTo(2);
        assertThat(three).isNotDone();
        two.close();
        assertThat(get(three).permits()).isEqualTo(3);
        assertThat(pool.tryAcquire(1)).isPresent();
    }

    @Test
    @Clause("C2")
    void tokens_inTheOrderOfTheGrants_rise() {
        List<DistributedSemaphore> pools = List.of(open().semaphore("pool", 6), open().semaphore("pool", 6));
        long last = 0;
        List<Lease> held = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            if (held.size() == 3) {
                held.remove(i % 3).close();
            }
            Lease lease = take(pools.get(i % 2), 1 + i % 2);
            assertThat(lease.fencingToken()).isGreaterThan(last);
            last = lease.fencingToken();
            held.add(lease);
        }
    }

    @Test
    @Clause("C2")
    void tokens_grantedTogether_areDifferentAndInOrder() {
        DistributedSemaphore pool = open().semaphore("pool", 8);
        Lease all = take(pool, 8);
        List<CompletableFuture<Lease>> waiters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiters.add(pool.acquireAsync());
        }
        all.close();
        List<Long> tokens =
                waiters.stream().map(waiter -> get(waiter).fencingToken()).toList();
        assertThat(tokens).isSorted().doesNotHaveDuplicates();
        assertThat(tokens.get(0)).isGreaterThan(all.fencingToken());
    }

    /** Whoever begins when another is done has the greater token, whatever the size was and becomes. */
    @Test
    @Clause("C2")
    void tokens_whileTheSizeGoesUpAndDown_riseFromOneLeaseToTheNext() {
        DistributedSemaphore sized = open().semaphore("pool", 1);
        AtomicBoolean over = new AtomicBoolean();
        List<Crew.Member<List<Term>>> members = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            DistributedSemaphore pool = open().semaphore("pool");
            for (int j = 0; j < 3; j++) {
                members.add(crew.call(() -> {
                    List<Term> terms = new ArrayList<>();
                    while (!over.get()) {
                        long begin = System.nanoTime();
                        try (Lease lease = pool.acquire()) {
                            terms.add(new Term(begin, System.nanoTime(), lease.fencingToken()));
                        }
                    }
                    return terms;
                }));
            }
        }
        for (int i = 0; i < 60; i++) {
            sized.resize(1 + i % 2);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i % 5));
        }
        over.set(true);
        List<Term> terms = new ArrayList<>();
        members.forEach(member -> terms.addAll(member.get()));
        assertThat(terms).hasSizeGreaterThan(60);
        assertThat(outOfOrder(terms)).isEmpty();
    }

    /** A lease: when it was asked for, when it was certainly held, its token. */
    private record Term(long begin, long held, long token) {}

    /** Those that were asked for when somebody with a greater token had held. */
    private static List<Term> outOfOrder(List<Term> terms) {
        List<Term> byHeld = new ArrayList<>(terms);
        byHeld.sort(Comparator.comparingLong(Term::held));
        List<Term> byBegin = new ArrayList<>(terms);
        byBegin.sort(Comparator.comparingLong(Term::begin));
        List<Term> wrong = new ArrayList<>();
        long greatest = 0;
        int next = 0;
        for (Term term : byBegin) {
            while (byHeld.get(next).held < term.begin) {
                greatest = Math.max(greatest, byHeld.get(next).token);
                next++;
            }
            if (term.token <= greatest) {
                wrong.add(term);
            }
        }
        return wrong;
    }

    // ------------------------------------------------------------------ size

    @Test
    @Clause("C9")
    void open_withAnotherSize_namesBoth() {
        open().semaphore("pool", 10);
        assertThatThrownBy(() -> open().semaphore("pool", 7))
                .isInstanceOf(PermitMismatchException.class)
                .hasMessageContaining("10")
                .hasMessageContaining("7")
                .hasMessageContaining("pool");
    }

    @Test
    @Clause("C9")
    void open_withoutASize_takesTheOneInForceOrFails() {
        assertThatThrownBy(() -> open().semaphore("pool"))
                .isInstanceOf(PermitMismatchException.class)
                .hasMessageContaining("pool");
        open().semaphore("pool", 10);
        assertThat(open().semaphore("pool").size()).isEqualTo(10);
    }

    @Test
    @Clause("C9")
    void open_byManyAtOnceWithDifferentSizes_agreesOnOne() {
        List<Crew.Member<Integer>> openers = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int size = i;
            Signalbox box = open();
            openers.add(crew.call(() -> {
                try {
                    box.semaphore("pool", size);
                    return size;
                } catch (PermitMismatchException e) {
                    return 0;
                }
            }));
        }
        List<Integer> agreed =
                openers.stream().map(Crew.Member::get).filter(size -> size > 0).toList();
        assertThat(agreed).hasSize(1);
        assertThat(open().semaphore("pool").size()).isEqualTo(agreed.get(0));
    }

    @Test
    @Clause("C9")
    void size_outlivesAllBoxes() {
        try (Signalbox box = open()) {
            box.semaphore("pool", 10).resize(4);
        }
        assertThat(open().semaphore("pool").size()).isEqualTo(4);
        assertThatThrownBy(() -> open().semaphore("pool", 10)).isInstanceOf(PermitMismatchException.class);
    }

    @Test
    @Clause("C9")
    void resize_isSeenByEveryBoxAtOnce() {
        DistributedSemaphore mine = open().semaphore("pool", 2);
        DistributedSemaphore theirs = open().semaphore("pool", 2);
        for (int size : new int[] {5, 1, 9}) {
            mine.resize(size);
            assertThat(theirs.size()).isEqualTo(size);
            assertThat(mine.size()).isEqualTo(size);
        }
    }

    @Test
    @Clause("C9")
    void resize_up_wakesWhoNowFits() {
        DistributedSemaphore mine = open().semaphore("pool", 2);
        DistributedSemaphore theirs = open().semaphore("pool", 2);
        Lease both = take(mine, 2);
        CompletableFuture<Lease> theirWaiter = theirs.acquireAsync(1);
        awaitWaiters(mine::inspect, 1);
        CompletableFuture<Lease> myWaiter = mine.acquireAsync(1);
        mine.resize(4);
        get(theirWaiter);
        get(myWaiter);
        assertThat(both.state()).isEqualTo(LeaseState.HELD);
        assertThat(theirs.tryAcquire()).isEmpty();
    }

    /** Whoever has all the permits may pass them on in memory, and must hear of a raise to stop doing so. */
    @Test
    @Clause("C9")
    void resize_up_whileOneHasAllThereWas_wakesWhoNowFits() {
        DistributedSemaphore mine = open().semaphore("pool", 1);
        DistributedSemaphore theirs = open().semaphore("pool", 1);
        Lease all = take(mine, 1);
        CompletableFuture<Lease> theirWaiter = theirs.acquireAsync();
        awaitWaiters(mine::inspect, 1);
        CompletableFuture<Lease> myWaiter = mine.acquireAsync();
        CompletableFuture<Lease> myOtherWaiter = mine.acquireAsync();
        theirs.resize(4);
        get(theirWaiter);
        get(myWaiter);
        get(myOtherWaiter);
        assertThat(all.state()).isEqualTo(LeaseState.HELD);
        assertThat(theirs.tryAcquire()).isEmpty();
    }

    @Test
    @Clause("C9")
    void resize_up_whileOneHasAllThereWas_isOfUseAtOnce() {
        DistributedSemaphore mine = open().semaphore("pool", 1);
        DistributedSemaphore theirs = open().semaphore("pool", 1);
        Lease all = take(mine, 1);
        for (int size = 2; size < 5; size++) {
            theirs.resize(size);
            assertThat(theirs.tryAcquire()).as("size " + size).isPresent();
            assertThat(theirs.tryAcquire()).as("one more than size " + size).isEmpty();
        }
        assertThat(all.state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    @Clause("C9")
    void resize_down_revokesNothingAndDrains() {
        DistributedSemaphore mine = open().semaphore("pool", 3);
        DistributedSemaphore theirs = open().semaphore("pool", 3);
        List<Lease> leases = List.of(take(mine, 1), take(mine, 1), take(theirs, 1));
        mine.resize(1);
        assertThat(leases).allMatch(lease -> lease.state() == LeaseState.HELD);
        CompletableFuture<Lease> waiter = theirs.acquireAsync(1);
        leases.get(0).close();
        leases.get(2).close();
        stays(() -> !waiter.isDone());
        assertThat(mine.tryAcquire()).isEmpty();
        leases.get(1).close();
        get(waiter);
        assertThat(mine.tryAcquire()).isEmpty();
    }

    @Test
    @Clause("C9")
    void wish_largerThanTheSize_failsAtOnceInEveryForm() {
        DistributedSemaphore pool = open().semaphore("pool", 3);
        Lease held = take(pool, 1);
        crew.run(() -> assertThatThrownBy(() -> pool.acquire(4)).isInstanceOf(PermitMismatchException.class))
                .get();
        assertThatThrownBy(() -> pool.tryAcquire(4)).isInstanceOf(PermitMismatchException.class);
        assertThatThrownBy(() -> pool.tryAcquire(4, Timeouts.patience())).isInstanceOf(PermitMismatchException.class);
        assertFailsAsMismatch(pool.acquireAsync(4));
        held.close();
        awaitEmptyLine(pool::inspect);
    }

    @Test
    @Clause("C9")
    void wish_largerThanTheShrunkSize_failsWhileItWaitsAndBlocksNobody() {
        DistributedSemaphore mine = open().semaphore("pool", 3);
        DistributedSemaphore theirs = open().semaphore("pool", 3);
        Lease held = take(mine, 1);
        CompletableFuture<Lease> large = theirs.acquireAsync(3);
        awaitWaiters(mine::inspect, 1);
        CompletableFuture<Lease> small = mine.acquireAsync(1);
        awaitWaiters(mine::inspect, 2);
        mine.resize(2);
        assertFailsAsMismatch(large);
        get(small).close();
        held.close();
        awaitEmptyLine(mine::inspect);
    }

    @Test
    @Clause("C9")
    void wish_largerThanTheSizeOnceKnownHere_succeedsAfterAResizeElsewhere() {
        DistributedSemaphore mine = open().semaphore("pool", 2);
        open().semaphore("pool", 2).resize(5);
        try (Lease lease = take(mine, 5)) {
            assertThat(lease.permits()).isEqualTo(5);
        }
    }

    @Test
    @Clause("C9")
    void numbersBelowOne_areRefused() {
        Signalbox box = open();
        DistributedSemaphore pool = box.semaphore("pool", 2);
        for (int number : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> pool.acquire(number)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.acquireAsync(number)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.resize(number)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> box.semaphore("other", number))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(number));
        }
    }

    private static void assertFailsAsMismatch(CompletableFuture<Lease> future) {
        patiently().until(future::isDone);
        assertThat(future)
                .isCompletedExceptionally()
                .failsWithin(Timeouts.patience())
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(PermitMismatchException.class);
    }
}
