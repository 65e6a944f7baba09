package io.signalbox.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.zookeeper.Version;

/** Starts the servers, runs the scenarios, writes the table and the chart. */
final class Main {

    static final List<Scenario> SCENARIOS = List.of(
            new RequestsScenario(),
            new UncontendedScenario(),
            new ThroughputScenario(),
            new SessionsScenario(),
            new SemaphoreScenario(),
            new DrainScenario(),
            new DrainScenario.Async(),
            new LineScenario(),
            new EventScenario(),
            new LocalScenario(),
            new MemoryScenario(),
            new IdleScenario(),
            new OneShotScenario(),
            new CommandScenario(),
            new CommandHandOverScenario());

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws IOException {
        CommandLine wanted;
        try {
            wanted = CommandLine.parse(
                    arguments, SCENARIOS.stream().map(Scenario::name).collect(Collectors.toSet()));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(String.format(
                    Locale.ROOT,
                    CommandLine.USAGE,
                    SCENARIOS.stream().map(Scenario::name).collect(Collectors.joining(", "))));
            return 2;
        }
        List<Row> rows = measure(wanted);
        String header = header(wanted);
        String table = Table.markdown(header, rows);
        System.out.println(table);
        write(wanted.resultName() + ".md", table);
        write(wanted.resultName() + ".svg", RatioChart.svg("Signalbox, times better than the peer", rows));
        Verdict verdict = Verdict.of(rows);
        System.out.println(verdict.text());
        return wanted.check() && !verdict.passes() ? 1 : 0;
    }

    private static List<Row> measure(CommandLine wanted) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (Servers servers = Servers.start(wanted.dataParent(), wanted.ensemble() ? 3 : 1)) {
            Bench bench = new Bench(servers, wanted.rounds(), wanted.quick());
            for (Scenario scenario : SCENARIOS) {
                if (wanted.wants(scenario)) {
                    rows.addAll(measure(scenario, bench));
                }
            }
        }
        return rows;
    }

    private static List<Row> measure(Scenario scenario, Bench bench) {
        long start = System.nanoTime();
        try {
            return scenario.measure(bench);
        } catch (Exception e) { // a scenario that fails is a row that says so
            e.printStackTrace();
            return List.of(Row.failed(scenario.name(), e));
        } finally {
            System.err.println(scenario.name() + ": " + Table.number((System.nanoTime() - start) / 1e9) + " s");
        }
    }

    private static String header(CommandLine wanted) {
        return String.format(
                Locale.ROOT,
                """
                # Benchmarks, last run

                | commit | %s |
                |---|---|
                | date | %s |
                | JDK | %s %s |
                | cores | %d, load %.1f at the end |
                | store | ZooKeeper %s, %s |
                | rounds | %d, in turn%s |
                """,
                System.getProperty("bench.commit", "unknown"),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                System.getProperty("java.vm.vendor"),
                System.getProperty("java.runtime.version"),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Version.getVersion(),
                wanted.store(),
                wanted.rounds(),
                wanted.quick() ? ", quick" : "");
    }

    private static void write(String name, String text) throws IOException {
        Path folder = Path.of(Objects.requireNonNull(System.getProperty("bench.results", "results")));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name), text);
    }
}
