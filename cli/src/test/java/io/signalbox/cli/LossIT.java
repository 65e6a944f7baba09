package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command is dead before anybody else holds, whatever is cut, stopped or killed. The witness is the next holder's own
 * command: it looks whether the one before it still writes.
 */
class LossIT {

    /** Rounds of what takes a session timeout each; the bar's ten by {@code -Dloss.rounds=10}. */
    private static final int ROUNDS = Integer.getInteger("loss.rounds", 1);

    private static final int STOPS = 5;

    private static final Duration SESSION = Duration.ofSeconds(3);

    /** Below 1.5 (syncLimit + 1) ticks, where a server that is isolated from its peers may answer for longer than that. */
    private static final Duration ISOLATED = Duration.ofSeconds(5);

    /** T + 2 ticks + one election + 1 s. */
    private static final Duration NEXT_IS_GRANTED =
            SESSION.plus(Ensemble.TICK.multipliedBy(2)).plusSeconds(1);

    /** Writes all the time, and so does a process that it has started. */
    private static final String WRITER = """
            echo $$ > pid
            (trap '' TERM; while :; do echo grandchild >> beats; sleep 0.01; done) &
            while :; do echo child >> beats; sleep 0.01; done
            """;

    /** 0 if nobody writes, 3 if somebody does. */
    private static final String WITNESS = """
            before=$(wc -c < beats)
            sleep 0.3
            [ "$(wc -c < beats)" -eq "$before" ] || exit 3
            """;

    @TempDir
    private Path folder;

    private Run start(String url, String... arguments) throws IOException {
        return Run.start(folder, Map.of("SIGNALBOX_URL", url), arguments);
    }

    private Run startWriter(String url, String... options) throws IOException {
        Files.deleteIfExists(folder.resolve("pid"));
        Files.deleteIfExists(folder.resolve("beats"));
        List<String> arguments = new ArrayList<>(List.of("lock", "x"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--", "sh", "-c", WRITER));
        Run run = start(url, arguments.toArray(String[]::new));
        await().atMost(Run.PATIENCE).until(() -> beats("child") > 0 && beats("grandchild") > 0);
        return run;
    }

    private long beats(String of) throws IOException {
        Path file = folder.resolve("beats");
        if (!Files.exists(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(of::equals).count();
        }
    }

    private long childPid() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    }

    private static String session(Duration timeout) {
        return "?operation-timeout=1s&connection-timeout=60s&session-timeout=" + timeout.toMillis() + "ms";
    }

    /** How a server gets out of the others' sight. */
    enum Isolation {
        /** Its peers do not hear it; its clients do, until it gives up. Less than it takes to notice is T here. */
        FROM_ITS_PEERS,
        /** It stands still, and nobody hears it. */
        FROM_ALL;

        void begin(Ensemble servers, int server) throws IOException, InterruptedException {
            if (this == FROM_ALL) {
                servers.freeze(server);
            } else {
                servers.isolate(server);
            }
        }

        void end(Ensemble servers, int server) throws IOException, InterruptedException {
            if (this == FROM_ALL) {
                servers.thaw(server);
            } else {
                servers.rejoin(server);
            }
        }
    }

    /** The holder's server, a follower, is cut off; the others go on, expire its session, and grant the next. */
    @ParameterizedTest
    @EnumSource
    void isolatedServer_commandIsDeadBeforeTheNextBegins(Isolation isolation) throws Exception {
        try (Ensemble servers = Ensemble.startParted(folder, 3)) {
            for (int round = 0; round < ROUNDS; round++) {
                int cutOff = servers.follower(round);
                try (Run holder = startWriter(servers.url(cutOff, session(ISOLATED)));
                        Run next = start(
                                servers.url((cutOff + 1) % 3, session(ISOLATED)),
                                "lock",
                                "x",
                                "--",
                                "sh",
                                "-c",
                                WITNESS)) {
                    isolation.begin(servers, cutOff);
                    try {
                        assertThat(next.awaitExit())
                                .as("round %d: %s", round, next)
                                .isZero();
                        assertThat(holder.awaitExit())
                                .as("round %d: %s", round, holder)
                                .isEqualTo(75);
                        assertThat(holder.talk()).anyMatch(line -> line.contains("lock \"x\" is in doubt"));
                    } finally {
                        isolation.end(servers, cutOff);
                    }
                }
            }
        }
    }

    @Test
    void processKilledOrStopped_commandIsDeadBeforeTheNextBegins() throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String signal : List.of("KILL", "STOP")) {
                    try (Run holder = startWriter(server.url(session(SESSION)));
                            Run next = start(server.url(session(SESSION)), "lock", "x", "--", "sh", "-c", WITNESS)) {
                        long child = childPid();
                        Run.send(signal, holder.handle().pid());
                        long since = System.nanoTime();
                        Run.awaitDead(child);
                        assertThat(next.awaitExit()).as("%s: %s", signal, next).isZero();
                        assertThat(Duration.ofNanos(System.nanoTime() - since))
                                .isLessThan(NEXT_IS_GRANTED.plusSeconds(3));
                        if (signal.equals("STOP")) {
                            Run.send("CONT", holder.handle().pid());
                            assertThat(holder.awaitExit()).as("%s", holder).isEqualTo(75);
                        }
                        holder.assertNothingLeftInTemp();
                    }
                }
            }
        }
    }

    /** The command stops us itself, at about the moment when we first say how long it may go on. */
    @Test
    void processAndAllItKnowsStoppedAtOnce_commandIsKilled() throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1)) {
            for (int round = 0; round < STOPS * ROUNDS; round++) {
                Files.deleteIfExists(folder.resolve("pid"));
                try (Run run = start(
                        server.url(session(SESSION)),
                        "lock",
                        "x",
                        "--",
                        "sh",
                        "-c",
                        "kill -STOP $PPID; echo $$ > pid; exec sleep 1000")) {
                    await().atMost(Run.PATIENCE)
                            .until(() -> Files.exists(folder.resolve("pid"))
                                    && Files.readString(folder.resolve("pid")).endsWith("\n"));
                    Run.awaitDead(childPid());
                    Run.send("CONT", run.handle().pid());
                    assertThat(run.awaitExit()).as("round %d: %s", round, run).isEqualTo(75);
                }
            }
        }
    }

    /** The control: without its guardian the command does outlive us, and the witness sees it. */
    @Test
    void processAndGuardianKilled_commandOutlivesThem() throws Exception {
        try (Ensemble server = Ensemble.start(folder, 1);
                Run holder = startWriter(server.url(session(SESSION)))) {
            long child = childPid();
            List<ProcessHandle> others =
                    holder.workers().stream().filter(p -> p.pid() != child).toList();
            ProcessHandle guardian = others.stream()
                    .filter(p -> p.info().commandLine().orElse("").contains("signalbox-guardian"))
                    .filter(p -> p.parent()
                            .map(ProcessHandle::pid)
                            .equals(java.util.Optional.of(holder.handle().pid())))
                    .findFirst()
                    .orElseThrow();
            List<ProcessHandle> alarms = guardian.descendants().toList();
            try {
                guardian.destroyForcibly();
                alarms.forEach(ProcessHandle::destroyForcibly);
                holder.handle().destroyForcibly();
                try (Run next = start(server.url(session(SESSION)), "lock", "x", "--", "sh", "-c", WITNESS)) {
                    assertThat(next.awaitExit()).as("%s", next).isEqualTo(3);
                }
            } finally {
                Run.send("KILL", -child);
            }
        }
    }

    @Test
    void pause_stopsTheCommandWhileInDoubt_andContinuesIt() throws Exception {
        Duration session = Duration.ofSeconds(40);
        try (Ensemble server = Ensemble.start(folder, 1);
                TcpProxy proxy = TcpProxy.to(server.port(0))) {
            String url = "zookeeper://127.0.0.1:" + proxy.port() + "/signalbox-it" + session(session);
            try (Run run = startWriter(url, "--in-doubt=pause")) {
                long child = childPid();
                proxy.cut();
                await().atMost(Run.PATIENCE).until(() -> !grows());
                proxy.mend();
                await().atMost(Run.PATIENCE).until(this::grows);
                Run.send("KILL", -child);
                assertThat(run.awaitExit()).as("%s", run).isEqualTo(137);
                assertThat(run.talk())
                        .anyMatch(line -> line.contains("paused"))
                        .anyMatch(line -> line.contains("held again"));
            }
        }
    }

    /** The others go on with it, until it has to end. */
    @ParameterizedTest
    @ValueSource(strings = {"stop", "go-on"})
    void doubt_endsTheCommandAtOnceOrAtLast(String inDoubt) throws Exception {
        Duration session = Duration.ofSeconds(6);
        try (Ensemble server = Ensemble.start(folder, 1);
                TcpProxy proxy = TcpProxy.to(server.port(0))) {
            String url = "zookeeper://127.0.0.1:" + proxy.port() + "/signalbox-it" + session(session);
            try (Run run = start(
                    url,
                    "lock",
                    "x",
                    "--in-doubt=" + inDoubt,
                    "--",
                    "sh",
                    "-c",
                    "trap 'date +%s%N > ended; exit 0' TERM; echo $$ > pid; while :; do sleep 0.01; done")) {
                await().atMost(Run.PATIENCE).until(() -> Files.exists(folder.resolve("pid")));
                proxy.cut();
                assertThat(run.awaitExit()).as("%s", run).isEqualTo(75);
                assertThat(folder.resolve("ended")).exists();
            }
        }
    }

    /**
     * Whether anybody writes. The state of one process does not tell: a shell that waits for a child which was stopped while
     * it was born is not shown as stopped itself.
     */
    private boolean grows() throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", WITNESS)
                        .directory(folder.toFile())
                        .start()
                        .waitFor()
                == 3;
    }
}
