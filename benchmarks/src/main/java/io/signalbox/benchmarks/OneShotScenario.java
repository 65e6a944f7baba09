package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.Signalbox;
import io.signalbox.benchmarks.Interleaving.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;

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
            int warmUps = bench.quick() ? 1 : WARM_UPS;
            return List.of(Interleaving.shuffle(name(), contestants, bench.rounds(), warmUps, bench.quick() ? 5 : 20)
                    .ratio("open, acquire, release, close / Curator", Bar.atMost(0.1), Metric.P50, OURS, CURATOR));
        }
    }
}
