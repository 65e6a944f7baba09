package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;
import static io.signalbox.benchmarks.Interleaving.RAW;

import io.signalbox.Signalbox;
import io.signalbox.benchmarks.Interleaving.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.zookeeper.ZooKeeper;

/** A warm process that opens, locks once and closes. */
final class OneShotScenario implements Scenario {

    /**
     * Rounds that are thrown away, a thousand lives of each: what runs once a life is compiled only after some hundreds.
     * Until then it costs as much again; but of Curator's time a tenth of a second is sleep.
     */
    private static final int WARM_UPS = 50;

    @Override
    public String name() {
        return "one-shot";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            Map<String, Operation> contestants = new LinkedHashMap<>();
            contestants.put(OURS, () -> {
                long start = System.nanoTime();
                try (Signalbox box = Signalbox.open(clients.url("session-timeout=30s"))) {
                    box.lock("one-shot").acquire().close();
                }
                return System.nanoTime() - start;
            });
            contestants.put(CURATOR, () -> {
                long start = System.nanoTime();
                try (CuratorFramework curator = clients.newCurator()) {
                    InterProcessMutex mutex = new InterProcessMutex(curator, "/curator/one-shot");
                    mutex.acquire();
                    mutex.release();
                }
                return System.nanoTime() - start;
            });
            ZooKeeper maker = clients.raw();
            Clients.make(maker, "/raw/one-shot");
            contestants.put(RAW, () -> {
                long start = System.nanoTime();
                ZooKeeper raw = clients.newRawOfAny();
                Thread closer;
                try {
                    Gate.bare(raw, "/raw/one-shot/n").enter().close();
                } finally {
                    closer = new Thread(() -> close(raw), "close");
                    closer.start();
                }
                while (raw.getState().isAlive()) {
                    LockSupport.parkNanos(50_000);
                }
                long nanos = System.nanoTime() - start;
                closer.join();
                return nanos;
            });
            int warmUps = bench.quick() ? 1 : WARM_UPS;
            Series lives = Interleaving.shuffle(name(), contestants, bench.rounds(), warmUps, bench.quick() ? 5 : 20);
            Spread least = lives.ratio("", Bar.none(), Metric.P50, RAW, CURATOR).figureOrFail();
            return List.of(lives.ratio(
                            "open, acquire, release, close / Curator", Bar.atMost(0.1), Metric.P50, OURS, CURATOR)
                    .noting("a raw client that connects, creates, deletes and ends its session, each behind the other"
                            + " / Curator: " + Table.spread(least)));
        }
    }

    private static void close(ZooKeeper raw) {
        try {
            raw.close(); // sleeps for a tenth of a second when its session has ended
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
