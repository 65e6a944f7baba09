package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.QueueView;
import io.signalbox.Signalbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What all suites have in common: boxes, threads and faults that are cleaned up after each test.
 *
 * <p>A backend subclasses each suite and says in {@link #fixture()} how its store is reached.
 */
@ExtendWith(ClauseReport.class)
@SuppressWarnings("exports") // the report is found by JUnit's reflection, and used by nobody else
public abstract class ContractSuite {

    /** The access to the store. Of the present test. */
    StoreFixture store;

    /** The threads of the present test. */
    Crew crew;

    private final List<Signalbox> boxes = new ArrayList<>();
    private final Set<Signalbox> cutOff = new LinkedHashSet<>();
    private boolean stopped;

    /** For suites. */
    ContractSuite() {}

    /**
     * How the store is reached, anew for each test.
     *
     * @return a fixture with a namespace of its own
     */
    protected abstract StoreFixture fixture();

    @BeforeEach
    final void openFixture() {
        store = fixture();
        crew = new Crew();
    }

    @AfterEach
    final void cleanUp() {
        List<Throwable> failures = new ArrayList<>();
        if (stopped) {
            attempt(failures, this::startStore);
        }
        List.copyOf(cutOff).forEach(box -> attempt(failures, () -> reconnect(box)));
        boxes.forEach(box -> attempt(failures, box::close));
        attempt(failures, crew::close);
        attempt(failures, store::close);
        if (!failures.isEmpty()) {
            AssertionError failure = new AssertionError("could not clean up: " + failures.get(0), failures.get(0));
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private static void attempt(List<Throwable> failures, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    // ------------------------------------------------------------------ participants

    Signalbox open() {
        return open(Map.of());
    }

    Signalbox open(String option, String value) {
        return open(Map.of(option, value));
    }

    /** Opens a participant, which is closed after the test. */
    Signalbox open(Map<String, String> options) {
        Map<String, String> all = new HashMap<>();
        all.put("session-timeout", store.sessionTimeout().toMillis() + "ms");
        all.put("operation-timeout", operationTimeout().toMillis() + "ms");
        all.put("label", "box-" + (boxes.size() + 1));
        all.putAll(options);
        Signalbox box = store.open(all);
        boxes.add(box);
        return box;
    }

    /** Of all boxes, unless a test says otherwise. */
    static Duration operationTimeout() {
        return Timeouts.patience().dividedBy(4);
    }

    // ------------------------------------------------------------------ faults

    void expire(Signalbox box) {
        assume("ending the session of a participant", store.expire(box));
    }

    void cutOff(Signalbox box) {
        assume("cutting a participant off", store.cutOff(box));
        cutOff.add(box);
    }

    void reconnect(Signalbox box) {
        cutOff.remove(box);
        store.reconnect(box);
    }

    void loseNextReply(Signalbox box) {
        assume("losing the reply of a join", store.loseNextReply(box));
    }

    void stopStore() {
        assume("stopping the store", store.stopStore());
        stopped = true;
    }

    void startStore() {
        stopped = false;
        store.startStore();
    }

    /** Skips the test if a fault or a count is not to be had. */
    void assume(String what, boolean possible) {
        Assumptions.assumeTrue(possible, () -> store.backend() + " cannot do this in a test: " + what);
    }

    // ------------------------------------------------------------------ waiting

    static ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Timeouts.patience());
    }

    /** Asserts that something stays as it is, for a while. */
    static void stays(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .during(Timeouts.glance())
                .atMost(Timeouts.patience())
                .failFast(() -> !condition.call())
                .until(condition);
    }

    static <T> T get(CompletableFuture<T> future) {
        return Crew.get(future, Timeouts.patience(), null);
    }

    static Lease take(DistributedLock lock) {
        return get(lock.acquireAsync());
    }

    static Lease take(DistributedSemaphore semaphore, int permits) {
        return get(semaphore.acquireAsync(permits));
    }

    /** Returns when the store's line has so many waiting places. */
    static void awaitWaiters(Supplier<QueueView> line, int waiters) {
        patiently().until(() -> line.get().waiters().size() == waiters);
    }

    /** Returns when nobody holds or waits, as the store's own line tells, and the raw count if there is one. */
    void awaitEmptyLine(Supplier<QueueView> line) {
        patiently().untilAsserted(() -> {
            QueueView view = line.get();
            assertThat(view.holders()).as("left in the line").isEmpty();
            assertThat(view.waiters()).as("left in the line").isEmpty();
            assertThat(store.contenders().orElse(0))
                    .as("contenders in the store")
                    .isZero();
        });
    }

    static void awaitState(Lease lease, LeaseState state) {
        patiently().until(() -> lease.state() == state);
    }

    /**
     * Returns when the waits that this process has asked for have begun. They begin with a reading that is asked for at the
     * latest before anything else is, and a participant's requests are answered in order.
     */
    static void awaitBegun(DistributedEvent event) {
        event.state();
        event.state();
    }

    /** Sets and clears at once. */
    static void pulse(DistributedEvent event) {
        event.set();
        event.clear();
    }

    /** How long something takes. */
    static Duration timed(Crew.Task task) throws Exception {
        long start = System.nanoTime();
        task.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
