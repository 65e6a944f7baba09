package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.StoreUnavailableException;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server process that is stopped: its connections stay, and nothing is answered. */
class StoppedStoreIT {

    private static final Duration PATIENCE = Timeouts.patience().multipliedBy(2);
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final Duration BAR = Duration.ofMillis(150);
    private static final int TRIES = 100;
    private static final int WARM_UP = 10;

    /** A busy machine makes answers later and never sooner, so the best of these rounds counts. */
    private static final int ROUNDS = 3;

    private ServerProcess server;
    private Hands hands;

    @BeforeEach
    void begin() throws Exception {
        server = new ServerProcess(Duration.ofMillis(500));
        hands = new Hands();
    }

    @AfterEach
    void end() throws Exception {
        try (AutoCloseable processes = server;
                AutoCloseable threads = hands) {
            server.resume();
        }
    }

    private Signalbox open(String sessionTimeout) {
        return Signalbox.open("zookeeper://" + server.address() + "/stopped?session-timeout=" + sessionTimeout);
    }

    /** With 60 s the client goes on believing in its connection all the time; with 2 s it gives it up on the way. */
    @ParameterizedTest
    @ValueSource(strings = {"60s", "2s"})
    void timedCalls_serverStopped_answerInTimeAndLeaveNothing(String sessionTimeout) throws Exception {
        try (Signalbox box = open(sessionTimeout)) {
            DistributedLock lock = box.lock("door");
            DistributedSemaphore semaphore = box.semaphore("pool", 3);
            DistributedEvent event = box.event("ready");
            for (int i = 0; i < 100; i++) {
                lock.tryAcquire(PATIENCE).orElseThrow().close();
                semaphore.tryAcquire(2, PATIENCE).orElseThrow().close();
                try {
                    event.await(Duration.ofMillis(1));
                } catch (StoreUnavailableException e) {
                    // too short for a busy machine to answer
                }
            }
            server.pause();
            hands.run(() -> measure("lock.tryAcquire", sessionTimeout, () -> lock.tryAcquire(WAIT)));
            hands.run(() -> measure("semaphore.tryAcquire", sessionTimeout, () -> semaphore.tryAcquire(2, WAIT)));
            hands.run(() -> measure("event.await", sessionTimeout, () -> event.await(WAIT)));
            hands.join();
            server.resume();
            try (PlainClient plain = new PlainClient(server.address())) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(plain.contenders("/stopped")).isEmpty());
                lock.tryAcquire(PATIENCE).orElseThrow().close();
                semaphore.tryAcquire(3, PATIENCE).orElseThrow().close();
                assertThat(event.isSet()).isFalse();
                assertThat(plain.contenders("/stopped")).isEmpty();
            }
        }
    }

    private static void measure(String call, String sessionTimeout, Hands.Task task) {
        Duration p99 = null;
        for (int round = 0; round < ROUNDS && (p99 == null || p99.compareTo(BAR) > 0); round++) {
            p99 = measureOnce(call, sessionTimeout, task);
        }
        assertThat(p99).as("p99 of %s", call).isLessThanOrEqualTo(BAR);
    }

    private static Duration measureOnce(String call, String sessionTimeout, Hands.Task task) {
        long[] nanos = new long[TRIES];
        for (int i = -WARM_UP; i < TRIES; i++) {
            long start = System.nanoTime();
            Throwable answer = catchThrowable(task::run);
            long taken = System.nanoTime() - start;
            assertThat(answer).as("%s, try %d", call, i).isInstanceOf(StoreUnavailableException.class);
            if (i >= 0) {
                nanos[i] = taken;
            }
        }
        Arrays.sort(nanos);
        assertThat(Duration.ofNanos(nanos[0])).as("the fastest").isGreaterThanOrEqualTo(WAIT);
        long p99 = nanos[TRIES - 2];
        OnTestServer.report(
                "Show 5: %s(100 ms), server stopped, session %s, %d tries: p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                call, sessionTimeout, TRIES, millis(nanos[TRIES / 2]), millis(p99), millis(nanos[TRIES - 1]));
        return Duration.ofNanos(p99);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    @Test
    void tryAcquire_serverStoppedAfterIdleness_answersInTimeAndLeavesNothing() throws Exception {
        try (Signalbox box = open("6s")) {
            server.pause(); // the session has done nothing at all so far
            assertUnavailableInTime(() -> box.lock("door").tryAcquire(WAIT));
            server.resume();
            box.lock("door").tryAcquire(PATIENCE).orElseThrow().close();
            try (PlainClient plain = new PlainClient(server.address())) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(plain.contenders("/stopped")).isEmpty());
            }
        }
    }

    @Test
    void tryAcquire_serverStoppedWhileHolding_answersInTimeAndTheLeaseIsHeldAgain() throws Exception {
        try (Signalbox box = open("30s");
                Lease held = box.lock("held").acquire()) {
            server.pause();
            assertUnavailableInTime(() -> box.lock("door").tryAcquire(WAIT));
            assertThat(box.lock("held").tryAcquire(WAIT))
                    .as("taken by ourselves for certain, as no store need say")
                    .isEmpty();
            server.resume();
            await().atMost(PATIENCE).until(() -> held.state() == LeaseState.HELD);
            box.lock("door").tryAcquire(PATIENCE).orElseThrow().close();
            try (PlainClient plain = new PlainClient(server.address())) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(plain.contenders("/stopped")).hasSize(1));
            }
            held.ensureHeld();
        }
    }

    private static void assertUnavailableInTime(Hands.Task call) {
        long start = System.nanoTime();
        Throwable answer = catchThrowable(call::run);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertThat(answer).isInstanceOf(StoreUnavailableException.class);
        assertThat(taken).isBetween(WAIT, WAIT.plus(Timeouts.slack()));
    }
}
