package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.CURATOR;
import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.curator.framework.CuratorFramework;

/** Requests of a cycle of acquire and release that nobody disturbs. */
final class RequestsScenario implements Scenario {

    private static final int NAMES = 20;
    private static final int CYCLES = 100;

    @Override
    public String name() {
        return "requests";
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (Clients clients = bench.clients()) {
            Signalbox other = clients.box();
            CuratorFramework curator = clients.curator();
            int[] next = new int[1];
            rows.addAll(compare(
                    bench,
                    "lock",
                    i -> Gate.of(other.lock("requests/lock-" + i)),
                    fresh(clients, (box, i) -> Gate.of(box.lock("requests/lock-" + i))),
                    i -> Gate.mutex(curator, "/curator/requests/mutex-" + i),
                    next));
            rows.addAll(compare(
                    bench,
                    "semaphore of 10",
                    i -> Gate.of(other.semaphore("requests/semaphore-" + i, 10)),
                    fresh(clients, (box, i) -> Gate.of(box.semaphore("requests/semaphore-" + i, 10))),
                    i -> Gate.semaphoreV2(curator, "/curator/requests/semaphore-" + i, 10),
                    next));
        }
        return rows;
    }

    /** Makes the gate of a name in a box. */
    @FunctionalInterface
    private interface Maker {
        Gate make(Signalbox box, int name);
    }

    private static IntFunction<Gate> fresh(Clients clients, Maker maker) {
        Signalbox box = clients.box();
        return name -> maker.make(box, name);
    }

    /** First cycles are on names that this process has not used, and another has, so that the directories are there. */
    private List<Row> compare(
            Bench bench,
            String what,
            IntFunction<Gate> others,
            IntFunction<Gate> ours,
            IntFunction<Gate> peer,
            int[] next)
            throws Exception {
        Gate used = ours.apply(0);
        Gate peerUsed = peer.apply(0);
        Series first = new Interleaving()
                .add(OURS, () -> {
                    List<Gate> gates = new ArrayList<>();
                    for (int i = 0; i < NAMES; i++) {
                        int name = ++next[0];
                        others.apply(name).enter().close();
                        gates.add(ours.apply(name));
                    }
                    return new Sample().with(bench.count(() -> cycle(gates)), NAMES);
                })
                .run(name(), bench.rounds(), 1);
        Series after = new Interleaving()
                .add(OURS, () -> later(bench, used))
                .add(CURATOR, () -> later(bench, peerUsed))
                .run(name(), bench.rounds(), 1);
        return List.of(
                first.figure(what + ", first cycle", Bar.exactly(3), Metric.REQUESTS, OURS, null),
                after.figure(what + ", later cycles", Bar.exactly(2), Metric.REQUESTS, OURS, CURATOR));
    }

    /** A few cycles first: what others wrote since the last turn costs a list or two. */
    private static Sample later(Bench bench, Gate gate) throws Exception {
        cycle(gate, 3);
        return new Sample().with(bench.count(() -> cycle(gate, CYCLES)), CYCLES);
    }

    private static void cycle(List<Gate> gates) throws Exception {
        for (Gate gate : gates) {
            gate.enter().close();
        }
    }

    private static void cycle(Gate gate, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            gate.enter().close();
        }
    }
}
