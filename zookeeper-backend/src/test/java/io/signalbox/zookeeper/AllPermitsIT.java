package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.zookeeper.CreateMode;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that has all the permits of a semaphore, by one place or by several, passes them on in memory, until it hears of
 * another size; see {@link Place} and {@link Tally}.
 */
class AllPermitsIT extends OnTestServer {

    private PlainClient plain;

    @BeforeEach
    void connect() throws Exception {
        plain = new PlainClient("127.0.0.1:" + store.server().port());
    }

    @AfterEach
    void disconnect() throws Exception {
        plain.close();
    }

    private static DistributedSemaphore pool(Signalbox box) {
        return box.semaphore("pool", 1);
    }

    private String line() {
        return store.root() + "/semaphores/pool";
    }

    private List<String> places() {
        return store.server().children(line());
    }

    /** Waits until so many places stand in line, and what follows upon that has been sent and answered. */
    private void awaitPlaces(int count, Signalbox... boxes) {
        patiently().until(() -> places().size() == count);
        for (Signalbox box : boxes) {
            box.event("whatever").isSet(); // stands behind all that was sent before
        }
    }

    /** Nothing is granted by mistake a moment later. */
    private static void assertWaits(Signalbox box, CompletableFuture<Lease> wait) {
        box.event("whatever").isSet();
        assertThat(wait).isNotDone();
    }

    // ------------------------------------------------------------------ passing in memory

    @Test
    void waiters_ofOneProcess_areServedByOnePlace() throws Exception {
        Signalbox box = open("session-timeout", "600s");
        store.sessionOf(box); // makes the node for the heartbeat, with its parents
        DistributedSemaphore pool = pool(box);
        Lease held = pool.acquire();
        List<CompletableFuture<Lease>> waits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waits.add(pool.acquireAsync());
        }
        String place = places().get(0);
        assertThat(place).contains("-1-of-1-lease-");
        long token = held.fencingToken();
        long requests = store.relay(box).requests();
        held.close();
        for (CompletableFuture<Lease> wait : waits) {
            Lease lease = Hands.get(wait);
            assertThat(lease.fencingToken()).isEqualTo(++token);
            assertThat(places()).containsExactly(place);
            lease.close();
        }
        assertThat(places()).isEmpty();
        assertThat(store.relay(box).requests() - requests).as("requests").isEqualTo(1);
    }

    @Test
    void placeThatWantsLess_isOutOfNoSize_untilThePlacesWantAllTogether() throws Exception {
        Signalbox box = open();
        DistributedSemaphore pool = box.semaphore("pool", 3);
        try (Lease one = pool.acquire();
                Lease two = pool.acquire()) {
            assertThat(places()).hasSize(2).allMatch(place -> place.contains("-1-lease-"));
            try (Lease three = pool.acquire()) {
                assertThat(places())
                        .hasSize(3)
                        .areExactly(1, new Condition<>(place -> place.contains("-1-of-3-lease-"), "of 3"));
                three.ensureHeld();
            }
            one.ensureHeld();
            two.ensureHeld();
        }
    }

    /** Two places, both out of 2, which hold all there is, and some more who wait. */
    private final class Pair {

        final DistributedSemaphore pool;
        final Lease older;
        final Lease younger;
        final List<CompletableFuture<Lease>> waits = new ArrayList<>();

        Pair(Signalbox box, int more) throws Exception {
            pool = box.semaphore("pool", 2);
            Lease unmarked = pool.acquire();
            older = pool.acquire();
            CompletableFuture<Lease> next = pool.acquireAsync();
            awaitPlaces(3);
            unmarked.close();
            younger = Hands.get(next);
            assertThat(places()).hasSize(2).allMatch(place -> place.contains("-1-of-2-lease-"));
            for (int i = 0; i < more; i++) {
                waits.add(pool.acquireAsync());
            }
        }
    }

    @Test
    void waiters_ofAProcessWithTwoPlaces_areServedByThem() throws Exception {
        Signalbox box = open("session-timeout", "600s");
        store.sessionOf(box); // makes the node for the heartbeat, with its parents
        Pair pair = new Pair(box, 6);
        List<String> both = places();
        long token = pair.younger.fencingToken();
        long requests = store.relay(box).requests();
        Lease first = pair.older;
        Lease second = pair.younger;
        for (CompletableFuture<Lease> wait : pair.waits) {
            first.close();
            first = second;
            second = Hands.get(wait);
            assertThat(second.fencingToken()).isEqualTo(++token);
            assertThat(places()).containsExactlyElementsOf(both);
        }
        first.close();
        second.close();
        assertThat(places()).isEmpty();
        assertThat(store.relay(box).requests() - requests).as("requests").isEqualTo(2);
    }

    /** The token that a lease has got from another place names the place that it has from then on. */
    @Test
    void putOut_whoeverHasATokenOfAnotherPlace_losesIt_alsoWhenTheOtherOneIsReleased() throws Exception {
        Signalbox box = open();
        Signalbox operator = open();
        Pair pair = new Pair(box, 1);
        pair.older.close();
        Lease passed = Hands.get(pair.waits.get(0));
        pair.younger.close();
        assertThat(places()).hasSize(1);
        assertThat(operator.evict(new Resource(ResourceKind.SEMAPHORE, "pool"), passed.fencingToken()))
                .isPresent();
        patiently().until(() -> passed.state() == LeaseState.LOST);
        assertThat(places()).isEmpty();
    }

    // ------------------------------------------------------------------ a raise

    /** The heart of it: as long as the holder may pass on with a smaller token, nobody with a greater one is granted. */
    @Test
    void raise_ofWhichTheHolderHasNotHeard_grantsNobody_untilItHas() throws Exception {
        Signalbox holders = open("session-timeout", "40s");
        Signalbox others = open();
        DistributedSemaphore pool = pool(holders);
        Lease first = pool.acquire();
        CompletableFuture<Lease> second = pool.acquireAsync();
        CompletableFuture<Lease> other = pool(others).acquireAsync();
        awaitPlaces(2, others);

        store.relay(holders).hold();
        pool(others).resize(2);
        assertWaits(others, other);
        first.close();
        Lease passed = Hands.get(second);
        assertThat(passed.state()).isEqualTo(LeaseState.HELD);
        assertWaits(others, other);

        store.relay(holders).release();
        Lease late = Hands.get(other);
        assertThat(late.fencingToken()).isGreaterThan(passed.fencingToken());
        passed.ensureHeld();
        CompletableFuture<Lease> third = pool.acquireAsync();
        awaitPlaces(3, holders);
        passed.close();
        assertThat(Hands.get(third).fencingToken()).as("not passed on").isGreaterThan(late.fencingToken());
    }

    @Test
    void raise_ofWhichAProcessWithTwoPlacesHasNotHeard_grantsNobody_untilItHas() throws Exception {
        Signalbox holders = open("session-timeout", "40s");
        Signalbox others = open();
        Pair pair = new Pair(holders, 1);
        CompletableFuture<Lease> other = others.semaphore("pool").acquireAsync();
        awaitPlaces(3, others);

        store.relay(holders).hold();
        others.semaphore("pool").resize(3);
        assertWaits(others, other);
        pair.older.close();
        Lease passed = Hands.get(pair.waits.get(0));
        assertThat(passed.state()).isEqualTo(LeaseState.HELD);
        assertThat(passed.fencingToken()).isEqualTo(pair.younger.fencingToken() + 1);
        assertWaits(others, other);

        store.relay(holders).release();
        Lease late = Hands.get(other);
        assertThat(late.fencingToken()).isGreaterThan(passed.fencingToken());
        CompletableFuture<Lease> next = pair.pool.acquireAsync();
        awaitPlaces(4, holders);
        passed.close();
        assertThat(Hands.get(next).fencingToken()).as("not passed on").isGreaterThan(late.fencingToken());
    }

    /** The control, as below: one of the two is enough. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void raise_oneOfTwoPlacesIsWrittenToByHand_isBelievedToBeShared(int which) throws Exception {
        Signalbox holders = open("session-timeout", "40s");
        Signalbox others = open();
        Pair pair = new Pair(holders, 0);
        List<String> both = places();
        CompletableFuture<Lease> other = others.semaphore("pool").acquireAsync();
        awaitPlaces(3, others);
        store.relay(holders).hold();
        others.semaphore("pool").resize(3);
        assertWaits(others, other);
        plain.setData(line() + "/" + both.get(which), new byte[0]);
        Hands.get(other).close();
        store.relay(holders).release();
        pair.younger.ensureHeld();
    }

    /** Those that do not want all between them have others beside them anyway. */
    @Test
    void raise_ofWhichAHolderOfSomeHasNotHeard_isOfUseAtOnce() throws Exception {
        Signalbox holders = open("session-timeout", "40s");
        Signalbox others = open();
        Pair pair = new Pair(holders, 0);
        pair.older.close();
        Lease beside = Hands.get(others.semaphore("pool").acquireAsync());
        CompletableFuture<Lease> other = others.semaphore("pool").acquireAsync();
        awaitPlaces(3, others);
        store.relay(holders).hold();
        others.semaphore("pool").resize(3);
        Hands.get(other).close();
        beside.close();
        store.relay(holders).release();
        pair.younger.ensureHeld();
    }

    /** The control: a holder that says it has heard, though it has not, is believed. So the test above tests something. */
    @Test
    void raise_placeIsWrittenToByHand_isBelievedToBeShared() throws Exception {
        Signalbox holders = open("session-timeout", "40s");
        Signalbox others = open();
        Lease held = pool(holders).acquire();
        CompletableFuture<Lease> other = pool(others).acquireAsync();
        awaitPlaces(2, others);
        String place = first();
        store.relay(holders).hold();
        pool(others).resize(2);
        assertWaits(others, other);
        plain.setData(place, new byte[0]);
        Hands.get(other).close();
        store.relay(holders).release();
        held.close();
    }

    @Test
    void raise_holderNeverHearsOfIt_waiterIsGrantedWhenItsSessionIsOver() throws Exception {
        Signalbox holders = open();
        Signalbox others = open();
        pool(holders).acquire();
        CompletableFuture<Lease> other = pool(others).acquireAsync();
        awaitPlaces(2, others);
        store.relay(holders).hold();
        pool(others).resize(2);
        assertWaits(others, other);
        store.server().expire(plain.owner(first()));
        Hands.get(other).close();
        store.relay(holders).release();
    }

    /** The first place in line. */
    private String first() {
        return line() + "/"
                + places().stream()
                        .min(Comparator.comparing(place -> place.substring(place.length() - 10)))
                        .orElseThrow();
    }

    @Test
    void raise_placeOfNobodysMaking_isWaitedForUntilItIsWrittenTo() throws Exception {
        Signalbox box = open();
        DistributedSemaphore pool = pool(box);
        pool.acquire().close(); // makes the directory
        String other = plain.create(
                ContenderName.pathIn(line(), ResourceKind.SEMAPHORE, 1, 1), CreateMode.EPHEMERAL_SEQUENTIAL);
        CompletableFuture<Lease> wait = pool.acquireAsync();
        awaitPlaces(2, box);
        pool.resize(2);
        assertWaits(box, wait);
        assertThat(pool.inspect().waiters()).hasSize(1);
        plain.setData(other, new byte[0]);
        Lease lease = Hands.get(wait);
        assertThat(pool.inspect().waiters()).isEmpty();
        lease.close();
    }

    /** A list does not tell that somebody has been shared: it is asked for. */
    @Test
    void raise_heardOfBeforeSomebodyComes_isAskedFor() throws Exception {
        Signalbox holders = open();
        DistributedSemaphore pool = pool(holders);
        Lease held = pool.acquire();
        pool.resize(2);
        Signalbox late = open();
        Hands.get(late.semaphore("pool").acquireAsync()).close();
        assertThat(late.semaphore("pool").tryAcquire()).isPresent();
        held.ensureHeld();
    }

    /** There is room, but nobody may use it yet, and the store has answered: that is a no, and no failure. */
    @Test
    void raise_ofWhichTheHolderDoesNotHear_isOfNoUseToATry() throws Exception {
        Signalbox holders = open("session-timeout", "10m");
        DistributedSemaphore others = pool(open());
        Lease held = pool(holders).acquire();
        store.relay(holders).hold();
        others.resize(2);
        assertThat(others.tryAcquire()).isEmpty();
        awaitPlaces(1);
        store.relay(holders).release();
        Hands.get(others.acquireAsync()).close();
        held.close();
    }

    @Test
    void raise_andFall_leaveTheHolderShared() throws Exception {
        Signalbox holders = open();
        DistributedSemaphore pool = pool(holders);
        DistributedSemaphore others = pool(open());
        Lease held = pool.acquire();
        others.resize(2);
        Lease beside = Hands.get(others.acquireAsync());
        others.resize(1);
        CompletableFuture<Lease> next = pool.acquireAsync();
        awaitPlaces(3, holders);
        held.close();
        assertWaits(holders, next);
        beside.close();
        assertThat(Hands.get(next).fencingToken()).isGreaterThan(beside.fencingToken());
    }

    // ------------------------------------------------------------------ faults

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void raise_connectionIsCutWhenThePlaceIsShared_isOfUseAllTheSame(boolean served) throws Exception {
        Signalbox holders = open("session-timeout", "10s");
        Signalbox others = open();
        Lease held = pool(holders).acquire();
        String place = places().get(0);
        CompletableFuture<Lease> other = pool(others).acquireAsync();
        awaitPlaces(2, others);
        Relay.Break cut = new Relay.Break(1, served, content -> content.contains(place), session -> {});
        store.relay(holders).breakAt(cut);
        pool(others).resize(2);
        Hands.get(other).close();
        assertThat(cut.isDone()).isTrue();
        patiently().untilAsserted(held::ensureHeld);
        held.close();
    }

    @Test
    void raise_whileTheReplyToTheCreateIsLost_isOfUseAllTheSame() throws Exception {
        Signalbox holders = open("session-timeout", "10s");
        Signalbox others = open();
        DistributedSemaphore pool = pool(holders);
        DistributedSemaphore same = pool(others);
        store.loseNextReply(holders);
        CompletableFuture<Lease> wait = pool.acquireAsync();
        same.resize(2);
        Lease held = Hands.get(wait);
        Hands.get(same.acquireAsync()).close();
        patiently().untilAsserted(held::ensureHeld);
        assertThat(store.relay(holders).repliesLost()).isEqualTo(1);
        held.close();
    }

    @Test
    void raise_whoWaitsIsCutOffMeanwhile_isGrantedWhenItIsBack() throws Exception {
        Signalbox holders = open();
        Signalbox others = open("session-timeout", "10s");
        Lease held = pool(holders).acquire();
        CompletableFuture<Lease> other = pool(others).acquireAsync();
        awaitPlaces(2, others);
        store.relay(others).hold();
        pool(holders).resize(2);
        holders.event("whatever").isSet();
        store.relay(others).sever();
        store.relay(others).release();
        Hands.get(other).close();
        held.close();
    }

    /** The question is lost with the connection; and before there is another, the place is shared, of which nothing is told. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void raise_questionIsLost_isAskedAgain(boolean served) throws Exception {
        Signalbox holders = open("session-timeout", "10m");
        Signalbox others = open("session-timeout", "10m");
        Lease held = pool(holders).acquire();
        String place = places().get(0);
        CompletableFuture<Lease> other = pool(others).acquireAsync();
        awaitPlaces(2, others);
        Relay.Break cut = new Relay.Break(
                1,
                served,
                content -> content.contains(place),
                session -> store.relay(others).hold());
        store.relay(others).breakAt(cut);
        store.relay(holders).hold();
        pool(open()).resize(2);
        patiently().until(cut::isDone);
        assertThat(store.server().version(line() + "/" + place)).isZero();
        store.relay(holders).release();
        patiently().until(() -> store.server().version(line() + "/" + place) == 1);
        store.relay(others).release();
        Hands.get(other).close();
        held.close();
    }

    /** Sizes, waits, cuts at random: never more than fit, tokens rise from one lease to the next, and nothing is left. */
    @RepeatedTest(5)
    void sizesAndCutsAtRandom_neverTooMany_andNothingLeft(RepetitionInfo repetition) throws Exception {
        List<Signalbox> boxes =
                List.of(open("session-timeout", "20s"), open("session-timeout", "20s"), open("session-timeout", "20s"));
        AtomicInteger inside = new AtomicInteger();
        AtomicLong greatest = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        for (Signalbox box : boxes) {
            DistributedSemaphore pool = box.semaphore("pool", 1);
            for (int i = 0; i < 3; i++) {
                hands.run(() -> {
                    while (!over.get()) {
                        long before = greatest.get();
                        try (Lease lease = pool.acquire()) {
                            assertThat(inside.incrementAndGet()).as("inside").isLessThanOrEqualTo(3);
                            assertThat(lease.fencingToken()).isGreaterThan(before);
                            greatest.accumulateAndGet(lease.fencingToken(), Math::max);
                            inside.decrementAndGet();
                        }
                    }
                });
            }
        }
        Random random = new Random(repetition.getCurrentRepetition());
        DistributedSemaphore sized = open().semaphore("pool", 1);
        for (int i = 0; i < 40; i++) {
            sized.resize(1 + random.nextInt(3));
            if (random.nextInt(4) == 0) {
                store.relay(boxes.get(random.nextInt(boxes.size()))).sever();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20)));
        }
        over.set(true);
        hands.join();
        patiently().untilAsserted(() -> assertThat(places()).isEmpty());
        assertThat(sized.tryAcquire(Duration.ofSeconds(30))).isPresent();
    }
}
