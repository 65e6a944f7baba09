package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;
import static io.signalbox.benchmarks.Interleaving.RAW;

import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** One lock, many sessions with one waiter each: nothing can be handed over in memory. */
final class SessionsScenario implements Scenario {

    private static final int SESSIONS = 100;
    private static final String RAW_LINE = "/raw/sessions";

    /** As long as the names of the others. */
    private static final String RAW_NAME = "_c_00000000-0000-0000-0000-000000000000-lock-";

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            List<Signalbox> boxes = clients.boxes(SESSIONS);
            List<CuratorFramework> curators = clients.curators(SESSIONS);
            List<ZooKeeper> raws = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                raws.add(clients.raw());
            }
            Clients.make(raws.get(0), RAW_LINE);
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
                    .add(
                            RAW,
                            () -> new Crowd(1, ThroughputScenario.gates(SESSIONS, 1, i -> blind(raws.get(i))))
                                    .run(bench))
                    .runWarm(name(), bench);
            return List.of(
                    series.ratio("grants, 100 sessions × 1 / Curator", Bar.atLeast(1.5), Metric.RATE, OURS, CURATOR)
                            .noting("the least that a line can be, without a look who else is left / Curator: "
                                    + Table.spread(series.ratio("", Bar.none(), Metric.RATE, RAW, CURATOR)
                                            .figureOrFail())),
                    series.figure("requests a grant, 100 sessions × 1", Bar.none(), Metric.REQUESTS, OURS, CURATOR),
                    series.figure(
                            "notifications a grant, 100 sessions × 1",
                            Bar.none(),
                            Metric.NOTIFICATIONS,
                            OURS,
                            CURATOR));
        }
    }

    /**
     * The least that a line of sessions can be: a node, a list, a watch of the one before, and in when it has gone, whyever
     * that was and whoever else is left. So it is no lock, but no lock is faster that is made this way.
     */
    private static Gate blind(ZooKeeper session) {
        return () -> {
            String node = session.create(
                    RAW_LINE + "/" + RAW_NAME,
                    new byte[0],
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.EPHEMERAL_SEQUENTIAL);
            Optional<String> before = session.getChildren(RAW_LINE, false).stream()
                    .map(child -> RAW_LINE + "/" + child)
                    .filter(path -> path.compareTo(node) < 0)
                    .max(Comparator.naturalOrder());
            if (before.isPresent()) {
                CountDownLatch gone = new CountDownLatch(1);
                if (session.exists(before.get(), event -> gone.countDown()) != null) {
                    gone.await();
                }
            }
            return () -> session.delete(node, -1);
        };
    }
}
