package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.OURS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two loops of short commands: under one lock, and under a lock each, which costs the machine as much but nobody waits. */
final class CommandHandOverScenario implements Scenario {

    private static final String APART = "a lock each";

    @Override
    public String name() {
        return "command-hand-over";
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        int cycles = bench.quick() ? 10 : 100;
        try (Clients clients = bench.clients();
                Executable command = Executable.prepare(clients.url("session-timeout=15s"))) {
            return List.of(new Interleaving()
                    .add(OURS, () -> loops(command, cycles, "same", "same"))
                    .add(APART, () -> loops(command, cycles, "one", "other"))
                    .run(name(), bench.rounds(), 0)
                    .difference(
                            "lock x -- true in two loops: what one lock costs more than two",
                            Bar.atMost(10_000),
                            Metric.P50,
                            OURS,
                            APART));
        }
    }

    private static Sample loops(Executable command, int cycles, String... locks) throws Exception {
        Times times = new Times();
        ExecutorService threads = Executors.newFixedThreadPool(locks.length);
        try {
            List<Future<List<Long>>> loops = new ArrayList<>();
            for (String lock : locks) {
                loops.add(threads.submit(() -> loop(command, cycles, lock)));
            }
            for (Future<List<Long>> loop : loops) {
                loop.get().forEach(times::add);
            }
        } finally {
            threads.shutdown();
        }
        return times.toSample();
    }

    private static List<Long> loop(Executable command, int cycles, String lock) throws Exception {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < cycles; i++) {
            nanos.add(Math.round(command.time("lock", lock, "--", "true").wallSeconds() * 1e9));
        }
        return nanos;
    }
}
