package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.OURS;
import static io.signalbox.benchmarks.Interleaving.RAW;

import io.signalbox.DistributedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** An event that a thousand wait for in one process, and that another process sets. */
final class EventScenario implements Scenario {

    private static final int WAITERS = 1_000;
    private static final String NO_STORE = "no store";

    private int turn;

    @Override
    public String name() {
        return "event";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients()) {
            var setters = clients.box();
            var waiters = clients.box();
            ZooKeeper rawSetter = clients.raw();
            ZooKeeper rawWaiter = clients.raw();
            Clients.make(rawSetter, "/raw/event");

            Series requests = new Interleaving()
                    .add(OURS, () -> {
                        String name = "event-" + ++turn;
                        DistributedEvent set = setters.event(name);
                        set.set();
                        set.clear();
                        return new Sample().with(bench.count(() -> setToLastTold(set, waiters.event(name), false)), 1);
                    })
                    .run(name(), bench.rounds(), 1);

            DistributedEvent set = setters.event("event");
            DistributedEvent wait = waiters.event("event");
            int warmUps = 20;
            Series told = new Interleaving()
                    .add(OURS, () -> typical(5, () -> setToLastTold(set, wait, true)))
                    .add(RAW, () -> typical(5, () -> rawWatch(rawSetter, rawWaiter)))
                    .run(name(), bench.rounds(), warmUps);

            Series threads = new Interleaving()
                    .add(OURS, () -> threads(wait::await, () -> wait.isSet(), set::set, set::clear))
                    .add(NO_STORE, () -> {
                        CountDownLatch latch = new CountDownLatch(1);
                        return threads(latch::await, () -> {}, latch::countDown, () -> {});
                    })
                    .run(name(), bench.rounds(), 3);

            return List.of(
                    requests.figure(
                                    "requests in all, 1,000 asynchronous waiters, first use",
                                    Bar.atMost(3),
                                    Metric.REQUESTS,
                                    OURS,
                                    null)
                            .noting("waiting, being told and the other's set"),
                    told.ratio("set → last of 1,000 told / one raw watch", Bar.atMost(1.5), Metric.MILLIS, OURS, RAW),
                    threads.ratio(
                                    "set → last of 1,000 threads awake / the same on a latch",
                                    Bar.atMost(1.2),
                                    Metric.MILLIS,
                                    OURS,
                                    NO_STORE)
                            .noting("one latch for all of them"));
        }
    }

    /** The median of several, as one round: a single one says little. */
    private static Sample typical(int times, Interleaving.Operation operation) throws Exception {
        Times all = new Times();
        for (int i = 0; i < times; i++) {
            all.add(operation.nanos());
        }
        return new Sample().with(Metric.MILLIS, all.micros(0.5) / 1_000);
    }

    private static long setToLastTold(DistributedEvent set, DistributedEvent wait, boolean clear) throws Exception {
        CountDownLatch told = new CountDownLatch(WAITERS);
        AtomicLong last = new AtomicLong();
        for (int i = 0; i < WAITERS; i++) {
            wait.awaitAsync().thenRun(() -> {
                last.accumulateAndGet(System.nanoTime(), Math::max);
                told.countDown();
            });
        }
        Pause.millis(30); // confirmed by the store, without asking
        long start = System.nanoTime();
        set.set();
        told.await();
        if (clear) {
            set.clear();
            wait.isSet();
        }
        return last.get() - start;
    }

    private static long rawWatch(ZooKeeper setter, ZooKeeper waiter) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        AtomicLong at = new AtomicLong();
        waiter.exists("/raw/event", event -> {
            if (event.getType() == Watcher.Event.EventType.NodeDataChanged) {
                at.set(System.nanoTime());
                told.countDown();
            }
        });
        Pause.millis(30);
        long start = System.nanoTime();
        setter.setData("/raw/event", new byte[8], -1);
        told.await();
        return at.get() - start;
    }

    private static Sample threads(
            Interleaving.Task await, Interleaving.Task armed, Interleaving.Task set, Interleaving.Task clear)
            throws Exception {
        AtomicLong last = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WAITERS; i++) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            await.run();
                            last.accumulateAndGet(System.nanoTime(), Math::max);
                        } catch (Exception e) {
                            System.err.println("a waiter failed: " + e);
                        }
                    },
                    "event-waiter");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        Pause.until("all wait", 30, () -> threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
        armed.run();
        long start = System.nanoTime();
        set.run();
        for (Thread thread : threads) {
            thread.join();
        }
        clear.run();
        return new Sample().with(Metric.MILLIS, (last.get() - start) / 1e6);
    }
}
