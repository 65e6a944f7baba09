package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import io.signalbox.StoreUnavailableException;
import io.signalbox.testkit.Timeouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock with many before ours in line: the last one of them is watched, see {@link Sentinel}. */
class CrowdIT extends OnTestServer {

    private static final int MANY = Sentinel.FAR + 6;

    private PlainClient plain;
    private final List<String> before = new ArrayList<>();

    @BeforeEach
    void connect() throws Exception {
        plain = new PlainClient("127.0.0.1:" + store.server().port());
    }

    @AfterEach
    void disconnect() throws Exception {
        plain.close();
    }

    private String door() {
        return store.root() + "/locks/door";
    }

    /** A contender with a name of another library's making. */
    private String stand(PlainClient client) throws Exception {
        return client.create(door() + "/_c_" + UUID.randomUUID() + "-lock-", CreateMode.EPHEMERAL_SEQUENTIAL);
    }

    /** A contender with a name of our making, put in line by hand behind the others. */
    private String standAsOurs() throws Exception {
        String contender =
                plain.create(ContenderName.pathIn(door(), ResourceKind.LOCK, 1, 0), CreateMode.EPHEMERAL_SEQUENTIAL);
        before.add(contender);
        return contender;
    }

    /** Puts contenders in line by hand. */
    private void standBefore(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            before.add(stand(plain));
        }
    }

    /** Waits until our place is in line, and whatever follows upon that has been sent and answered. */
    private CompletableFuture<Lease> joined(Signalbox box) {
        int waiters = store.contenders().orElseThrow();
        CompletableFuture<Lease> wait = box.lock("door").acquireAsync();
        patiently().until(() -> store.contenders().orElseThrow() == waiters + 1);
        patiently().until(() -> watches() > 0);
        return wait;
    }

    private int watches() {
        return store.server().watches(store.root() + "/locks");
    }

    /** The contender that a place behind all those before it watches. */
    private String sentinel() {
        return before.get(before.size() - 1);
    }

    private void leave(String contender) throws Exception {
        plain.delete(contender);
        before.remove(contender);
    }

    private void leaveAll() throws Exception {
        for (String contender : List.copyOf(before)) {
            leave(contender);
        }
    }

    /** Nothing is granted by mistake a moment later. */
    private static void assertWaits(Signalbox box, CompletableFuture<Lease> wait) {
        box.event("whatever").isSet(); // stands behind all that was sent before
        assertThat(wait).isNotDone();
    }

    // ------------------------------------------------------------------ who is granted, and when

    @Test
    void farWaiter_thoseBeforeLeaveInOrder_isGrantedBehindTheLast() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        while (before.size() > 1) {
            leave(before.get(0));
            assertWaits(box, wait);
        }
        leave(before.get(0));
        Hands.get(wait).close();
    }

    @RepeatedTest(20)
    void farWaiter_thoseBeforeLeaveInAnyOrder_isGrantedBehindTheLast(RepetitionInfo repetition) throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        List<String> order = new ArrayList<>(before);
        Random random = new Random(repetition.getCurrentRepetition());
        Collections.shuffle(order, random);
        for (String contender : order) {
            assertThat(wait).isNotDone();
            leave(contender);
            if (random.nextBoolean() && !before.isEmpty()) {
                assertWaits(box, wait);
            }
        }
        Hands.get(wait).close();
    }

    /** So many that who is left is told by a list at first, and by name at last. */
    @RepeatedTest(3)
    void farWaiter_moreThanFewLeaveInAnyOrder_isGrantedBehindTheLast(RepetitionInfo repetition) throws Exception {
        standBefore(Sentinel.FEW + 20);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        List<String> order = new ArrayList<>(before);
        Collections.shuffle(order, new Random(repetition.getCurrentRepetition()));
        for (String contender : order) {
            assertThat(wait).isNotDone();
            leave(contender);
        }
        Hands.get(wait).close();
    }

    @Test
    void farWaiter_nearestLeaveFirst_isGrantedBehindTheLast() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        while (!before.isEmpty()) {
            assertWaits(box, wait);
            leave(before.get(before.size() - 1));
        }
        Hands.get(wait).close();
    }

    @Test
    void farWaiter_sentinelLeavesWhileOthersRemain_waitsForThem() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        leave(sentinel());
        assertWaits(box, wait);
        leave(sentinel());
        assertWaits(box, wait);
        leaveAll();
        Hands.get(wait).close();
    }

    @Test
    void farWaiter_sentinelHasGoneBeforeItIsWatched_isGrantedBehindTheLast() throws Exception {
        standBefore(MANY);
        Signalbox box = open("session-timeout", "10s");
        store.relay(box).holdAtNextRead();
        CompletableFuture<Lease> wait = box.lock("door").acquireAsync();
        patiently().until(store.relay(box)::isHeld);
        leave(sentinel());
        store.relay(box).release();
        assertWaits(box, wait);
        leaveAll();
        Hands.get(wait).close();
    }

    @Test
    void farWaiter_sessionOfTheSentinelEnds_isGrantedBehindTheLast() throws Exception {
        standBefore(MANY - 1);
        try (PlainClient other = new PlainClient("127.0.0.1:" + store.server().port())) {
            String theirs = other.create(
                    ContenderName.pathIn(door(), ResourceKind.LOCK, 1, 0), CreateMode.EPHEMERAL_SEQUENTIAL);
            Signalbox box = open();
            CompletableFuture<Lease> wait = joined(box);
            store.server().expire(other.session());
            assertWaits(box, wait);
            assertThat(store.server().children(door())).hasSize(MANY).noneMatch(theirs::endsWith);
            leaveAll();
            Hands.get(wait).close();
        }
    }

    @Test
    void farWaiter_dataOfTheSentinelIsChanged_isGrantedAllTheSame() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        for (int i = 0; i < 3; i++) {
            plain.setData(sentinel(), "changed".getBytes(StandardCharsets.UTF_8));
            assertWaits(box, wait);
        }
        leaveAll();
        Hands.get(wait).close();
    }

    // ------------------------------------------------------------------ what a release says

    @Test
    void farWaiter_lastBeforeSaysThatItHeld_isGrantedAndAsksNothing() throws Exception {
        standBefore(MANY);
        String last = standAsOurs();
        Signalbox box = open("session-timeout", "600s");
        store.sessionOf(box); // makes the node for the heartbeat, with its parents
        CompletableFuture<Lease> wait = joined(box);
        while (before.size() > 1) {
            leave(before.get(0));
        }
        assertWaits(box, wait);
        long requests = store.relay(box).requests();
        plain.changeAndDelete(last);
        Lease lease = Hands.get(wait);
        assertThat(store.relay(box).requests()).isEqualTo(requests);
        lease.close();
    }

    @Test
    void farWaiter_lastBeforeSaysNothing_asksWhoIsLeft() throws Exception {
        standBefore(MANY);
        String last = standAsOurs();
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        leave(last);
        assertWaits(box, wait);
        leaveAll();
        Hands.get(wait).close();
    }

    /** The control: so that the tests of those who are not believed test something. */
    @Test
    void farWaiter_oneOfOurMakingSaysItAndLies_isBelieved() throws Exception {
        standBefore(MANY);
        standAsOurs();
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        plain.setData(sentinel(), new byte[0]);
        Hands.get(wait).close();
    }

    /** When the connection stands again, servers tell of changes by events of their own making. */
    @Test
    void farWaiter_changeIsToldAfterACut_isNotBelieved() throws Exception {
        standBefore(MANY);
        standAsOurs();
        Signalbox box = open("session-timeout", "10s");
        CompletableFuture<Lease> wait = joined(box);
        store.relay(box).hold();
        plain.setData(sentinel(), new byte[0]);
        store.relay(box).sever();
        store.relay(box).release();
        assertWaits(patientlyConnected(box), wait);
        leaveAll();
        Hands.get(wait).close();
    }

    @Test
    void farWaiter_serverNamesNoTransactions_believesNothing() throws Exception {
        standBefore(MANY);
        standAsOurs();
        Signalbox box = open();
        store.relay(box).hideZxids();
        CompletableFuture<Lease> wait = joined(box);
        plain.setData(sentinel(), new byte[0]);
        assertWaits(box, wait);
        plain.changeAndDelete(sentinel());
        before.remove(sentinel());
        assertWaits(box, wait);
        leaveAll();
        Hands.get(wait).close();
    }

    @Test
    void release_ofAPlaceThatWasFar_saysThatItHeld() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        CompletableFuture<EventType> told = plain.next(ours());
        leaveAll();
        Hands.get(wait).close();
        assertThat(Hands.get(told)).isEqualTo(EventType.NodeDataChanged);
        assertThat(store.contenders()).hasValue(0);
    }

    @Test
    void end_ofAFarPlaceThatDidNotHold_saysNothing() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        CompletableFuture<EventType> told = plain.next(ours());
        wait.cancel(true);
        assertThat(Hands.get(told)).isEqualTo(EventType.NodeDeleted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void release_connectionIsCutAtIt_isSaidAllTheSame(boolean served) throws Exception {
        standBefore(MANY);
        Signalbox box = open("session-timeout", "10s");
        CompletableFuture<Lease> wait = joined(box);
        leaveAll();
        Lease lease = Hands.get(wait);
        String ours = ours();
        CompletableFuture<EventType> told = plain.next(ours);
        Relay.Break cut = new Relay.Break(1, served, content -> content.contains(ours), session -> {});
        store.relay(box).breakAt(cut);
        lease.close();
        assertThat(cut.isDone()).isTrue();
        assertThat(Hands.get(told)).isEqualTo(EventType.NodeDataChanged);
        patiently().untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
        box.lock("door").acquire().close();
    }

    /** The one contender that was not put in line by hand. */
    private String ours() {
        return door() + "/"
                + store.server().children(door()).stream()
                        .filter(child -> before.stream().noneMatch(contender -> contender.endsWith(child)))
                        .findAny()
                        .orElseThrow();
    }

    @Test
    void farWaiter_curatorsStandBefore_isGrantedBehindThemAndBeforeWhoComesAfter() throws Exception {
        try (CuratorFramework curator =
                CuratorFrameworkFactory.newClient("127.0.0.1:" + store.server().port(), new RetryOneTime(100))) {
            curator.start();
            Signalbox box = open();
            AtomicInteger served = new AtomicInteger();
            for (int i = 0; i < MANY; i++) {
                InterProcessMutex mutex = new InterProcessMutex(curator, door());
                int stood = i;
                hands.run(() -> {
                    mutex.acquire();
                    patiently().until(() -> stood > 0 || store.contenders().orElseThrow() == MANY + 2);
                    served.incrementAndGet();
                    mutex.release();
                });
                patiently().until(() -> store.contenders().orElseThrow() == stood + 1);
            }
            CompletableFuture<Lease> wait = joined(box);
            InterProcessMutex after = new InterProcessMutex(curator, door());
            hands.run(() -> {
                after.acquire();
                served.incrementAndGet();
                after.release();
            });
            try (Lease lease = Hands.get(wait)) {
                assertThat(served).as("those before").hasValue(MANY);
                assertThat(store.contenders()).hasValue(2);
                lease.ensureHeld();
                assertThat(served).as("those before").hasValue(MANY);
            }
            hands.join();
        }
    }

    // ------------------------------------------------------------------ ends and faults

    @Test
    void farWaiter_cancelled_leavesNoWatch() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        joined(box).cancel(true);
        patiently().until(() -> store.contenders().orElseThrow() == MANY);
        patiently().until(() -> watches() == 0);
        assertThat(store.server().children(door())).hasSize(MANY);
    }

    @Test
    void farWaiters_comeAndGo_keepFewWatches() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        for (int i = 0; i < 10; i++) {
            joined(box).cancel(true);
            patiently().until(() -> store.contenders().orElseThrow() == before.size());
            standBefore(1);
        }
        CompletableFuture<Lease> wait = joined(box);
        assertWaits(box, wait);
        assertThat(watches()).as("watches").isLessThanOrEqualTo(1);
        leaveAll();
        Hands.get(wait).close();
        patiently().until(() -> watches() == 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void farWaiter_sentinelLeavesWhileWeAreCutOff_isGranted(boolean others) throws Exception {
        standBefore(MANY);
        Signalbox box = open("session-timeout", "6s");
        CompletableFuture<Lease> wait = joined(box);
        store.relay(box).hold();
        leave(sentinel());
        if (others) {
            leaveAll();
        }
        store.relay(box).sever();
        store.relay(box).release();
        if (!others) {
            assertWaits(patientlyConnected(box), wait);
            leaveAll();
        }
        Hands.get(wait).close();
    }

    @RepeatedTest(10)
    void farWaiter_connectionIsCutAgainAndAgain_isGranted(RepetitionInfo repetition) throws Exception {
        standBefore(MANY);
        Signalbox box = open("session-timeout", "10s");
        CompletableFuture<Lease> wait = joined(box);
        Random random = new Random(repetition.getCurrentRepetition());
        while (!before.isEmpty()) {
            assertThat(wait).isNotDone();
            if (random.nextInt(4) == 0) {
                store.relay(box).sever();
            }
            leave(random.nextBoolean() ? before.get(0) : before.get(random.nextInt(before.size())));
        }
        Hands.get(wait).close();
    }

    private static Signalbox patientlyConnected(Signalbox box) {
        patiently().ignoreExceptions().until(() -> {
            box.event("whatever").isSet();
            return true;
        });
        return box;
    }

    @Test
    void farWaiter_sessionEnds_standsInLineAnewAndIsGranted() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        String ours = ours();
        store.server().expire(store.sessionOf(box));
        patiently().until(() -> {
            List<String> now = store.server().children(door());
            return now.size() == MANY + 1 && now.stream().noneMatch(ours::endsWith);
        });
        assertWaits(box, wait);
        leaveAll();
        Hands.get(wait).close();
    }

    @Test
    void farWaiter_replyToItsCreateIsLost_isGranted() throws Exception {
        standBefore(MANY);
        Signalbox box = open("session-timeout", "6s");
        store.loseNextReply(box);
        CompletableFuture<Lease> wait = joined(box);
        leave(sentinel());
        assertWaits(patientlyConnected(box), wait);
        leaveAll();
        Hands.get(wait).close();
        assertThat(store.relay(box).repliesLost()).isEqualTo(1);
    }

    @Test
    void farWaiter_itsNodeIsDeletedByHand_standsInLineAnew() throws Exception {
        standBefore(MANY);
        Signalbox box = open();
        CompletableFuture<Lease> wait = joined(box);
        plain.delete(ours());
        leave(sentinel());
        patiently().until(() -> store.server().children(door()).size() == before.size() + 1);
        assertWaits(box, wait);
        leaveAll();
        Hands.get(wait).close();
    }

    @Test
    void nearWaiter_thenFarThenNear_isGrantedEachTime() throws Exception {
        Signalbox box = open("turn-length", "1");
        standBefore(1);
        CompletableFuture<Lease> near = joined(box); // follows the line
        leaveAll();
        Lease held = Hands.get(near);
        standBefore(MANY); // behind us
        CompletableFuture<Lease> far = box.lock("door").acquireAsync();
        held.close();
        patiently().until(() -> store.contenders().orElseThrow() == MANY + 1);
        leave(sentinel());
        assertWaits(box, far);
        leaveAll();
        Lease again = Hands.get(far);
        standBefore(1);
        CompletableFuture<Lease> last = box.lock("door").acquireAsync();
        again.close();
        assertWaits(box, last);
        leaveAll();
        Hands.get(last).close();
    }

    // ------------------------------------------------------------------ what it costs

    /** Counted, not timed: so the bounds are those of the recipe, with a little room for requests that cross. */
    @Test
    void grants_manySessions_costFewRequestsAndNotifications() throws Exception {
        int sessions = 2 * Sentinel.FAR + 4;
        int rounds = 10;
        List<Signalbox> boxes = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            boxes.add(open("session-timeout", "20s"));
        }
        contend(boxes, 3); // until those who came first have stopped following
        long requests = -requests(boxes);
        long notifications = -notifications(boxes);
        contend(boxes, rounds);
        requests += requests(boxes);
        notifications += notifications(boxes);
        long grants = (long) sessions * rounds;
        report(
                "a lock of %d sessions: %.2f requests and %.2f notifications a grant",
                sessions, (double) requests / grants, (double) notifications / grants);
        assertThat(requests).as("requests of %d grants", grants).isLessThanOrEqualTo(5 * grants);
        assertThat(notifications).as("notifications of %d grants", grants).isLessThanOrEqualTo(3 * grants);
    }

    private static long total(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    private long requests(List<Signalbox> boxes) {
        return total(boxes.stream().map(box -> store.relay(box).requests()).toList());
    }

    private long notifications(List<Signalbox> boxes) {
        return total(boxes.stream().map(box -> store.relay(box).notifications()).toList());
    }

    /** Each enters and leaves so many times; all stand in line together before the first is served. */
    private void contend(List<Signalbox> boxes, int rounds) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        String gate = stand(plain);
        for (Signalbox box : boxes) {
            DistributedLock lock = box.lock("door");
            hands.run(() -> {
                for (int i = 0; i < rounds; i++) {
                    visit(lock.acquire(), inside);
                }
            });
        }
        patiently().until(() -> store.contenders().orElseThrow() == boxes.size() + 1);
        plain.delete(gate);
        hands.join();
    }

    private static void visit(Lease lease, AtomicInteger inside) {
        try (lease) {
            assertThat(inside.incrementAndGet()).as("inside").isEqualTo(1);
            lease.ensureHeld();
            inside.decrementAndGet();
        }
    }

    @Test
    void acquires_ofManySessionsTimeOutNowAndThen_leaveNothing() throws Exception {
        int sessions = Sentinel.FAR + 6;
        List<Signalbox> boxes = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            boxes.add(open("session-timeout", "20s"));
        }
        AtomicInteger inside = new AtomicInteger();
        for (int i = 0; i < sessions; i++) {
            DistributedLock lock = boxes.get(i).lock("door");
            Random random = new Random(i);
            hands.run(() -> {
                for (int round = 0; round < 40; round++) {
                    try {
                        lock.tryAcquire(Duration.ofMillis(random.nextInt(20))).ifPresent(lease -> visit(lease, inside));
                    } catch (StoreUnavailableException e) {
                        // no answer in so short a time
                    }
                }
            });
        }
        hands.join();
        boxes.get(0).lock("door").tryAcquire(Timeouts.patience()).orElseThrow().close();
        patiently().untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
        patiently().untilAsserted(() -> assertThat(watches()).isZero());
    }
}
