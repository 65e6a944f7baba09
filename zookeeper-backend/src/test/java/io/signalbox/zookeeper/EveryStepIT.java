package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The connection breaks, or the session ends, at every step of every operation: before the server sees a request, and when
 * it has done what it was asked and the client has not heard. What the contract allows comes of it, and nothing else.
 */
class EveryStepIT extends OnTestServer {
    /*
     * Steps are the requests that an operation sends, counted by the relay. An operation is played again with the break one
     * step later, until it ends without having got there. That number of steps is not known beforehand: what the client
     * sends after the break counts too, but a break comes only once. One client plays all steps of one scene, so what a
     * break leaves behind in it would show in the next. Scenes are played beside each other, since a client that lost its
     * connection waits for up to a second before it comes back.
     */
    private static final int AT_ONCE = 32;
    private static final int TOO_MANY = 60;

    /** What breaks. */
    private record Way(boolean served, boolean sessionEnds) {
        @Override
        public String toString() {
            return (sessionEnds ? "session ended " : "connection cut ") + (served ? "behind" : "ahead of");
        }
    }

    private final ReentrantLock opening = new ReentrantLock();
    private final List<Signalbox> opened = new ArrayList<>();

    private static final List<Way> WAYS =
            List.of(new Way(false, false), new Way(true, false), new Way(false, true), new Way(true, true));

    @Test
    void operations_brokenAtEachStep_doWhatTheContractAllows() {
        Set<Thread> before = CloseIT.threadsOfClients();
        Signalbox theirs = openPatient();
        Semaphore turns = new Semaphore(AT_ONCE);
        Map<String, Integer> steps = new ConcurrentSkipListMap<>();
        List<Future<Integer>> plays = new ArrayList<>();
        for (Scene scene : Scene.all()) {
            for (Way way : WAYS) {
                String name = "step-" + plays.size() + "-";
                plays.add(hands.call(() -> {
                    turns.acquire();
                    try {
                        int count = playToTheEnd(scene, way, name, theirs);
                        steps.merge(scene.name(), count, Math::max);
                        return count;
                    } finally {
                        turns.release();
                    }
                }));
            }
        }
        int breaks = 0;
        for (Future<Integer> play : plays) {
            breaks += Hands.get(play);
        }
        report("%d breaks in %d scenes; steps of each: %s", breaks, Scene.all().size(), steps);
        assertThat(steps).hasSameSizeAs(Scene.all());
        assertThat(steps.values()).allMatch(count -> count > 0);
        patiently()
                .untilAsserted(() -> assertThat(store.watches()).hasValue(0)); // those that stay for a while have gone
        assertThat(store.contenders()).hasValue(0);
        closeAll();
        assertThat(store.sessions()).hasValue(0);
        patiently()
                .untilAsserted(() ->
                        assertThat(CloseIT.threadsOfClients()).as("threads").isSubsetOf(before));
    }

    private void closeAll() {
        List<Future<Boolean>> closes = new ArrayList<>();
        for (Signalbox box : opened) {
            closes.add(hands.call(() -> {
                box.close();
                return true;
            }));
        }
        closes.forEach(Hands::get);
    }

    /** Plays a scene with a break at its first step, its second, and so on, until there is none; returns how many there were. */
    private int playToTheEnd(Scene scene, Way way, String name, Signalbox theirs) {
        Signalbox ours = openPatient();
        for (int step = 1; step < TOO_MANY; step++) {
            Stage stage = stage(ours, theirs, way, name + step, Timeouts.patience());
            try {
                if (!play(scene, way, step, stage)) {
                    return step - 1;
                }
            } catch (Exception | AssertionError e) {
                throw new AssertionError(scene + ", " + way + " request " + step, e);
            }
        }
        throw new AssertionError(scene + ", " + way + ": no end of requests");
    }

    /** A client that sends no heartbeat of its own accord. */
    private Signalbox openPatient(String... options) {
        List<String> all = new ArrayList<>(List.of("session-timeout", "600s", "operation-timeout", "20s"));
        all.addAll(List.of(options));
        opening.lock();
        try {
            Signalbox box = open(all.toArray(String[]::new));
            opened.add(box);
            return box;
        } finally {
            opening.unlock();
        }
    }

    private Stage stage(Signalbox ours, Signalbox theirs, Way way, String name, Duration patience) {
        return new Stage(store, ours, store.relay(ours), theirs, way.sessionEnds, name, patience);
    }

    private boolean play(Scene scene, Way way, int step, Stage stage) throws Exception {
        scene.before().on(stage);
        stage.breakAt(new Relay.Break(
                step, way.served, content -> !content.contains("step-") || content.contains(stage.name()), session -> {
                    if (way.sessionEnds) {
                        end(session);
                    }
                }));
        scene.play().on(stage);
        boolean broken = stage.isBroken();
        stage.breakNoMore();
        scene.after().on(stage);
        return broken;
    }

    private void end(long session) {
        store.server().expire(session);
        long deadline = System.nanoTime() + Timeouts.patience().toNanos();
        while (store.server().hasSession(session) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(100_000);
        }
    }

    // ------------------------------------------------------------------ the judge is not blind

    private static final Way NONE = new Way(false, false);

    private void assertCondemned(String scene, Signalbox ours, String why) {
        Scene played = Scene.all().stream()
                .filter(one -> one.name().equals(scene))
                .findFirst()
                .orElseThrow();
        Stage stage = stage(ours, openPatient(), NONE, "step-condemned", Duration.ofSeconds(2));
        assertThatThrownBy(() -> play(played, NONE, TOO_MANY, stage)).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "lock: release, next acquire",
        "lock: cancel in the line, contenders in the store",
        "semaphore: acquire 2 of 3, next acquire",
    })
    void clientWhoseNodesStay_isCondemned(String scene, String why) {
        Signalbox ours = openPatient();
        store.relay(ours).swallowDeletes();
        assertCondemned(scene, ours, why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock: acquire", "lock: tryAcquire"})
    void clientThatStandsInAnotherLine_isCondemned(String scene) {
        assertCondemned(scene, openPatient("zookeeper.lock-root", store.root() + "/elsewhere"), "held by two");
    }
}
