package io.signalbox.benchmarks;

import static io.signalbox.benchmarks.Interleaving.OURS;

import io.signalbox.benchmarks.Interleaving.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What it takes to start the command, beside a JVM that only says its version. */
final class CommandScenario implements Scenario {

    private static final String JAVA = "java -version";
    private static final String HELP = "help";

    @Override
    public String name() {
        return "command";
    }

    /** Which of the two a series is about. */
    @FunctionalInterface
    private interface Part {
        double seconds(Executable.Cost cost);
    }

    @Override
    public List<Row> measure(Bench bench) throws Exception {
        try (Clients clients = bench.clients();
                Executable command = Executable.prepare(clients.url("session-timeout=15s"))) {
            Series wall = measure(bench, command, Executable.Cost::wallSeconds);
            Series cpu = measure(bench, command, Executable.Cost::cpuSeconds);
            return List.of(
                    wall.ratio("lock x -- true / java -version, wall", Bar.atMost(6), Metric.P50, OURS, JAVA),
                    cpu.ratio("lock x -- true / java -version, CPU", Bar.atMost(6), Metric.P50, OURS, JAVA),
                    wall.ratio("--help / java -version, wall", Bar.atMost(4), Metric.P50, HELP, JAVA),
                    cpu.ratio("--help / java -version, CPU", Bar.none(), Metric.P50, HELP, JAVA));
        }
    }

    private Series measure(Bench bench, Executable command, Part part) throws Exception {
        Map<String, Operation> contestants = new LinkedHashMap<>();
        contestants.put(OURS, () -> nanos(part, command.time("lock", "command", "--", "true")));
        contestants.put(HELP, () -> nanos(part, command.time("--help")));
        contestants.put(JAVA, () -> nanos(part, command.timeJava()));
        return Interleaving.shuffle(name(), contestants, bench.rounds(), 1, bench.quick() ? 5 : 20);
    }

    private static long nanos(Part part, Executable.Cost cost) {
        return Math.round(part.seconds(cost) * 1e9);
    }
}
