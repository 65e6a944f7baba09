package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to the store, counted on the way. */
class RequestCountIT extends OnTestServer {

    private long counted(Signalbox box, Hands.Task task) throws Exception {
        long before = sent(box);
        task.run();
        return sent(box) - before;
    }

    private long sent(Signalbox box) {
        Relay relay = store.relay(box);
        return relay.requests() + relay.heartbeats();
    }

    private long sentByAll() {
        return store.requests().orElseThrow() + store.heartbeats();
    }

    /** No heartbeat falls due while a busy machine takes its time. */
    private Signalbox openUnhurried() {
        Signalbox box = open("session-timeout", "10m");
        assertThat(store.server().sessionTimeouts()).contains(Duration.ofMinutes(10));
        return box;
    }

    private void makeDirectory(String path) throws Exception {
        try (PlainClient plain = new PlainClient("127.0.0.1:" + store.server().port())) {
            plain.create(store.root() + path, CreateMode.CONTAINER);
        }
    }

    @Test
    void lock_uncontended_threeRequestsAtFirstThenTwo() throws Exception {
        makeDirectory("/locks/door");
        Signalbox box = openUnhurried();
        DistributedLock lock = box.lock("door");
        assertThat(counted(box, () -> lock.acquire().close()))
                .as("create, list, delete")
                .isEqualTo(3);
        for (int i = 0; i < 20; i++) {
            assertThat(counted(box, () -> lock.acquire().close()))
                    .as("create, delete")
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void semaphore_uncontended_threeRequestsAtFirstThenTwo(int permits) throws Exception {
        makeDirectory("/semaphores/pool");
        open().semaphore("pool", 10);
        Signalbox box = openUnhurried();
        assertThat(counted(box, () -> box.semaphore("pool", 10)))
                .as("create in vain, size with watch")
                .isEqualTo(2);
        assertThreeThenTwo(box, box.semaphore("pool", 10), permits);
    }

    @Test
    void semaphore_openedByUsAsTheFirst_threeRequestsAtFirstThenTwo() throws Exception {
        makeDirectory("/semaphores/pool");
        Signalbox box = openUnhurried();
        DistributedSemaphore semaphore = box.semaphore("pool", 10);
        patiently().until(() -> store.server().watches(store.root() + "/sizes") == 1); // not waited for
        assertThreeThenTwo(box, semaphore, 2);
    }

    private void assertThreeThenTwo(Signalbox box, DistributedSemaphore semaphore, int permits) throws Exception {
        assertThat(counted(box, () -> semaphore.acquire(permits).close()))
                .as("create, list, delete")
                .isEqualTo(3);
        for (int i = 0; i < 20; i++) {
            assertThat(counted(box, () -> semaphore.acquire(permits).close()))
                    .as("create, delete")
                    .isEqualTo(2);
        }
    }

    @Test
    void lock_parentsMissing_areMadeOnceOnly() throws Exception {
        Signalbox box = openUnhurried();
        long first = counted(box, () -> box.lock("a/b").acquire().close());
        long beside = counted(box, () -> box.lock("a/c").acquire().close());
        long second = counted(box, () -> box.lock("a/b").acquire().close());
        assertThat(first)
                .as("create and list in vain; 4 parents; create, list, delete")
                .isEqualTo(9);
        assertThat(beside).as("the same: which parents there are is not asked").isEqualTo(9);
        assertThat(second).isLessThanOrEqualTo(3);
    }

    // ------------------------------------------------------------------ events

    /** What a box sends for the first time only is out of the way, and the event's node is there. */
    private Signalbox openForEvents() {
        Signalbox box = openUnhurried();
        box.event("warm-up").isSet();
        return box;
    }

    @Test
    void event_aWaiterAndItsPulse_threeRequestsInAll() throws Exception {
        Signalbox waiting = openForEvents();
        DistributedEvent ringing = openForEvents().event("bell");
        ringing.set();
        ringing.clear();
        long before = sentByAll();
        var waiter = hands.call(() -> {
            waiting.event("bell").await();
            return true;
        });
        patiently().until(() -> store.server().watches(store.root()) == 1);
        ringing.set();
        assertThat(Hands.get(waiter)).isTrue();
        waiting.event("bell").isSet();
        assertThat(sentByAll() - before)
                .as("barrier, get with watch; set; and for the look afterwards barrier, get")
                .isEqualTo(3 + 2);
    }

    /** The first reading is held up until all have come: then one more serves whoever came too late for it. */
    @Test
    void event_aThousandWaitersAndTheirPulse_threeRequestsInAllOrFour() throws Exception {
        Signalbox waiting = openForEvents();
        DistributedEvent ringing = openForEvents().event("bell");
        ringing.set();
        ringing.clear();
        long before = sentByAll();
        store.relay(waiting).hold();
        List<CompletableFuture<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waiters.add(waiting.event("bell").awaitAsync());
        }
        CompletableFuture<?> look = waiting.event("other").stateAsync();
        store.relay(waiting).release();
        look.get();
        ringing.set();
        for (CompletableFuture<Void> waiter : waiters) {
            assertThat(waiter).succeedsWithin(Timeouts.patience());
        }
        waiting.event("other").isSet();
        long requests = sentByAll() - before - 2 * 2;
        report("requests of 1,000 waiters in a row, being told, and the other's set: %d", requests);
        assertThat(requests)
                .as("barrier, get with watch, perhaps one more barrier; set")
                .isBetween(3L, 4L);
    }

    @Test
    void event_setAndClearInTurn_oneRequestEach() throws Exception {
        Signalbox box = openForEvents();
        DistributedEvent event = box.event("bell");
        event.set();
        for (int i = 0; i < 10; i++) {
            assertThat(counted(box, event::clear)).as("clear").isEqualTo(1);
            assertThat(counted(box, event::set)).as("set").isEqualTo(1);
        }
        assertThat(counted(box, event::set)).as("set already: barrier, get").isEqualTo(2);
        DistributedEvent theirs = openForEvents().event("bell");
        theirs.clear();
        theirs.set();
        assertThat(counted(box, event::clear)).as("in vain, get, clear").isEqualTo(3);
    }

    @Test
    void event_looksBesideAListener_oneRequestEach() throws Exception {
        Signalbox box = openForEvents();
        DistributedEvent event = box.event("bell");
        event.set();
        assertThat(counted(box, event::isSet)).as("barrier, get").isEqualTo(2);
        event.onChange(state -> {});
        event.isSet();
        for (int i = 0; i < 10; i++) {
            assertThat(counted(box, event::isSet)).as("barrier").isEqualTo(1);
        }
    }

    @Test
    void event_timedWaitInVain_fourRequests() throws Exception {
        Signalbox box = openForEvents();
        DistributedEvent event = box.event("bell");
        event.set();
        event.clear();
        for (int i = 0; i < 3; i++) {
            assertThat(counted(box, () -> {
                        event.await(Duration.ofMillis(300));
                        box.event("other").isSet();
                    }))
                    .as("barrier, get with watch; barrier; end of watch; and for the look afterwards barrier, get")
                    .isEqualTo(4 + 2);
        }
    }

    @Test
    void box_idleWithFiftyLeases_sendsOneHeartbeatInASixthOfTheTimeout() throws Exception {
        Signalbox box = open("session-timeout", "3s");
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            leases.add(box.lock("lock-of-many/" + i).acquire());
        }
        store.sessionOf(box); // makes the node for the heartbeat, with its parents
        AtomicLong requests = new AtomicLong();
        patiently() // one look at each place, once a session, begins within a second
                .pollInterval(Duration.ofMillis(1500))
                .until(() -> {
                    long now = store.relay(box).requests();
                    return requests.getAndSet(now) == now;
                });
        long before = store.relay(box).heartbeats();
        long start = System.nanoTime();
        long all = counted(box, () -> {
            long end = start + 2_000_000_000L;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        });
        long periods = (System.nanoTime() - start) / 500_000_000L; // more than 4 on a busy machine
        long heartbeats = store.relay(box).heartbeats() - before;
        report("heartbeats of an idle box with 50 leases in 2 s, T = 3 s: %d", heartbeats);
        assertThat(heartbeats).isBetween(3L, periods + 1);
        assertThat(all - heartbeats).as("other requests").isZero();
        leases.forEach(Lease::ensureHeld);
    }
}
