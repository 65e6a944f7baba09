package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a process asks of the servers that holds a thousand leases and does nothing. */
final class IdleScenario implements Scenario {

    private static final int LEASES = 1_000;
    private static final int SESSION_MILLIS = 3_000;

    /** Of T/6 each. */
    private static final int PERIODS = 6;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            Signalbox box = clients.box("session-timeout=" + SESSION_MILLIS + "ms");
            List<CompletableFuture<Lease>> leases = new ArrayList<>();
            for (int i = 0; i < LEASES; i++) {
                leases.add(box.lock("idle/" + i).acquireAsync());
            }
            CompletableFuture.allOf(leases.toArray(new CompletableFuture<?>[0])).join();
            Pause.millis(SESSION_MILLIS);
            Series series = new Interleaving()
                    .add(OURS, () -> {
                        Traffic traffic = bench.count(() -> Pause.millis(SESSION_MILLIS / 6 * PERIODS));
                        for (CompletableFuture<Lease> lease : leases) {
                            lease.join().ensureHeld();
                        }
                        return new Sample().with(traffic, PERIODS);
                    })
                    .run(name(), bench.rounds(), 0);
            return List.of(series.figure(
                            "requests in T/6 of a process that holds 1,000 leases",
                            Bar.atMost(1),
                            Metric.REQUESTS,
                            OURS,
                            null)
                    .noting("pings of the client among them"));
        }
    }
}
