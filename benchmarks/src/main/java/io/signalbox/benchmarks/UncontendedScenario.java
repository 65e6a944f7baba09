package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;
import static io.signalbox.benchmarks.Interleaving.RAW;

import io.signalbox.benchmarks.Interleaving.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooKeeper;

/** How long a cycle of acquire and release takes that nobody disturbs. */
final class UncontendedScenario implements Scenario {

    private static final String ASYNC = "signalbox, releaseAsync";
    private static final String RAW_CALLBACKS = "raw, by callbacks";
    private static final String RAW_ASYNC = "raw, by callbacks, the delete not awaited";
    private static final String RAW_NODE = "/raw/uncontended/n";

    @Override
    public String name() {
        return "uncontended";
    }

    /** A cycle whose end is not awaited. */
    @FunctionalInterface
    private interface Unconfirmed {
        CompletableFuture<?> run() throws InterruptedException;
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        int operations = bench.quick() ? 150 : 2_000;
        int warmUps = (bench.warmUpGrants() + operations - 1) / operations;
        try (Clients clients = bench.clients()) {
            var box = clients.box();
            var lock = box.lock("uncontended/lock");
            var asyncLock = box.lock("uncontended/lock-async");
            var semaphore = box.semaphore("uncontended/semaphore", 10);
            var asyncSemaphore = box.semaphore("uncontended/semaphore-async", 10);
            var curator = clients.curator();
            ZooKeeper raw = clients.raw();
            Clients.make(raw, "/raw/uncontended");

            Map<String, Operation> locks = new LinkedHashMap<>();
            locks.put(CURATOR, cycle(Gate.mutex(curator, "/curator/uncontended/mutex")));
            locks.put(OURS, cycle(Gate.of(lock)));
            locks.put(ASYNC, asyncCycle(() -> asyncLock.acquire().releaseAsync()));
            locks.put(RAW, cycle(Gate.bare(raw, RAW_NODE)));
            locks.put(RAW_CALLBACKS, cycle(Gate.bareByCallbacks(raw, RAW_NODE)));
            locks.put(RAW_ASYNC, asyncCycle(() -> Gate.bareWithoutWait(raw, RAW_NODE)));
            Series ofLocks = Interleaving.shuffle(name(), locks, bench.rounds(), warmUps, operations);

            Map<String, Operation> semaphores = new LinkedHashMap<>();
            semaphores.put(CURATOR, cycle(Gate.semaphoreV2(curator, "/curator/uncontended/semaphore", 10)));
            semaphores.put(OURS, cycle(Gate.of(semaphore)));
            semaphores.put(ASYNC, asyncCycle(() -> asyncSemaphore.acquire().releaseAsync()));
            semaphores.put(RAW, cycle(Gate.bare(raw, RAW_NODE)));
            semaphores.put(RAW_CALLBACKS, cycle(Gate.bareByCallbacks(raw, RAW_NODE)));
            semaphores.put(RAW_ASYNC, asyncCycle(() -> Gate.bareWithoutWait(raw, RAW_NODE)));
            Series ofSemaphores = Interleaving.shuffle(name(), semaphores, bench.rounds(), warmUps, operations);

            return Stream.of(
                            ofLocks.ratio(
                                    "lock, confirmed / InterProcessMutex", Bar.atMost(0.72), Metric.P50, OURS, CURATOR),
                            ofLocks.ratio(
                                            "lock, releaseAsync / InterProcessMutex",
                                            Bar.atMost(bench.isEnsemble() ? 0.50 : 0.45),
                                            Metric.P50,
                                            ASYNC,
                                            CURATOR)
                                    .noting("raw by callbacks, the delete not awaited: "
                                            + toCurator(ofLocks, RAW_ASYNC)),
                            ofLocks.ratio("lock, confirmed / raw create and delete", Bar.none(), Metric.P50, OURS, RAW)
                                    .noting("raw / InterProcessMutex: " + toCurator(ofLocks, RAW)
                                            + "; raw by callbacks, which alone can be given up in time: "
                                            + toCurator(ofLocks, RAW_CALLBACKS)),
                            ofLocks.ratio(
                                    "lock, confirmed, p99 / InterProcessMutex", Bar.none(), Metric.P99, OURS, CURATOR),
                            ofSemaphores
                                    .ratio(
                                            "semaphore of 10, confirmed / InterProcessSemaphoreV2",
                                            Bar.atMost(0.40),
                                            Metric.P50,
                                            OURS,
                                            CURATOR)
                                    .noting("raw create and delete / InterProcessSemaphoreV2: "
                                            + toCurator(ofSemaphores, RAW) + "; by callbacks: "
                                            + toCurator(ofSemaphores, RAW_CALLBACKS)),
                            ofSemaphores
                                    .ratio(
                                            "semaphore of 10, releaseAsync / InterProcessSemaphoreV2",
                                            Bar.atMost(0.25),
                                            Metric.P50,
                                            ASYNC,
                                            CURATOR)
                                    .noting("raw by callbacks, the delete not awaited: "
                                            + toCurator(ofSemaphores, RAW_ASYNC)))
                    .toList();
        }
    }

    private static String toCurator(Series series, String contestant) {
        return Table.spread(series.ratio("", Bar.none(), Metric.P50, contestant, Interleaving.CURATOR)
                .figureOrFail());
    }

    private static Operation cycle(Gate gate) {
        return () -> {
            long start = System.nanoTime();
            gate.enter().close();
            return System.nanoTime() - start;
        };
    }

    /** The confirmation is awaited behind the clock, so that it does not stand in the way of who comes next. */
    private static Operation asyncCycle(Unconfirmed cycle) {
        return () -> {
            long start = System.nanoTime();
            CompletableFuture<?> released = cycle.run();
            long nanos = System.nanoTime() - start;
            released.join();
            return nanos;
        };
    }
}
