package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;
import static io.signalbox.benchmarks.Interleaving.RAW;

import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;

/** One semaphore, many threads of one and of four processes. */
final class SemaphoreScenario implements Scenario {

    private static final String RAW_WITH_LIST = "raw, with a list";
    private static final String RAW_CALLBACKS = "raw, by callbacks";
    private static final String RAW_DIRECTORY = "/raw/semaphore";

    @Override
    public String name() {
        return "semaphore";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            List<Signalbox> boxes = clients.boxes(4);
            List<CuratorFramework> curators = clients.curators(4);
            List<ZooKeeper> raws = new ArrayList<>();
            for (int i = 0; i < boxes.size(); i++) {
                raws.add(clients.raw());
            }
            Clients.make(raws.get(0), RAW_DIRECTORY);
            return List.of(
                    row(bench, boxes.subList(0, 1), curators, raws, 8, 2, 6),
                    row(bench, boxes.subList(0, 1), curators, raws, 8, 10, 6),
                    row(bench, boxes.subList(0, 1), curators, raws, 32, 10, 6),
                    row(bench, boxes, curators, raws, 2, 10, 5),
                    row(bench, boxes, curators, raws, 2, 1, 3));
        }
    }

    private Row row(
            Bench bench,
            List<Signalbox> boxes,
            List<CuratorFramework> curators,
            List<ZooKeeper> raws,
            int threads,
            int permits,
            double bar)
            throws Exception {
        int processes = boxes.size();
        String name = "semaphore-" + processes + "x" + threads + "-of-" + permits;
        Interleaving contestants = new Interleaving()
                .add(
                        OURS,
                        () -> new Crowd(
                                        permits,
                                        ThroughputScenario.gates(
                                                processes,
                                                threads,
                                                i -> Gate.of(boxes.get(i).semaphore(name, permits))))
                                .run(bench))
                .add(
                        CURATOR,
                        () -> new Crowd(
                                        permits,
                                        ThroughputScenario.gates(
                                                processes,
                                                threads,
                                                i -> Gate.semaphoreV2(curators.get(i), "/curator/" + name, permits)))
                                .run(bench))
                .add(
                        RAW,
                        () -> new Crowd(
                                        processes * threads,
                                        ThroughputScenario.gates(
                                                processes, threads, i -> Gate.bare(raws.get(i), RAW_DIRECTORY + "/n")))
                                .run(bench));
        boolean nobodyWaits = processes * threads <= permits;
        boolean mustLook = nobodyWaits && processes > 1; // others come in between
        if (nobodyWaits) {
            contestants.add(
                    RAW_CALLBACKS,
                    () -> new Crowd(
                                    processes * threads,
                                    ThroughputScenario.gates(
                                            processes,
                                            threads,
                                            i -> Gate.bareByCallbacks(raws.get(i), RAW_DIRECTORY + "/n")))
                            .run(bench));
        }
        if (mustLook) {
            contestants.add(
                    RAW_WITH_LIST,
                    () -> new Crowd(
                                    processes * threads,
                                    ThroughputScenario.gates(
                                            processes, threads, i -> Gate.bareWithList(raws.get(i), RAW_DIRECTORY)))
                            .run(bench));
        }
        Series series = contestants.runWarm(name(), bench);
        String what = "grants, " + processes + (processes == 1 ? " process" : " processes") + " × " + threads + ", N = "
                + permits + " / SemaphoreV2";
        Row row = series.ratio(what, Bar.atLeast(bar), Metric.RATE, OURS, CURATOR);
        return row.noting("requests a grant: "
                + Table.spread(series.figure("", Bar.none(), Metric.REQUESTS, OURS, null)
                        .figureOrFail())
                + "; the same threads with a bare create and delete, and nobody waits / SemaphoreV2: "
                + toCurator(series, RAW)
                + (nobodyWaits ? "; by callbacks: " + toCurator(series, RAW_CALLBACKS) : "")
                + (mustLook ? "; and each with a list behind its create: " + toCurator(series, RAW_WITH_LIST) : ""));
    }

    private static String toCurator(Series series, String contestant) {
        return Table.spread(
                series.ratio("", Bar.none(), Metric.RATE, contestant, CURATOR).figureOrFail());
    }
}
