package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.curator.framework.CuratorFramework;

/** One lock, many threads of one and of four processes. */
final class ThroughputScenario implements Scenario {

    private static final int PROCESSES = 4;
    private static final String PROCESSES_NOTE = "processes are clients with sessions of their own in one JVM";

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (Clients clients = bench.clients()) {
            List<Signalbox> boxes = clients.boxes(PROCESSES);
            List<CuratorFramework> curators = clients.curators(PROCESSES);

            Series one = contend(bench, boxes.subList(0, 1), curators.subList(0, 1), 32);
            rows.add(one.figure("requests a grant, 1 process × 32", Bar.atMost(0.1), Metric.REQUESTS, OURS, CURATOR));
            rows.add(one.ratio("grants, 1 process × 32 / Curator", Bar.atLeast(20), Metric.RATE, OURS, CURATOR)
                    .noting("Curator: an object for each thread"));

            Series two = contend(bench, boxes, curators, 2);
            rows.add(two.ratio("grants, 4 processes × 2 / Curator", Bar.atLeast(2.5), Metric.RATE, OURS, CURATOR)
                    .noting(PROCESSES_NOTE));

            Series eight = contend(bench, boxes, curators, 8);
            rows.add(eight.ratio("grants, 4 processes × 8 / Curator", Bar.atLeast(6), Metric.RATE, OURS, CURATOR));
            rows.add(eight.ratio(
                    "p99 of waiting, 4 processes × 8 / Curator", Bar.atMost(0.3), Metric.P99, OURS, CURATOR));

            Series many = contend(bench, boxes, curators, 32);
            rows.add(many.figure("requests a grant, 4 processes × 32", Bar.atMost(0.1), Metric.REQUESTS, OURS, CURATOR)
                    .noting(PROCESSES_NOTE));
            rows.add(many.figure(
                    "notifications a grant, 4 processes × 32", Bar.none(), Metric.NOTIFICATIONS, OURS, CURATOR));

            Series flood = flood(bench, boxes, curators);
            rows.add(flood.ratio(
                            "p99 of a lone waiter, flood of 32 / Curator", Bar.atMost(1.0), Metric.P99, OURS, CURATOR)
                    .noting("the other process floods with 32 threads"));
        }
        return rows;
    }

    private Series contend(Bench bench, List<Signalbox> boxes, List<CuratorFramework> curators, int threads)
            throws Exception {
        String name = "throughput-" + boxes.size() + "x" + threads;
        return new Interleaving()
                .add(
                        OURS,
                        () -> crowd(
                                        boxes.size(),
                                        threads,
                                        i -> Gate.of(boxes.get(i).lock(name)))
                                .run(bench))
                .add(
                        CURATOR,
                        () -> crowd(curators.size(), threads, i -> Gate.mutex(curators.get(i), "/curator/" + name))
                                .run(bench))
                .runWarm(name(), bench);
    }

    private static Crowd crowd(int processes, int threads, IntFunction<Gate> gateOfProcess) {
        return new Crowd(1, gates(processes, threads, gateOfProcess));
    }

    static List<Gate> gates(int processes, int threads, IntFunction<Gate> gateOfProcess) {
        List<Gate> gates = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            for (int process = 0; process < processes; process++) {
                gates.add(gateOfProcess.apply(process));
            }
        }
        return gates;
    }

    private Series flood(Bench bench, List<Signalbox> boxes, List<CuratorFramework> curators) throws Exception {
        return new Interleaving()
                .add(
                        OURS,
                        () -> new Crowd(
                                        1,
                                        List.of(Gate.of(boxes.get(0).lock("flood"))),
                                        gates(1, 32, i -> Gate.of(boxes.get(1).lock("flood"))))
                                .run(bench))
                .add(
                        CURATOR,
                        () -> new Crowd(
                                        1,
                                        List.of(Gate.mutex(curators.get(0), "/curator/flood")),
                                        gates(1, 32, i -> Gate.mutex(curators.get(1), "/curator/flood")))
                                .run(bench))
                .runWarm(name(), bench);
    }
}
