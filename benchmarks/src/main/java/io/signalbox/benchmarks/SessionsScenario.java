package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.Signalbox;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;

/** One lock, many sessions with one waiter each: nothing can be handed over in memory. */
final class SessionsScenario implements Scenario {

    private static final int SESSIONS = 100;

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            List<Signalbox> boxes = clients.boxes(SESSIONS);
            List<CuratorFramework> curators = clients.curators(SESSIONS);
            Series series = new Interleaving()
                    .add(
                            OURS,
                            () -> new Crowd(
                                            1,
                                            ThroughputScenario.gates(
                                                    SESSIONS,
                                                    1,
                                                    i -> Gate.of(boxes.get(i).lock("sessions"))))
                                    .run(bench))
                    .add(
                            CURATOR,
                            () -> new Crowd(
                                            1,
                                            ThroughputScenario.gates(
                                                    SESSIONS, 1, i -> Gate.mutex(curators.get(i), "/curator/sessions")))
                                    .run(bench))
                    .run(name(), bench.rounds(), 1);
            return List.of(
                    series.ratio("grants, 100 sessions × 1 / Curator", Bar.atLeast(1.5), Metric.RATE, OURS, CURATOR),
                    series.figure("requests a grant, 100 sessions × 1", Bar.none(), Metric.REQUESTS, OURS, CURATOR),
                    series.figure(
                            "notifications a grant, 100 sessions × 1",
                            Bar.none(),
                            Metric.NOTIFICATIONS,
                            OURS,
                            CURATOR));
        }
    }
}
