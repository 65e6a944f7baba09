package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.ContenderView;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.PermitMismatchException;
import io.signalbox.QueueView;
import io.signalbox.ResourceView;
import io.signalbox.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One thing that a client does.
 *
 * @param name what
 * @param before what must be so before
 * @param play what it does; the connection breaks at one of the requests of this, and it returns when all are sent
 * @param after what must have come of it, whatever broke; nothing breaks any more
 */
record Scene(String name, Act before, Act play, Act after) {

    private static final int SIZE = 3;
    private static final Duration SOON = Duration.ofMillis(1500);

    /** A part of a scene. */
    @FunctionalInterface
    interface Act {
        void on(Stage stage) throws Exception;
    }

    static List<Scene> all() {
        List<Scene> scenes = new ArrayList<>(locks());
        scenes.addAll(semaphores());
        scenes.addAll(events());
        scenes.addAll(looks());
        return scenes;
    }

    private static void nothing(Stage stage) {}

    @Override
    public String toString() {
        return name;
    }

    // ------------------------------------------------------------------ locks

    private static Scene lock(String name, Act before, Act play) {
        return new Scene(name, before, play, Scene::judgeLock);
    }

    private static void judgeLock(Stage stage) throws InterruptedException {
        stage.judge((by, within) -> by.lock(stage.name()).tryAcquire(within));
    }

    private static List<Scene> locks() {
        return List.of(
                lock("lock: acquire", Scene::nothing, stage -> stage.held = get(stage, acquire(stage))),
                lock("lock: acquire once more", Scene::useLock, stage -> stage.held = get(stage, acquire(stage))),
                lock("lock: acquire behind another", Scene::theyHold, stage -> {
                    CompletableFuture<Lease> waiting = acquire(stage);
                    stage.awaitContenders(2);
                    stage.heldByThem.close();
                    stage.heldByThem = null;
                    stage.held = get(stage, waiting);
                }),
                lock(
                        "lock: tryAcquire",
                        Scene::nothing,
                        stage -> stage.attempt(() -> {
                            Optional<Lease> answer = stage.ourLock().tryAcquire();
                            assertThat(answer).as("nobody else holds").isPresent();
                            stage.held = answer.get();
                        })),
                lock("lock: tryAcquire of what is taken", Scene::theyHold, stage -> {
                    stage.attempt(() -> assertThat(stage.ourLock().tryAcquire()).isEmpty());
                    stage.awaitContenders(1);
                }),
                lock("lock: timed tryAcquire", Scene::nothing, stage -> {
                    Optional<Lease> answer = stage.ourLock().tryAcquire(stage.patience());
                    assertThat(answer).as("nobody else holds").isPresent();
                    stage.held = answer.get();
                }),
                lock("lock: timed tryAcquire of what is taken", Scene::theyHold, stage -> {
                    stage.attempt(
                            () -> assertThat(stage.ourLock().tryAcquire(SOON)).isEmpty());
                    stage.awaitContenders(1);
                }),
                lock("lock: acquire, cancelled on the way", Scene::theyHold, stage -> {
                    assertThat(acquire(stage).cancel(true)).isTrue();
                    confirmAll(stage);
                    stage.awaitContenders(1);
                }),
                new Scene(
                        "lock: cancel in the line",
                        stage -> {
                            theyHold(stage);
                            stage.waiting = acquire(stage);
                            stage.awaitContenders(2);
                        },
                        stage -> {
                            assertThat(stage.waiting.cancel(true)).isTrue();
                            confirmAll(stage);
                            stage.awaitContenders(1);
                        },
                        Scene::judgeLock),
                lock("lock: release", stage -> stage.held = stage.ourLock().acquire(), stage -> stage.held.close()));
    }

    private static CompletableFuture<Lease> acquire(Stage stage) {
        return stage.ourLock().acquireAsync();
    }

    private static <T> T get(Stage stage, CompletableFuture<T> future) throws Exception {
        return future.get(stage.patience().toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void useLock(Stage stage) throws InterruptedException {
        stage.ourLock().acquire().close();
    }

    private static void theyHold(Stage stage) throws InterruptedException {
        stage.heldByThem = stage.theirLock().acquire();
    }

    /** What was asked before has been answered when this has. */
    private static void confirmAll(Stage stage) throws Exception {
        stage.attempt(() -> stage.ours().event(stage.name() + "-aside").isSet());
    }

    // ------------------------------------------------------------------ semaphores

    private static List<Scene> semaphores() {
        return List.of(
                new Scene("semaphore: open", Scene::nothing, stage -> stage.attempt(() -> open(stage)), stage -> {
                    assertThat(stage.theirs().semaphore(stage.name(), SIZE).size())
                            .isEqualTo(SIZE);
                    assertThatThrownBy(() -> stage.theirs().semaphore(stage.name(), SIZE + 1))
                            .isInstanceOf(PermitMismatchException.class);
                    open(stage);
                    judgeSemaphore(stage);
                }),
                semaphore("semaphore: open what is there", Scene::theyOpen, stage -> stage.attempt(() -> open(stage))),
                semaphore(
                        "semaphore: open with another size",
                        Scene::theyOpen,
                        stage -> stage.attempt(() -> assertThatThrownBy(
                                        () -> stage.ours().semaphore(stage.name(), SIZE + 1))
                                .isInstanceOfAny(PermitMismatchException.class, StoreUnavailableException.class))),
                semaphore(
                        "semaphore: acquire 2 of 3",
                        Scene::open,
                        stage -> stage.held = get(stage, open(stage).acquireAsync(2))),
                semaphore(
                        "semaphore: acquire 2 behind 2 of 3",
                        stage -> {
                            theyOpen(stage);
                            open(stage);
                            stage.heldByThem = theyOpen(stage).acquire(2);
                        },
                        stage -> {
                            CompletableFuture<Lease> waiting = open(stage).acquireAsync(2);
                            stage.awaitContenders(2);
                            stage.heldByThem.close();
                            stage.heldByThem = null;
                            stage.held = get(stage, waiting);
                        }),
                semaphore(
                        "semaphore: acquire 1 beside 2 of 3",
                        stage -> {
                            open(stage);
                            stage.heldByThem = theyOpen(stage).acquire(2);
                        },
                        stage -> stage.held = get(stage, open(stage).acquireAsync(1))),
                semaphore(
                        "semaphore: release 2",
                        stage -> stage.held = open(stage).acquire(2),
                        stage -> stage.held.close()),
                new Scene(
                        "semaphore: resize",
                        stage -> stage.heldByThem = theyOpen(stage).acquire(2),
                        stage -> stage.attempt(
                                () -> stage.ours().semaphore(stage.name()).resize(SIZE + 2)),
                        stage -> {
                            int size = stage.theirs().semaphore(stage.name()).size();
                            assertThat(size).isIn(stage.isUnavailable() ? List.of(SIZE, SIZE + 2) : List.of(SIZE + 2));
                            assertThat(stage.ours().semaphore(stage.name()).size())
                                    .isEqualTo(size);
                            stage.judge((by, within) ->
                                    by.semaphore(stage.name(), size).tryAcquire(size, within));
                        }));
    }

    private static Scene semaphore(String name, Act before, Act play) {
        return new Scene(name, before, play, Scene::judgeSemaphore);
    }

    private static void judgeSemaphore(Stage stage) throws InterruptedException {
        Lease lease = stage.held;
        if (lease != null && stage.heldByThem != null) {
            assertThat(lease.permits() + stage.heldByThem.permits()).isEqualTo(SIZE);
            stage.heldByThem.ensureHeld();
        }
        stage.judge((by, within) -> by.semaphore(stage.name(), SIZE).tryAcquire(SIZE, within));
    }

    private static DistributedSemaphore open(Stage stage) {
        return stage.ours().semaphore(stage.name(), SIZE);
    }

    private static DistributedSemaphore theyOpen(Stage stage) {
        return stage.theirs().semaphore(stage.name(), SIZE);
    }

    // ------------------------------------------------------------------ events

    private static List<Scene> events() {
        return List.of(
                new Scene(
                        "event: set",
                        Scene::nothing,
                        stage -> stage.attempt(() -> stage.ourEvent().set()),
                        stage -> judgeEvent(stage, 0, 1)),
                new Scene(
                        "event: clear",
                        stage -> stage.ourEvent().set(),
                        stage -> stage.attempt(() -> stage.ourEvent().clear()),
                        stage -> judgeEvent(stage, 1, 2)),
                new Scene(
                        "event: isSet",
                        stage -> stage.theirEvent().set(),
                        stage -> stage.attempt(
                                () -> assertThat(stage.ourEvent().isSet()).isTrue()),
                        stage -> judgeEvent(stage, 1, 1)),
                new Scene(
                        "event: await",
                        Scene::nothing,
                        stage -> {
                            CompletableFuture<Void> waiting = stage.ourEvent().awaitAsync();
                            stage.patiently().until(() -> stage.isBroken() || stage.isEventWatched());
                            stage.theirEvent().set();
                            get(stage, waiting);
                        },
                        stage -> judgeEvent(stage, 1, 1)),
                new Scene(
                        "event: timed await in vain",
                        Scene::nothing,
                        stage -> stage.attempt(
                                () -> assertThat(stage.ourEvent().await(SOON)).isFalse()),
                        stage -> judgeEvent(stage, 0, 0)));
    }

    /** It has the one version or, if nobody knows whether it was changed, the other; it can be changed; no watch is left. */
    private static void judgeEvent(Stage stage, long before, long after) {
        long version = stage.theirEvent().state().version();
        assertThat(version).isIn(stage.isUnavailable() ? List.of(before, after) : List.of(after));
        assertThat(stage.ourEvent().state().version()).isEqualTo(version);
        stage.theirEvent().set();
        assertThat(stage.ourEvent().isSet()).isTrue();
        stage.ourEvent().clear();
        assertThat(stage.theirEvent().isSet()).isFalse();
        stage.patiently()
                .untilAsserted(
                        () -> assertThat(stage.isEventWatched()).as("watched").isFalse());
    }

    // ------------------------------------------------------------------ looks

    private static List<Scene> looks() {
        return List.of(
                lock(
                        "inspect",
                        Scene::theyHold,
                        stage -> stage.attempt(() -> {
                            QueueView view = stage.ourLock().inspect();
                            assertThat(view.holders())
                                    .extracting(ContenderView::permits)
                                    .containsExactly(1);
                            assertThat(view.waiters()).isEmpty();
                        })),
                lock(
                        "list",
                        Scene::theyHold,
                        stage -> stage.attempt(() -> {
                            List<ResourceView> views = stage.ours().list(stage.name());
                            assertThat(views)
                                    .extracting(view -> view.resource().name())
                                    .containsExactly(stage.name());
                        })));
    }
}
