package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;

/** Heap of many alike, by what is in use after a collection. */
final class MemoryScenario implements Scenario {

    private static final int UNUSED = 50_000;
    private static final int USED = 2_000;
    private static final int WAITING = 50_000;

    @Override
    public String name() {
        return "memory";
    }

    /** Makes number i. */
    @FunctionalInterface
    private interface Maker {
        Object make(int i) throws Exception;
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            CuratorFramework curator = clients.curator();
            Series unused = new Interleaving()
                    .add(OURS, () -> {
                        Signalbox box = clients.box();
                        return each(UNUSED, i -> box.lock("unused/" + i));
                    })
                    .add(CURATOR, () -> each(UNUSED, i -> new InterProcessMutex(curator, "/curator/unused/" + i)))
                    .run(name(), bench.rounds(), 1);
            Series used = new Interleaving()
                    .add(OURS, () -> {
                        Signalbox box = clients.box("session-timeout=6s");
                        return each(
                                USED,
                                i -> {
                                    DistributedLock lock = box.lock("used/" + i);
                                    lock.acquire().close();
                                    return lock;
                                },
                                () -> Pause.millis(3_000)); // idle is what is not used for a sixth of the timeout
                    })
                    .run(name(), bench.quick() ? 1 : bench.rounds(), 0);
            Series waiting = new Interleaving()
                    .add(OURS, () -> {
                        DistributedLock lock = clients.box().lock("waiting");
                        try (Lease held = lock.acquire()) {
                            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
                            List<CompletableFuture<Lease>> waits = new ArrayList<>();
                            Sample sample = each(WAITING, i -> {
                                CompletableFuture<Lease> wait = lock.acquireAsync();
                                waits.add(wait);
                                return wait;
                            });
                            int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
                            waits.forEach(wait -> wait.cancel(false));
                            return sample.with(Metric.COUNT, more);
                        }
                    })
                    .run(name(), bench.rounds(), 1);
            return List.of(
                    unused.figure("heap of a lock that was never used", Bar.atMost(450), Metric.BYTES, OURS, CURATOR),
                    used.figure("heap of a lock that was used and is idle", Bar.atMost(450), Metric.BYTES, OURS, null),
                    waiting.figure("heap of a waiting asynchronous acquire", Bar.atMost(600), Metric.BYTES, OURS, null),
                    waiting.figure(
                            "threads more with 50,000 asynchronous acquires", Bar.atMost(2), Metric.COUNT, OURS, null));
        }
    }

    private static Sample each(int count, Maker maker) throws Exception {
        return each(count, maker, () -> {});
    }

    private static Sample each(int count, Maker maker, Runnable rest) throws Exception {
        Object[] all = new Object[count];
        long before = used();
        try {
            for (int i = 0; i < count; i++) {
                all[i] = maker.make(i);
            }
            rest.run();
            return new Sample().with(Metric.BYTES, (double) (used() - before) / count);
        } finally {
            Reference.reachabilityFence(all);
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Pause.millis(50);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
