package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BellTest {

    private final Deque<Runnable> queued = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final BoxRuntime manual = Runtimes.of(new HandStore(), queued::add);
    private final BoxRuntime pooled = Runtimes.of(new HandStore(), null);

    @AfterEach
    void end() {
        manual.endThreads();
        pooled.endThreads();
    }

    private void runQueued() {
        for (Runnable task = queued.poll(); task != null; task = queued.poll()) {
            task.run();
        }
    }

    @Test
    void ring_severalTimesBeforeTheRun_isOneRun() {
        Bell bell = new Bell(manual, runs::incrementAndGet);
        bell.ring();
        bell.ring();
        bell.ring();
        assertThat(queued).hasSize(1);
        runQueued();

        assertThat(runs).hasValue(1);
    }

    @Test
    void ring_afterTheRun_isAnotherRun() {
        Bell bell = new Bell(manual, runs::incrementAndGet);
        bell.ring();
        runQueued();
        bell.ring();
        runQueued();

        assertThat(runs).hasValue(2);
    }

    @Test
    void ring_duringTheRun_isOneMoreRun() {
        Bell[] bell = new Bell[1];
        bell[0] = new Bell(manual, () -> {
            if (runs.incrementAndGet() == 1) {
                bell[0].ring();
                bell[0].ring();
                assertThat(queued).isEmpty();
                assertThat(runs).hasValue(1);
            }
        });
        bell[0].ring();
        runQueued();

        assertThat(runs).hasValue(2);
    }

    @Test
    void task_throwing_isLoggedAndTheNextRunGoesOn() {
        Bell bell = new Bell(manual, () -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("a listener's fault");
            }
        });
        try (SpokenLog log = new SpokenLog()) {
            bell.ring();
            runQueued();

            assertThat(log.text()).contains("a listener threw an exception", "a listener's fault");
        }
        bell.ring();
        runQueued();

        assertThat(runs).hasValue(2);
    }

    /** A failed assertion or a missing class in a listener must not silence it for ever. */
    @Test
    void task_throwingAnError_isLoggedAndTheNextRunGoesOn() {
        Bell bell = new Bell(manual, () -> {
            if (runs.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("a listener's error");
            }
        });
        try (SpokenLog log = new SpokenLog()) {
            bell.ring();
            runQueued();

            assertThat(log.text()).contains("a listener's error");
        }
        bell.ring();
        runQueued();

        assertThat(runs).hasValue(2);
    }

    @Test
    void ring_fromManyThreads_neverRunsTwoAtATime_andRunsAfterTheLast() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger rung = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        Bell bell = new Bell(pooled, () -> {
            overlaps.addAndGet(inside.getAndIncrement());
            seen.set(rung.get());
            Thread.onSpinWait();
            inside.decrementAndGet();
        });
        CountDownLatch start = new CountDownLatch(1);
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                Runtimes.await(start);
                for (int i = 0; i < 2_000; i++) {
                    rung.incrementAndGet();
                    bell.ring();
                }
            });
            threads[t].start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        Awaitility.await().until(() -> seen.get() == 8_000);
        assertThat(overlaps).hasValue(0);
    }
}
