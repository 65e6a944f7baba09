package io.signalbox.benchmarks;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** From process to process, in a short line and in a long one. Who stands behind them is placed by hand. */
final class LineScenario implements Scenario {

    private static final int PROCESSES = 11;
    private static final int SHORT = 10;
    private static final int LONG = 10_000;

    private int turn;

    @Override
    public String name() {
        return "line";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            List<Signalbox> boxes = clients.boxes(PROCESSES);
            ZooKeeper raw = clients.raw();
            Series series = new Interleaving()
                    .add("long", () -> handOver(clients, boxes, raw, LONG))
                    .add("short", () -> handOver(clients, boxes, raw, SHORT))
                    .run(name(), bench.rounds(), 1);
            return List.of(
                    series.ratio("hand-over, 10,000 in line / 10 in line", Bar.atMost(1.5), Metric.P50, "long", "short")
                            .noting("ours in both columns; 11 sessions, the rest of the line placed by hand"));
        }
    }

    private Sample handOver(Clients clients, List<Signalbox> boxes, ZooKeeper raw, int behind) throws Exception {
        String name = "line-" + ++turn;
        String directory = "/signalbox/locks/" + name;
        List<DistributedLock> locks = boxes.stream().map(box -> box.lock(name)).toList();
        ZooKeeper placer = clients.newRaw();
        try {
            Lease held = locks.get(0).acquire();
            Chain chain = new Chain();
            for (int i = 1; i < locks.size(); i++) {
                chain.join(locks.get(i));
                int inLine = i + 1;
                Pause.until("placed", 10, () -> children(raw, directory) == inLine);
            }
            place(placer, directory, behind);
            Pause.until("placed", 30, () -> children(raw, directory) == PROCESSES + behind);
            Pause.millis(behind > SHORT ? 500 : 50); // watchers have been told
            chain.begin(held);
            return chain.await();
        } finally {
            placer.close();
            Pause.millis(behind > SHORT ? 300 : 20);
        }
    }

    private static int children(ZooKeeper raw, String directory) throws Exception {
        var stat = raw.exists(directory, false);
        return stat == null ? 0 : stat.getNumChildren();
    }

    private static void place(ZooKeeper placer, String directory, int count) throws InterruptedException {
        CountDownLatch placed = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            placer.create(
                    directory + "/_c_" + UUID.randomUUID() + "-lock-",
                    new byte[0],
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.EPHEMERAL_SEQUENTIAL,
                    (code, path, context, made) -> placed.countDown(),
                    null);
        }
        placed.await();
    }

    /** Each that is granted releases at once; only one runs at a time, and each reads what the one before it wrote. */
    private static final class Chain {

        private final Times times = new Times();
        private final List<CompletableFuture<Void>> links = new ArrayList<>();
        private volatile long released;

        void join(DistributedLock lock) {
            links.add(lock.acquireAsync().thenAccept(lease -> {
                times.add(System.nanoTime() - released);
                released = System.nanoTime();
                lease.releaseAsync();
            }));
        }

        void begin(Lease held) {
            released = System.nanoTime();
            held.releaseAsync();
        }

        Sample await() {
            CompletableFuture.allOf(links.toArray(new CompletableFuture<?>[0])).join();
            return times.toSample();
        }
    }
}
