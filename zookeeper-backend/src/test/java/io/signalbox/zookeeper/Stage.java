package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Where one scene is played: a client whose connection breaks, one whose does not, and names that are their own. */
final class Stage {
    private final ZooKeeperFixture store;
    private final Signalbox ours;
    private final Relay relay;
    private final Signalbox theirs;
    private final boolean sessionEnds;
    private final String name;
    private final Duration patience;
    private Relay.@Nullable Break at;

    /** What our client holds, and what the other does. */
    @Nullable Lease held;

    @Nullable Lease heldByThem;

    /** What our client waits for. */
    @Nullable CompletableFuture<Lease> waiting;

    /** Whether our call ended with the word that the store is unreachable. */
    private boolean unavailable;

    Stage(
            ZooKeeperFixture store,
            Signalbox ours,
            Relay relay,
            Signalbox theirs,
            boolean sessionEnds,
            String name,
            Duration patience) {
        this.store = store;
        this.ours = ours;
        this.relay = relay;
        this.theirs = theirs;
        this.sessionEnds = sessionEnds;
        this.name = name;
        this.patience = patience;
    }

    Signalbox ours() {
        return ours;
    }

    Signalbox theirs() {
        return theirs;
    }

    String name() {
        return name;
    }

    DistributedLock ourLock() {
        return ours.lock(name);
    }

    DistributedLock theirLock() {
        return theirs.lock(name);
    }

    DistributedEvent ourEvent() {
        return ours.event(name);
    }

    DistributedEvent theirEvent() {
        return theirs.event(name);
    }

    Duration patience() {
        return patience;
    }

    ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(patience);
    }

    // ------------------------------------------------------------------ the break

    void breakAt(Relay.Break next) {
        at = next;
        relay.breakAt(next);
    }

    boolean isBroken() {
        Relay.Break present = at;
        return present != null && present.isDone();
    }

    /** Nothing breaks from here on. */
    void breakNoMore() {
        relay.breakAt(null);
    }

    /** A call of ours that the store may leave without an answer. */
    void attempt(Hands.Task call) throws Exception {
        try {
            call.run();
        } catch (StoreUnavailableException e) {
            unavailable = true;
        }
    }

    boolean isUnavailable() {
        return unavailable;
    }

    // ------------------------------------------------------------------ what there is in the store

    int contenders() {
        return contenders("/locks/") + contenders("/semaphores/");
    }

    private int contenders(String room) {
        return (int) store.server().children(store.root() + room + name).stream()
                .filter(child -> child.startsWith("_c_"))
                .count();
    }

    void awaitContenders(int count) {
        patiently()
                .untilAsserted(() ->
                        assertThat(contenders()).as("contenders in the store").isEqualTo(count));
    }

    boolean isEventWatched() {
        return store.server().isWatched(store.root() + "/events/" + name);
    }

    // ------------------------------------------------------------------ what must be true afterwards

    /** How permits are taken here: all of them, by whom. */
    interface Taking {
        Optional<Lease> take(Signalbox by, Duration within) throws InterruptedException;
    }

    /**
     * Nobody else gets what our client holds; what it has given back, or lost, others get, and it itself; and then nothing
     * is left of it all.
     */
    void judge(Taking all) throws InterruptedException {
        Lease lease = held;
        if (lease != null) {
            if (lease.state() != LeaseState.RELEASED) {
                assertAlone(lease, all);
            }
            lease.close();
            assertThat(lease.state()).isIn(LeaseState.RELEASED, LeaseState.LOST);
        }
        Lease other = heldByThem;
        if (other != null) {
            other.ensureHeld();
            other.close();
        }
        for (Signalbox by : new Signalbox[] {theirs, ours, theirs}) {
            Optional<Lease> next = all.take(by, patience);
            assertThat(next)
                    .as("the next acquire, by %s client", by == ours ? "our" : "the other")
                    .isPresent();
            next.get().close();
        }
        awaitContenders(0);
    }

    private void assertAlone(Lease lease, Taking all) throws InterruptedException {
        boolean certain = lease.state() == LeaseState.HELD;
        Optional<Lease> second = all.take(theirs, Duration.ZERO);
        if (second.isEmpty()) {
            return;
        }
        // A session that is ended by force frees what it held at once, and its holder hears of it a moment later.
        assertThat(certain && !sessionEnds)
                .as("held by two: %s and %s", lease, second.get())
                .isFalse();
        assertThat(second.get().fencingToken()).isGreaterThan(lease.fencingToken());
        patiently().until(() -> lease.state() == LeaseState.LOST);
        second.get().close();
    }
}
