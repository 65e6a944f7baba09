package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lock}, {@code semaphore} and {@code hold}, by the executable against a server in a process of its own. */
class RunUnderLeaseIT {

    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private static Path serverFolder;

    private static Ensemble server;

    @TempDir
    private Path folder;

    private final String name = "it-" + NAMES.incrementAndGet();

    @BeforeAll
    static void startServer() throws IOException {
        server = Ensemble.start(serverFolder, 1);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private Run start(String... arguments) throws IOException {
        return Run.start(folder, Map.of("SIGNALBOX_URL", server.url("")), arguments);
    }

    /** Runs a line of arguments, separated by single blanks, and a script as the last argument of the command. */
    private Run startScript(String line, String script) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of(line.replace("NAME", name).split(" ", -1)));
        if (!script.isEmpty()) {
            arguments.addAll(List.of("sh", "-c", script));
        }
        return start(arguments.toArray(String[]::new));
    }

    /** Starts a command that writes its process id into a file, and waits for it. */
    private long pidFrom(String file) {
        Path path = folder.resolve(file);
        await().atMost(Run.PATIENCE)
                .until(() -> Files.exists(path) && Files.readString(path).endsWith("\n"));
        try {
            return Long.parseLong(Files.readString(path).strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ------------------------------------------------------------------ exit codes and arguments

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lock NAME --                                   | true                      | 0",
                "lock NAME --                                   | exit 7                    | 7",
                "lock NAME --                                   | kill -TERM $$             | 143",
                "lock --try --conflict-code=9 --label=me NAME --| true                      | 0",
                "lock --wait=1s --in-doubt=pause NAME --        | exit 255                  | 255",
                "semaphore NAME --permits=2 --take=2 --         | exit 3                    | 3",
            })
    void exitCode_isTheCommandsOwn(String line, String script, int exitCode) throws Exception {
        try (Run run = startScript(line, script)) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(exitCode);
            assertThat(run.talk()).isEmpty();
            run.assertNothingLeftInTemp();
        }
    }

    @Test
    void arguments_arriveAsTheyAre() throws Exception {
        String[] odd = {"", "*", "a b", "-v", "--", "@x", "--url", "$HOME", "'"};
        List<String> line = new ArrayList<>(List.of("lock", name, "--", "printf", "[%s]\\n"));
        line.addAll(List.of(odd));
        try (Run run = start(line.toArray(String[]::new))) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data())
                    .containsExactlyElementsOf(
                            List.of(odd).stream().map(a -> "[" + a + "]").toList());
        }
    }

    /** A job of cron has no locale, and its arguments may be names of files all the same. */
    @ParameterizedTest
    @CsvSource({"C", "POSIX", "''", "C.UTF-8"})
    void arguments_inAnyLocale_arriveByteForByte(String locale) throws Exception {
        try (Run run = inLocale(locale, "\\303\\274 \\342\\202\\254")) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(Files.readAllBytes(folder.resolve("out")))
                    .isEqualTo((locale + ":\u00fc \u20ac").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void argument_thatIsNoText_isRefused() throws Exception {
        try (Run run = inLocale("C", "\\374")) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(2);
            assertThat(run.talk()).singleElement().asString().contains("cannot run \"sh\"", "no text in this locale");
            assertThat(folder.resolve("out")).isEmptyFile();
        }
    }

    /** The command writes its locale and its argument. */
    private Run inLocale(String locale, String octals) throws IOException {
        String command = "exec \"$S\" lock " + name + " -- sh -c 'printf \"%s:%s\" \"$LC_ALL\" \"$1\"' sh \"$(printf '"
                + octals + "')\" > out";
        return Run.start(
                List.of("sh", "-c", command),
                folder,
                Map.of(
                        "SIGNALBOX_URL",
                        server.url(""),
                        "S",
                        Run.executable().toString(),
                        "LC_ALL",
                        locale,
                        "LC_CTYPE",
                        "",
                        "LANG",
                        ""));
    }

    @Test
    void environment_tellsWhatIsHeld() throws Exception {
        try (Run run = startScript(
                "lock NAME --", "echo $SIGNALBOX_RESOURCE; echo $SIGNALBOX_TOKEN; echo $SIGNALBOX_HOLDER")) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data().get(0)).isEqualTo("lock " + name);
            assertThat(Long.parseLong(run.data().get(1))).isPositive();
            assertThat(run.data().get(2)).endsWith(":" + run.handle().pid());
        }
    }

    /** As shells do. None of them waits for the lock, which is taken. */
    @ParameterizedTest
    @CsvSource({
        "no-such-command-here, 127, is not found on the PATH",
        "./no-such-file, 127, there is no such file",
        "./plain-file, 126, is not an executable file",
        "/, 126, is not an executable file",
    })
    void commandThatCannotRun_isRefusedAtOnce(String command, int exitCode, String message) throws Exception {
        Files.writeString(folder.resolve("plain-file"), "exit 0\n");
        try (Run run = start("lock", name, "--url=zookeeper://127.0.0.1:9", "--", command)) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(exitCode);
            assertThat(run.talk()).singleElement().asString().contains("cannot run \"" + command + "\"", message);
        }
    }

    @Test
    void scriptWithoutAnInterpreter_isRunByAShell() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "exit 6\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Run run = start("lock", name, "--", "./script")) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(6);
        }
    }

    @Test
    void semaphore_sizeIsAgreedAndResized() throws Exception {
        expect(65, "semaphore NAME --", "true");
        expect(65, "semaphore NAME resize 3", "");
        expect(0, "semaphore NAME --permits=2 --", "true");
        expect(65, "semaphore NAME --permits=3 --", "true");
        expect(0, "semaphore NAME resize 3", "");
        expect(0, "semaphore NAME --permits=3 --take=3 --try --", "true");
        expect(65, "semaphore NAME --take=4 --", "true");
    }

    private void expect(int exitCode, String line, String script) throws Exception {
        try (Run run = startScript(line, script)) {
            assertThat(run.awaitExit()).as("%s: %s", line, run).isEqualTo(exitCode);
            assertThat(run.talk().isEmpty()).as("%s: %s", line, run).isEqualTo(exitCode != 65);
        }
    }

    // ------------------------------------------------------------------ taken

    @Test
    void takenLock_isAConflict_andASignalEndsTheWait() throws Exception {
        try (Run holder = startScript("lock NAME --", "echo $$ > pid; exec sleep 1000")) {
            long pid = pidFrom("pid");
            for (String line : List.of("--try", "--wait=2s", "--wait=0s")) {
                try (Run run = start("lock", name, line, "--", "echo", "ran")) {
                    assertThat(run.awaitExit()).as("%s: %s", line, run).isEqualTo(1);
                    assertThat(run.data()).isEmpty();
                }
            }
            expectWaitEndedBy("HUP", 129);
            expectWaitEndedBy("INT", 130);
            expectWaitEndedBy("TERM", 143);
            expectWaitEndedBy("USR1", 138);

            Run.send("TERM", holder.handle().pid());
            assertThat(holder.awaitExit()).isEqualTo(143);
            assertThat(Run.isRunning(pid)).isFalse();
        }
        try (Run next = start("lock", name, "--try", "--", "true")) {
            assertThat(next.awaitExit())
                    .as("no place was left in line: %s", next)
                    .isZero();
        }
    }

    private void expectWaitEndedBy(String signal, int exitCode) throws Exception {
        try (Run waiter = start("-vv", "lock", name, "--", "echo", "ran")) {
            // It tells of its connection in the log, and waits from then on.
            await().atMost(Run.PATIENCE)
                    .until(() -> waiter.talk().stream().anyMatch(l -> l.contains("Session establishment complete")));
            Run.send(signal, waiter.handle().pid());
            assertThat(waiter.awaitExit()).as("%s: %s", signal, waiter).isEqualTo(exitCode);
            assertThat(waiter.data()).isEmpty();
        }
    }

    @Test
    void semaphore_withAFreePermit_doesNotWait() throws Exception {
        try (Run one = startScript("semaphore NAME --permits=2 --", "echo $$ > pid; exec sleep 1000")) {
            pidFrom("pid");
            expect(0, "semaphore NAME --try --", "true");
            try (Run two = start("semaphore", name, "--take=2", "--try", "--conflict-code=77", "--", "true")) {
                assertThat(two.awaitExit()).isEqualTo(77);
            }
            Run.send("TERM", one.handle().pid());
            one.awaitExit();
        }
    }

    // ------------------------------------------------------------------ signals while it runs

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "TERM", "USR1", "USR2", "WINCH", "CONT"})
    void signal_reachesTheCommand(String signal) throws Exception {
        String script = "trap 'echo caught; exit 9' " + signal + "; echo $$ > pid; while :; do sleep 0.02; done";
        try (Run run = startScript("lock NAME --", script)) {
            pidFrom("pid");
            Run.send(signal, run.handle().pid());
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(9);
            assertThat(run.data()).containsExactly("caught");
        }
    }

    @Test
    void signal_reachesTheWholeGroup() throws Exception {
        String script = "sh -c 'echo $$ > grandchild; exec sleep 1000' & echo $$ > pid; wait";
        try (Run run = startScript("lock NAME --", script)) {
            pidFrom("pid");
            long grandchild = pidFrom("grandchild");
            Run.send("TERM", run.handle().pid());
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(143);
            Run.awaitDead(grandchild);
        }
    }

    /** As Ctrl-Z and {@code fg} in a terminal. The command has no children: one that waits for a stopped child is not shown as stopped. */
    @Test
    void terminalStop_stopsBoth_andContinueContinuesBoth() throws Exception {
        try (Run run = startScript("lock NAME --", "echo $$ > pid; while [ ! -e go ]; do :; done; exit 5")) {
            long pid = pidFrom("pid");
            Run.send("TSTP", run.handle().pid());
            await().atMost(Run.PATIENCE)
                    .until(() -> isStopped(pid) && isStopped(run.handle().pid()));
            Files.createFile(folder.resolve("go"));
            Run.send("CONT", run.handle().pid());
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(5);
        }
    }

    private static boolean isStopped(long pid) throws IOException, InterruptedException {
        return Run.state(pid).startsWith("T");
    }

    // ------------------------------------------------------------------ hold

    @Test
    void hold_printsTheToken_andHoldsUntilItsInputEnds() throws Exception {
        try (Run run = start("hold", name)) {
            await().atMost(Run.PATIENCE).until(() -> !run.data().isEmpty());
            assertThat(Long.parseLong(run.data().get(0))).isPositive();
            expect(1, "hold NAME --try", "");
            run.hangUp();
            assertThat(run.awaitExit()).as("%s", run).isZero();
        }
    }

    @Test
    void hold_ofASemaphore_endsWithASignal() throws Exception {
        try (Run run = start("hold", name, "--permits=3", "--take=2")) {
            await().atMost(Run.PATIENCE).until(() -> !run.data().isEmpty());
            expect(1, "semaphore NAME --take=2 --try --", "true");
            Run.send("TERM", run.handle().pid());
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(143);
        }
        expect(0, "semaphore NAME --take=3 --try --", "true");
    }

    // ------------------------------------------------------------------ streams

    @Test
    void streams_passByteForByte() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        new java.util.Random(42).nextBytes(megabyte);
        Path in = Files.write(folder.resolve("in"), megabyte);
        Path out = folder.resolve("out");
        Path piped = folder.resolve("piped");
        String script = "\"$0\" lock " + name + " -- cat < in > out && cat in | \"$0\" lock " + name
                + " -- tee /dev/stderr 2> piped | cmp - in";
        try (Run run = Run.start(
                List.of("sh", "-c", script, Run.executable().toString()),
                folder,
                Map.of("SIGNALBOX_URL", server.url("")))) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
        }
        assertThat(out).hasSameBinaryContentAs(in);
        assertThat(piped).hasSameBinaryContentAs(in);
    }
}
