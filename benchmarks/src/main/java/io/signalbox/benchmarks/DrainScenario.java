package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;

/** A long line of waiting threads, from the release of the first holder to the release of the last waiter. */
final class DrainScenario implements Scenario {

    private static final int WAITERS = 10_000;
    private static final int PROCESSES = 4;
    private static final long STACK_BYTES = 256 * 1024;

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public boolean isLong() {
        return true;
    }

    /** Tells when all waiters stand in line. */
    @FunctionalInterface
    private interface Placed {
        boolean all() throws Exception;
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            List<Signalbox> boxes = clients.boxes(PROCESSES);
            List<CuratorFramework> curators = clients.curators(PROCESSES);
            ZooKeeper raw = clients.raw();
            Series series = new Interleaving()
                    .add(
                            OURS,
                            () -> drain(
                                    ThroughputScenario.gates(
                                            PROCESSES,
                                            WAITERS / PROCESSES,
                                            i -> Gate.of(boxes.get(i).lock("drain"))),
                                    () -> true))
                    .addOnce(
                            CURATOR,
                            () -> drain(
                                    ThroughputScenario.gates(
                                            PROCESSES,
                                            WAITERS / PROCESSES,
                                            i -> Gate.mutex(curators.get(i), "/curator/drain")),
                                    () -> {
                                        var line = raw.exists("/curator/drain", false);
                                        return line != null && line.getNumChildren() > WAITERS;
                                    }))
                    .run(name(), bench.rounds(), 0);
            return List.of(series.ratio(
                            "grants, 10,000 waiting threads of 4 processes / Curator",
                            Bar.atLeast(15),
                            Metric.RATE,
                            OURS,
                            CURATOR)
                    .noting("Curator had one turn"));
        }
    }

    private static Sample drain(List<Gate> gates, Placed placed) throws Exception {
        AtomicInteger granted = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        AutoCloseable held = gates.get(0).enter();
        for (Gate gate : gates) {
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            AutoCloseable entered = gate.enter();
                            granted.incrementAndGet();
                            entered.close();
                        } catch (Exception e) {
                            System.err.println("a waiter failed: " + e);
                        }
                    },
                    "waiter",
                    STACK_BYTES);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        Pause.until("all wait", 300, () -> placed.all() && threads.stream().allMatch(DrainScenario::waits));
        long start = System.nanoTime();
        held.close();
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(5));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (granted.get() != WAITERS) {
            throw new IllegalStateException(granted + " of " + WAITERS + " waiters were granted");
        }
        return new Sample().with(Metric.RATE, WAITERS / seconds);
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /** Waiters without threads, of one process. */
    static final class Async implements Scenario {

        private static final int ASYNC_WAITERS = 50_000;

        @Override
        public String name() {
            return "drain-async";
        }

        @Override
        public List<Row> measure(Bench bench) throws Exception {
            try (Clients clients = bench.clients()) {
                DistributedLock lock = clients.box().lock("drain-async");
                Series series = new Interleaving().add(OURS, () -> drain(lock)).run(name(), bench.rounds(), 0);
                return List.of(series.figure(
                                "50,000 asynchronous waiters of one process: granted",
                                Bar.atLeast(ASYNC_WAITERS),
                                Metric.COUNT,
                                OURS,
                                null)
                        .noting("ms from the first release to the last: "
                                + Table.spread(series.figure("", Bar.none(), Metric.MILLIS, OURS, null)
                                        .figureOrFail())));
            }
        }

        private static Sample drain(DistributedLock lock) throws Exception {
            AtomicInteger granted = new AtomicInteger();
            Lease held = lock.acquire();
            for (int i = 0; i < ASYNC_WAITERS; i++) {
                lock.acquireAsync().thenCompose(lease -> {
                    granted.incrementAndGet();
                    return lease.releaseAsync();
                });
            }
            long start = System.nanoTime();
            held.close();
            Pause.until("all were granted", 120, () -> granted.get() == ASYNC_WAITERS);
            return new Sample()
                    .with(Metric.COUNT, granted.get())
                    .with(Metric.MILLIS, (System.nanoTime() - start) / 1e6);
        }
    }
}
