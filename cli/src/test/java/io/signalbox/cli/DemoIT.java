package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demos, by the executable that a build leaves. */
class DemoIT {

    private static final Map<String, String> NO_URL = Map.of();

    /** T + 2 ticks + one election + 1 s. */
    private static final Duration SESSION = Duration.ofSeconds(3);

    private static final Duration NEXT_IS_GRANTED =
            SESSION.plus(Ensemble.TICK.multipliedBy(2)).plusSeconds(1);

    @TempDir
    private Path folder;

    private static Map<String, String> url(String url) {
        return Map.of("SIGNALBOX_URL", url);
    }

    private void playAll(Map<String, String> environment) throws Exception {
        try (Run run = Run.start(folder, environment, "demo", "all")) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data())
                    .contains("Lock acquired via with", "Lock acquired directly", "2 lines, 0 torn")
                    .contains("at most 2 of 2 permits held at once")
                    .containsSubsequence(
                            "wait_for_event: starting",
                            "wait_for_event_timeout: starting",
                            "wait_for_event_timeout: e.is_set()-> False",
                            "main: event is set",
                            "wait_for_event: e.is_set()-> True");
            for (int i = 1; i <= 5; i++) {
                assertThat(run.data()).containsSubsequence("Process-" + i + " acquire", "Process-" + i + " release");
            }
            assertThat(run.workers()).isEmpty();
            run.assertNothingLeftInTemp();
        }
    }

    @Test
    void all_withoutAUrl_playsOnAServerOfItsOwn() throws Exception {
        playAll(NO_URL);
    }

    @Test
    void all_onLocal_playsInThreads() throws Exception {
        playAll(url("local:"));
    }

    @Test
    void all_onAStandaloneServer() throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1)) {
            playAll(url(server.url("")));
        }
    }

    @Test
    void all_onThreeServers() throws Exception {
        try (Ensemble servers = Ensemble.start(folder, 3)) {
            playAll(url(servers.url("")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "local:"})
    void lock_of8WorkersAnd200Rounds_leaves1600WholeLines(String url) throws Exception {
        Path file = folder.resolve("lines.txt");
        try (Run run = Run.start(
                folder,
                url.isEmpty() ? NO_URL : url(url),
                "demo",
                "lock",
                "--workers=8",
                "--rounds=200",
                "--file=" + file)) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data()).contains("1600 lines, 0 torn");
        }
        assertThat(Files.readAllLines(file))
                .hasSize(1600)
                .allMatch(line -> LockRole.Way.lines().contains(line));
    }

    /** The control: without the lock the same workers do tear lines. */
    @ParameterizedTest
    @ValueSource(strings = {"", "local:"})
    void lock_withoutTheLock_tearsLines(String url) throws Exception {
        try (Run run = Run.start(
                folder,
                url.isEmpty() ? NO_URL : url(url),
                "demo",
                "lock",
                "--workers=8",
                "--rounds=200",
                "--no-lock")) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data())
                    .singleElement()
                    .asString()
                    .matches("1600 lines, [1-9]\\d* torn \\(without the lock\\)");
        }
    }

    @Test
    void twoDemos_onOneServer_doNotDisturbEachOther() throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1);
                Run one = Run.start(folder, url(server.url("")), "demo", "lock", "--workers=3", "--rounds=50");
                Run other = Run.start(folder, url(server.url("")), "demo", "lock", "--workers=3", "--rounds=50")) {
            assertThat(one.awaitExit()).as("%s", one).isZero();
            assertThat(other.awaitExit()).as("%s", other).isZero();
        }
    }

    @Test
    void worker_killedWhileItHolds_isReported_andTheOthersGoOn() throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1);
                Run run = Run.start(
                        folder,
                        url(server.url("?session-timeout=" + SESSION)),
                        "demo",
                        "semaphore",
                        "--permits=1",
                        "--workers=3",
                        "--unit=1s")) {
            String first = run.awaitData(" acquire", 0).replace(" acquire", "");
            run.worker(first).destroyForcibly();
            long killed = System.nanoTime();
            run.awaitData(" acquire", 1);

            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(NEXT_IS_GRANTED);
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(1);
            assertThat(run.talk()).contains("violated: worker " + first + " died: signal 9");
            assertThat(run.data())
                    .doesNotContain(first + " release")
                    .contains("at most 1 of 1 permits held at once")
                    .filteredOn(line -> line.endsWith(" release"))
                    .hasSize(2);
        }
    }

    @Test
    void joinedWorker_killedInItsCriticalSection_isFollowedByTheNext() throws Exception {
        Path file = folder.resolve("lines.txt");
        try (Ensemble servers = Ensemble.start(folder, 3)) {
            Map<String, String> environment = url(servers.url("?session-timeout=" + SESSION));
            try (Run killed = Run.start(folder, environment, "demo", "worker", "lock", "--file=" + file, "--pause=1h");
                    Run next = Run.start(
                            folder,
                            environment,
                            "demo",
                            "worker",
                            "lock",
                            "--file=" + file,
                            "--way=direct",
                            "--pause=1ms")) {
                // Whichever was first, the one with the long pause is in its section once half a line stands there.
                await().atMost(Run.PATIENCE).until(() -> Files.exists(file) && halfALine(Files.readString(file)));
                killed.handle().destroyForcibly();
                long since = System.nanoTime();

                assertThat(next.awaitExit()).as("%s", next).isZero();
                assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(NEXT_IS_GRANTED.plusSeconds(2));
                assertThat(Files.readString(file)).contains("Lock acquired directly\n");
            }
        }
    }

    private static boolean halfALine(String text) {
        return text.endsWith("Lock");
    }

    @Test
    void event_ofJoinedWorkers_isSeenByAll() throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1)) {
            Map<String, String> environment = url(server.url(""));
            try (Run block = Run.start(folder, environment, "demo", "worker", "event")) {
                block.awaitData("starting", 0);
                try (Run set =
                        Run.start(folder, environment, "demo", "worker", "event", "--part=set", "--time=100ms")) {
                    assertThat(set.awaitExit()).as("%s", set).isZero();
                    assertThat(block.awaitExit()).as("%s", block).isZero();
                }
                assertThat(block.data())
                        .containsExactly("wait_for_event: starting", "wait_for_event: e.is_set()-> True");
            }
        }
    }

    @Test
    void semaphore_ofAnotherSize_isAMismatch() throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1)) {
            Map<String, String> environment = url(server.url(""));
            try (Run two =
                    Run.start(folder, environment, "demo", "semaphore", "--name=pool", "--workers=1", "--unit=1ms")) {
                assertThat(two.awaitExit()).as("%s", two).isZero();
            }
            try (Run three = Run.start(folder, environment, "demo", "semaphore", "--name=pool", "--permits=3")) {
                assertThat(three.awaitExit()).as("%s", three).isEqualTo(65);
                assertThat(three.talk()).anyMatch(line -> line.contains("its size is 2"));
                assertThat(three.workers()).isEmpty();
            }
        }
    }

    /** Ctrl-C reaches the whole group of a terminal; here only the first process gets it, and has to pass it on. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void signal_endsWorkersAndServer_andLeavesNoFolder(String signal, int exitCode) throws Exception {
        try (Run run = Run.start(folder, NO_URL, "demo", "semaphore", "--unit=1m")) {
            run.awaitData(" acquire", 1);
            List<ProcessHandle> workers = run.workers();
            assertThat(workers).hasSize(5);

            Run.send(signal, run.handle().pid());

            assertThat(run.awaitExit()).as("%s", run).isEqualTo(exitCode);
            assertThat(workers).noneMatch(ProcessHandle::isAlive);
            assertThat(run.talk()).noneMatch(line -> line.contains("violated") || line.contains("cannot"));
            run.assertNothingLeftInTemp();
        }
    }

    /** The same before anything is ready: what is just being made has to go, too. */
    @ParameterizedTest
    @ValueSource(ints = {0, 200, 400, 600, 800})
    void signal_atAnyMomentOfTheStart_leavesNothing(int afterMillis) throws Exception {
        try (Run run = Run.start(folder, NO_URL, "demo", "semaphore", "--unit=1m")) {
            List<ProcessHandle> seen = new ArrayList<>();
            await().pollDelay(Duration.ofMillis(afterMillis))
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Run.PATIENCE)
                    .until(() -> true);
            seen.addAll(run.workers());
            Run.send("TERM", run.handle().pid());

            assertThat(run.awaitExit()).as("%s", run).isEqualTo(143);
            Run.awaitGone(seen);
            run.assertNothingLeftInTemp();
        }
    }

    @Test
    void parentKilled_workersEndByThemselves() throws Exception {
        try (Run run = Run.start(folder, NO_URL, "demo", "semaphore", "--unit=1m")) {
            run.awaitData(" acquire", 1);
            List<ProcessHandle> workers = run.workers();
            assertThat(workers).hasSize(5);

            run.handle().destroyForcibly();

            Run.awaitGone(workers);
        }
    }

    /** One file, and only the configuration says which store. */
    @ParameterizedTest
    @ValueSource(strings = {"environment", "file", "property", "argument"})
    void store_isChosenByConfiguration(String where) throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1)) {
            assertThat(startedProcesses(where, server.url(""))).isTrue();
        }
        assertThat(startedProcesses(where, "local:")).isFalse();
    }

    private boolean startedProcesses(String where, String url) throws Exception {
        Map<String, String> environment = switch (where) {
            case "environment" -> url(url);
            case "property" -> Map.of("SIGNALBOX_JAVA_OPTS", "-Dsignalbox.url=" + url);
            default -> NO_URL;
        };
        Path file = folder.resolve("signalbox.properties");
        if (where.equals("file")) {
            Files.writeString(file, "signalbox.url=" + url + "\n");
        }
        List<String> arguments = new ArrayList<>(List.of("demo", "lock"));
        if (where.equals("argument")) {
            arguments.add("--url=" + url);
        }
        try (Run run = Run.start(folder, environment, arguments.toArray(String[]::new))) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.talk()).noneMatch(line -> line.contains("no URL is configured"));
            return run.talk().stream().anyMatch(line -> line.contains(" is process "));
        }
    }

    @Test
    void chart_isDrawnInWhatTheTerminalCanShow() throws Exception {
        Path picture = folder.resolve("chart.svg");
        String[] arguments = {"demo", "semaphore", "--url=local:", "--unit=20ms", "--chart=" + picture};
        try (Run unicode = Run.start(folder, Map.of("LC_ALL", "C.UTF-8"), arguments);
                Run ascii = Run.start(folder, Map.of("LC_ALL", "C"), arguments)) {
            assertThat(unicode.awaitExit()).as("%s", unicode).isZero();
            assertThat(ascii.awaitExit()).as("%s", ascii).isZero();
            assertThat(unicode.data()).anyMatch(line -> line.contains("███"));
            assertThat(ascii.data()).anyMatch(line -> line.contains("###"));
        }
        try (Stream<String> lines = Files.lines(picture)) {
            assertThat(lines.findFirst())
                    .hasValueSatisfying(line -> assertThat(line).startsWith("<svg "));
        }
    }
}
