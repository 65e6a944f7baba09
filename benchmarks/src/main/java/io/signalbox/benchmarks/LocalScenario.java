package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.DistributedLock;
import io.signalbox.Signalbox;
import io.signalbox.benchmarks.Interleaving.Trial;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The local backend beside the JDK's fair lock. */
final class LocalScenario implements Scenario {

    private static final String FAIR = "fair ReentrantLock";
    private static final String GUARD = "guard alone";
    private static final int THREADS = 8;

    @Override
    public String name() {
        return "local";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        Series alone = new Interleaving()
                .add(OURS, jmh(bench, "local", 1))
                .add(FAIR, jmh(bench, "fairReentrant", 1))
                .add(GUARD, jmh(bench, "guardAlone", 1))
                .run(name(), bench.rounds(), 0);
        Series contended = new Interleaving()
                .add(OURS, jmh(bench, "local", THREADS))
                .add(FAIR, jmh(bench, "fairReentrant", THREADS))
                .run(name(), bench.rounds(), 0);
        try (Signalbox box = Signalbox.open("local:benchmark-async")) {
            DistributedLock lock = box.lock("lock");
            ReentrantLock fair = new ReentrantLock(true);
            Gate gate = () -> {
                fair.lock();
                return fair::unlock;
            };
            Series async = new Interleaving()
                    .add(OURS, () -> chains(lock, bench.window()))
                    .add(
                            FAIR,
                            () -> new Crowd(1, Collections.nCopies(THREADS, gate))
                                    .run(bench.window())
                                    .sample())
                    .run(name(), bench.rounds(), 1);
            return List.of(
                    alone.ratio("time of a cycle alone / fair ReentrantLock", Bar.atMost(4), Metric.P50, OURS, FAIR)
                            .noting("its guard, taken twice, and nothing within / fair ReentrantLock: "
                                    + Table.spread(alone.ratio("", Bar.none(), Metric.P50, GUARD, FAIR)
                                            .figureOrFail())),
                    contended.ratio(
                            "grants, 8 threads / fair ReentrantLock", Bar.atLeast(0.7), Metric.RATE, OURS, FAIR),
                    async.ratio(
                            "grants, 8 asynchronous chains / 8 threads on a fair ReentrantLock",
                            Bar.atLeast(5),
                            Metric.RATE,
                            OURS,
                            FAIR));
        }
    }

    private static Trial jmh(Bench bench, String method, int threads) {
        TimeValue time = TimeValue.milliseconds(bench.quick() ? 150 : 500);
        return () -> {
            RunResult result = new Runner(new OptionsBuilder()
                            .include("LocalLockBenchmark." + method + "$")
                            .threads(threads)
                            .forks(1)
                            .jvmArgsAppend("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch")
                            .warmupIterations(2)
                            .warmupTime(time)
                            .measurementIterations(3)
                            .measurementTime(time)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .runSingle();
            double rate = result.getPrimaryResult().getScore();
            return new Sample().with(Metric.RATE, rate).with(Metric.P50, 1e6 / rate);
        };
    }

    /** As many waits at a time as there are threads on the other side, each asked for anew when it was granted. */
    private static Sample chains(DistributedLock lock, Duration window) throws Exception {
        Chains chains = new Chains(lock);
        long start = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            chains.next();
        }
        Pause.millis(window.toMillis());
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = chains.grants.sum() / seconds;
        chains.over = true;
        chains.ended.await();
        return new Sample().with(Metric.RATE, rate);
    }

    private static final class Chains {

        private final DistributedLock lock;
        private final LongAdder grants = new LongAdder();
        private final CountDownLatch ended = new CountDownLatch(THREADS);
        private volatile boolean over;

        Chains(DistributedLock lock) {
            this.lock = lock;
        }

        void next() {
            lock.acquireAsync().thenAccept(lease -> {
                grants.increment();
                lease.releaseAsync();
                if (over) {
                    ended.countDown();
                } else {
                    next();
                }
            });
        }
    }
}
