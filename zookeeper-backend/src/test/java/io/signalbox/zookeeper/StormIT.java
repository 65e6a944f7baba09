package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A thousand acquires that end before they are granted, in every way, while replies and connections are lost. */
class StormIT extends OnTestServer {

    private static final int ENDED = 1000;
    private static final int THREADS = 4; // of each box

    private final long seed = Long.getLong("storm.seed", new Random().nextLong());
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicInteger timedOut = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final AtomicInteger severed = new AtomicInteger();

    /** What is acquired, of one box. */
    private interface Door {
        Lease acquire() throws InterruptedException;

        Optional<Lease> tryAcquire(Duration timeout) throws InterruptedException;

        CompletableFuture<Lease> acquireAsync();
    }

    @Test
    void lock_acquiresEndAtRandomMoments_nothingIsLeft() throws Exception {
        Signalbox a = open();
        Signalbox b = open();
        rage("lock", 1, List.of(a, b), List.of(lockOf(a), lockOf(b)));
        a.lock("storm").tryAcquire().orElseThrow().close();
        b.lock("storm").tryAcquire().orElseThrow().close();
    }

    /** So many boxes that some stand far back in the line, see {@link Sentinel}. */
    @Test
    void lockInACrowd_acquiresEndAtRandomMoments_nothingIsLeft() throws Exception {
        List<Signalbox> boxes = new ArrayList<>();
        for (int i = 0; i < Sentinel.FAR + 4; i++) {
            boxes.add(open());
        }
        rage("lock in a crowd", 1, boxes, boxes.stream().map(StormIT::lockOf).toList());
        for (Signalbox box : boxes) {
            box.lock("storm").tryAcquire().orElseThrow().close();
        }
    }

    private static Door lockOf(Signalbox box) {
        return new Door() {
            @Override
            public Lease acquire() throws InterruptedException {
                return box.lock("storm").acquire();
            }

            @Override
            public Optional<Lease> tryAcquire(Duration timeout) throws InterruptedException {
                return box.lock("storm").tryAcquire(timeout);
            }

            @Override
            public CompletableFuture<Lease> acquireAsync() {
                return box.lock("storm").acquireAsync();
            }
        };
    }

    @Test
    void semaphore_acquiresEndAtRandomMoments_nothingIsLeft() throws Exception {
        Signalbox a = open();
        Signalbox b = open();
        rage("semaphore of 3", 3, List.of(a, b), List.of(semaphoreOf(a), semaphoreOf(b)));
        a.semaphore("storm", 3).tryAcquire(3).orElseThrow().close();
        b.semaphore("storm", 3).tryAcquire(3).orElseThrow().close();
    }

    private static Door semaphoreOf(Signalbox box) {
        var semaphore = box.semaphore("storm", 3);
        AtomicInteger turn = new AtomicInteger();
        return new Door() {
            private int permits() {
                return 1 + turn.getAndIncrement() % 3;
            }

            @Override
            public Lease acquire() throws InterruptedException {
                return semaphore.acquire(permits());
            }

            @Override
            public Optional<Lease> tryAcquire(Duration timeout) throws InterruptedException {
                return semaphore.tryAcquire(permits(), timeout);
            }

            @Override
            public CompletableFuture<Lease> acquireAsync() {
                return semaphore.acquireAsync(permits());
            }
        };
    }

    // ------------------------------------------------------------------ the storm

    private void rage(String what, int size, List<Signalbox> boxes, List<Door> doors) throws Exception {
        for (Door door : doors) {
            door.acquire().close();
            CompletableFuture<Lease> both = door.acquireAsync();
            try {
                door.tryAcquire(Duration.ofMillis(1)).ifPresent(Lease::close);
            } catch (StoreUnavailableException e) {
                // no answer in so short a time; what this is to load is loaded all the same
            }
            both.get().close();
        }
        delayed(() -> {}, 1).get(); // the JDK's own threads for that stay
        int watchesBefore = store.server().watches(store.root());
        List<String> threadsBefore = threads();

        AtomicBoolean over = new AtomicBoolean();
        List<Future<?>> contenders = new ArrayList<>();
        for (int i = 0; i < doors.size() * THREADS; i++) {
            Door door = doors.get(i % doors.size());
            Random random = new Random(seed + i);
            contenders.add(hands.call(() -> contend(door, size, random)));
        }
        hands.run(() -> damage(boxes, over));
        try {
            contenders.forEach(Hands::get);
        } catch (AssertionError e) {
            throw new AssertionError("after " + ended() + " of " + ENDED + ", seed " + seed, e);
        } finally {
            over.set(true);
        }
        hands.join();

        int lost = 0;
        for (Signalbox box : boxes) {
            store.relay(box).loseNoMoreReplies();
            lost += store.relay(box).repliesLost();
        }
        report(
                "Show 6: %s, seed %d: %d granted; ended before: %d timed out, %d as unreachable, %d cancelled, %d interrupted;"
                        + " %d replies to creates lost, connections severed %d times",
                what,
                seed,
                granted.get(),
                timedOut.get(),
                unavailable.get(),
                cancelled.get(),
                interrupted.get(),
                lost,
                severed.get());
        assertThat(lost).as("replies lost").isPositive();
        patiently().untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
        patiently()
                .untilAsserted(
                        () -> assertThat(store.server().watches(store.root())).isLessThanOrEqualTo(watchesBefore));
        patiently().untilAsserted(() -> assertThat(threads()).hasSizeLessThanOrEqualTo(threadsBefore.size()));
        report(
                "Show 6: %s: left: 0 contenders, %d watches (before: %d), %d threads (before: %d)",
                what,
                store.server().watches(store.root()),
                watchesBefore,
                threads().size(),
                threadsBefore.size());
    }

    /** Threads of the product and of its libraries: not those of the test, its server and its relays. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("signalbox-")
                        || name.startsWith("Curator-")
                        || name.contains("EventThread")
                        || name.contains("SendThread"))
                .sorted()
                .toList();
    }

    private int ended() {
        return timedOut.get() + unavailable.get() + cancelled.get() + interrupted.get();
    }

    private boolean contend(Door door, int size, Random random) throws Exception {
        while (ended() < ENDED) {
            long micros = random.nextInt(8000);
            switch (random.nextInt(4)) {
                case 0 -> visit(door.acquire(), size, micros);
                case 1 -> timeOut(door, size, micros);
                case 2 -> cancel(door, size, micros);
                default -> interrupt(door, size, micros);
            }
        }
        return true;
    }

    private void visit(Lease lease, int size, long micros) {
        try (lease) {
            granted.incrementAndGet();
            assertThat(inside.addAndGet(lease.permits())).as("seed %d", seed).isLessThanOrEqualTo(size);
            LockSupport.parkNanos(micros * 1000);
            inside.addAndGet(-lease.permits());
        }
    }

    private void timeOut(Door door, int size, long micros) throws InterruptedException {
        try {
            Optional<Lease> answer = door.tryAcquire(Duration.ofNanos(micros * 1000));
            if (answer.isPresent()) {
                visit(answer.get(), size, micros);
            } else {
                timedOut.incrementAndGet();
            }
        } catch (StoreUnavailableException e) {
            unavailable.incrementAndGet();
        }
    }

    private void cancel(Door door, int size, long micros) {
        CompletableFuture<Lease> waiter = door.acquireAsync();
        LockSupport.parkNanos(micros * 1000);
        if (waiter.cancel(true)) {
            cancelled.incrementAndGet();
        } else {
            try {
                visit(waiter.join(), size, micros);
            } catch (CompletionException e) {
                throw new AssertionError("an untimed acquire failed, seed " + seed, e);
            }
        }
    }

    private void interrupt(Door door, int size, long micros) {
        Thread self = Thread.currentThread();
        CompletableFuture<Void> interrupt = delayed(self::interrupt, micros);
        Lease lease = null;
        try {
            lease = door.acquire();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
        }
        interrupt.join();
        boolean pending = Thread.interrupted();
        assertThat(pending)
                .as("the interrupt is pending if and only if it was not thrown")
                .isEqualTo(lease != null);
        if (lease != null) {
            visit(lease, size, micros);
        }
    }

    private static CompletableFuture<Void> delayed(Runnable task, long micros) {
        Executor later = CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS);
        return CompletableFuture.runAsync(task, later);
    }

    /** Faults are counted out by what has ended: each costs a box up to a second, until the client connects again. */
    private void damage(List<Signalbox> boxes, AtomicBoolean over) {
        Random random = new Random(~seed);
        boxes.forEach(box -> store.relay(box).loseNextReply());
        while (!over.get()) {
            int next = ended() + 1 + random.nextInt(80);
            while (ended() < next && !over.get()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            Relay relay = store.relay(boxes.get(random.nextInt(boxes.size())));
            if (random.nextInt(3) == 0) {
                relay.sever();
                severed.incrementAndGet();
            } else {
                relay.loseNextReply();
            }
        }
    }
}
