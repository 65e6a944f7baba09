package io.signalbox.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Threads that enter and leave as fast as they can, each through a gate of its own, and that look out for more of them
 * inside than there may be.
 *
 * @param permits how many may be inside
 * @param observed whose waits are timed, and whose grants are counted
 * @param others who only get in the way
 */
record Crowd(int permits, List<Gate> observed, List<Gate> others) {

    Crowd(int permits, List<Gate> observed) {
        this(permits, observed, List.of());
    }

    /** Counts at the servers as well; {@link Metric#COUNT} is that of the grants, those of the others among them. */
    Sample run(Bench bench) throws Exception {
        Sample[] sample = new Sample[1];
        long[] grants = new long[1];
        Traffic traffic = bench.count(() -> {
            Outcome outcome = run(bench.window());
            sample[0] = outcome.sample();
            grants[0] = outcome.grants();
        });
        return sample[0].with(traffic, grants[0]).with(Metric.COUNT, (double) grants[0]);
    }

    /** What came of it; {@code grants} has those of the others too. */
    record Outcome(Sample sample, long grants) {}

    Outcome run(Duration window) throws Exception {
        Run run = new Run();
        observed.forEach(gate -> run.add(gate, true));
        others.forEach(gate -> run.add(gate, false));
        return run.go(window.toNanos());
    }

    private final class Run {

        private final List<Thread> threads = new ArrayList<>();
        private final List<Times> observedTimes = new ArrayList<>();
        private final CountDownLatch begin = new CountDownLatch(1);
        private final AtomicInteger inside = new AtomicInteger();
        private final LongAdder grants = new LongAdder();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private volatile boolean over;

        void add(Gate gate, boolean isObserved) {
            Times times = new Times();
            if (isObserved) {
                observedTimes.add(times);
            }
            Thread thread = new Thread(() -> loop(gate, times), "crowd-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        private void loop(Gate gate, Times times) {
            try {
                begin.await();
                while (!over) {
                    long start = System.nanoTime();
                    AutoCloseable entered = gate.enter();
                    grants.increment();
                    if (!over) {
                        times.add(System.nanoTime() - start);
                    }
                    if (inside.incrementAndGet() > permits) {
                        throw new IllegalStateException("more than " + permits + " inside");
                    }
                    inside.decrementAndGet();
                    entered.close();
                }
            } catch (Throwable e) { // the edge of a thread
                failure.compareAndSet(null, e);
            }
        }

        Outcome go(long nanos) throws Exception {
            long start = System.nanoTime();
            begin.countDown();
            Pause.millis(nanos / 1_000_000);
            over = true;
            double seconds = (System.nanoTime() - start) / 1e9;
            for (Thread thread : threads) {
                thread.join(60_000);
                if (thread.isAlive()) {
                    throw new IllegalStateException("a thread of the crowd hangs");
                }
            }
            Throwable failed = failure.get();
            if (failed != null) {
                throw new IllegalStateException("a thread of the crowd failed: " + failed, failed);
            }
            Times times = new Times();
            observedTimes.forEach(times::addAll);
            return new Outcome(times.toSample().with(Metric.RATE, times.size() / seconds), grants.sum());
        }
    }
}
