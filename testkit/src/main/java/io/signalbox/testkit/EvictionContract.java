package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.ContenderView;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Eviction;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** An operator can put a holder out, and nobody else than the one that is meant; the holder is told (C6, C8, A7). */
public abstract class EvictionContract extends ContractSuite {

    private static final Resource DOOR = new Resource(ResourceKind.LOCK, "door");
    private static final Resource POOL = new Resource(ResourceKind.SEMAPHORE, "pool");

    /** For subclasses. */
    protected EvictionContract() {}

    @Test
    @Clause("C8")
    void evict_theHolder_grantsTheNext() {
        Lease stuck = take(open().lock("door"));
        DistributedLock next = open().lock("door");
        CompletableFuture<Lease> waiting = next.acquireAsync();
        awaitWaiters(next::inspect, 1);
        Optional<Eviction> eviction = open().evict(DOOR, stuck.fencingToken());
        assertThat(eviction).map(record -> record.holder().token()).contains(stuck.fencingToken());
        Lease lease = get(waiting);
        assertThat(lease.fencingToken()).isGreaterThan(stuck.fencingToken());
        stuck.close();
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
        assertThat(open().lock("door").tryAcquire()).isEmpty();
    }

    @Test
    @Clause("C6")
    void evict_aHolderThatCanBeReached_isToldThatItIsLost() {
        Lease stuck = take(open().lock("door"));
        List<LeaseState> told = new CopyOnWriteArrayList<>();
        stuck.onChange(told::add);
        assertThat(open().evict(DOOR, stuck.fencingToken())).isPresent();
        awaitState(stuck, LeaseState.LOST);
        patiently().untilAsserted(() -> assertThat(told).endsWith(LeaseState.LOST));
        stuck.close();
    }

    /** Only the place is gone, not the session: what else it holds stays. */
    @Test
    @Clause("C6")
    void evict_oneOfTwoLeasesOfABox_leavesTheOther() {
        Signalbox box = open();
        DistributedSemaphore pool = box.semaphore("pool", 3);
        Lease stuck = take(pool, 1);
        Lease other = take(pool, 2);
        Lease door = take(box.lock("door"));
        assertThat(open().evict(POOL, stuck.fencingToken())).isPresent();
        awaitState(stuck, LeaseState.LOST);
        assertThat(other.state()).isEqualTo(LeaseState.HELD);
        assertThat(door.state()).isEqualTo(LeaseState.HELD);
        assertThat(pool.inspect().holders()).extracting(ContenderView::token).containsExactly(other.fencingToken());
        take(pool, 1).close();
    }

    /** Those whom the box would have served next are served all the same. */
    @Test
    @Clause("C6")
    void evict_aHolderWhoseBoxHasWaiters_letsThemJoinAnew() {
        DistributedLock lock = open().lock("door");
        Lease stuck = take(lock);
        CompletableFuture<Lease> waiting = lock.acquireAsync();
        assertThat(open().evict(DOOR, stuck.fencingToken())).isPresent();
        Lease next = get(waiting);
        assertThat(next.fencingToken()).isGreaterThan(stuck.fencingToken());
        assertThat(stuck.state()).isEqualTo(LeaseState.LOST);
    }

    @Test
    @Clause("C8")
    void evict_withATokenOfThePast_freesNobody() {
        DistributedLock lock = open().lock("door");
        Lease before = take(lock);
        before.close();
        awaitEmptyLine(lock::inspect);
        Lease holder = take(open().lock("door"));
        Signalbox operator = open();
        assertThat(operator.evict(DOOR, before.fencingToken())).isEmpty();
        assertThat(operator.evict(DOOR, Long.MAX_VALUE)).isEmpty();
        assertThat(operator.lock("door").inspect().holders())
                .extracting(ContenderView::token)
                .containsExactly(holder.fencingToken());
        assertThat(operator.lastEviction(DOOR)).isEmpty();
        assertThat(holder.state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    @Clause("C8")
    void evict_aWaiter_leavesItInLine() {
        Lease holder = take(open().lock("door"));
        DistributedLock lock = open().lock("door");
        CompletableFuture<Lease> waiting = lock.acquireAsync();
        awaitWaiters(lock::inspect, 1);
        ContenderView waiter = lock.inspect().waiters().get(0);
        assertThat(open().evict(DOOR, waiter.token())).isEmpty();
        assertThat(lock.inspect().waiters()).containsExactly(waiter);
        holder.close();
        assertThat(get(waiting).fencingToken()).isEqualTo(waiter.token());
    }

    /** A turn that is passed on among the waiters of a process has a token for each; any of them names it. */
    @Test
    @Clause("C8")
    void evict_withALaterTokenOfTheSameTurn_freesIt() {
        DistributedLock lock = open().lock("door");
        Lease first = take(lock);
        CompletableFuture<Lease> waiting = lock.acquireAsync();
        first.close();
        Lease second = get(waiting);
        assertThat(open().evict(DOOR, second.fencingToken())).isPresent();
        take(open().lock("door")).close();
    }

    /** Likewise several turns, that together hold all: whoever has the token is put out, whichever turn it is served by. */
    @Test
    @Clause("C8")
    void evict_withATokenThatWasPassedAmongSeveralTurns_freesWhoeverHasIt() {
        DistributedSemaphore pool = open().semaphore("pool", 2);
        DistributedSemaphore others = open().semaphore("pool", 2);
        List<Lease> held = new ArrayList<>(List.of(take(pool, 1), take(pool, 1)));
        List<CompletableFuture<Lease>> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiting.add(pool.acquireAsync());
        }
        for (CompletableFuture<Lease> next : waiting) {
            held.remove(0).close();
            held.add(get(next));
        }
        Lease kept = held.get(0);
        Lease stuck = held.get(1);
        kept.close();
        Lease beside = take(others, 1);
        assertThat(others.tryAcquire()).isEmpty();
        assertThat(open().evict(POOL, stuck.fencingToken())).isPresent();
        awaitState(stuck, LeaseState.LOST);
        assertThat(beside.state()).isEqualTo(LeaseState.HELD);
        take(others, 1).close();
    }

    @Test
    @Clause("A7")
    void lastEviction_tellsWhoWasPutOutByWhom_alsoAfterBothAreGone() {
        Eviction eviction;
        try (Signalbox operator = open("label", "operator");
                Signalbox holder = open("label", "billing")) {
            Lease stuck = take(holder.lock("door"));
            eviction = operator.evict(DOOR, stuck.fencingToken()).orElseThrow();
        }
        assertThat(open().lastEviction(DOOR)).contains(eviction);
        assertThat(eviction.resource()).isEqualTo(DOOR);
        assertThat(eviction.by().label()).isEqualTo("operator");
        assertThat(eviction.by().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(eviction.holder().owner().label()).isEqualTo("billing");
        assertThat(open().list("")).isEmpty();
    }

    @Test
    @Clause("A7")
    void evict_whatNobodyHolds_isEmptyOrRefused() {
        Signalbox operator = open();
        assertThat(operator.evict(DOOR, 4711)).isEmpty();
        assertThat(operator.evict(POOL, 4711)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operator.evict(DOOR, 0))
                .withMessage("token must be >= 1, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operator.evict(new Resource(ResourceKind.EVENT, "bell"), 1))
                .withMessageContaining("event \"bell\" is held by nobody");
    }
}
