package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a terminal, which {@code script(1)} makes. */
class TerminalIT {

    @TempDir
    private static Path serverFolder;

    private static Ensemble server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() throws IOException {
        assumeTrue(SearchPath.find("script").isPresent(), "there is no script(1) here to make a terminal");
        server = Ensemble.start(serverFolder, 1);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private Run start(String... command) throws IOException {
        return Run.start(
                List.of(command),
                folder,
                Map.of("SIGNALBOX_URL", server.url(""), "S", Run.executable().toString()));
    }

    /** The shell has to become the command: it would die of an interrupt key itself. */
    private Run inTerminal(String script) throws IOException {
        return start("env", "--default-signal=INT", "script", "-qefc", script, "/dev/null");
    }

    private void awaitFile(String name) {
        await().atMost(Run.PATIENCE).until(() -> Files.exists(folder.resolve(name)));
    }

    @Test
    void wait_isExplainedInATerminalOnly() throws Exception {
        try (Run holder = start("sh", "-c", "exec \"$S\" lock x --label=db -- sh -c 'echo > held; exec sleep 1000'")) {
            awaitFile("held");
            try (Run piped = start("sh", "-c", "exec \"$S\" lock x --wait=2s -- true");
                    Run waiter = inTerminal("exec \"$S\" lock x -- echo mine")) {
                String line = "waiting for lock x: held by \\S+ pid "
                        + holder.handle().pid() + " \\(db\\) for \\d+ s";
                await().atMost(Run.PATIENCE).until(() -> waiter.data().stream().anyMatch(l -> l.matches(".*" + line)));
                assertThat(piped.awaitExit()).as("%s", piped).isEqualTo(1);
                assertThat(piped.talk()).isEmpty();

                Run.send("TERM", holder.handle().pid());
                assertThat(waiter.awaitExit()).as("%s", waiter).isZero();
                String last = waiter.data().get(waiter.data().size() - 1);
                assertThat(last).as("nothing is left of the line").matches("\u001b\\[Kmine");
            }
        }
    }

    @Test
    void interruptKey_reachesTheCommandOnce() throws Exception {
        String script =
                "trap 'echo caught' INT; echo > ready; i=0; while [ $i -lt 50 ]; do sleep 0.02; i=$((i+1)); done";
        try (Run run = inTerminal("exec \"$S\" lock x -- sh -c \"" + script.replace("$", "\\$") + "; exit 3\"")) {
            awaitFile("ready");
            run.type("\u0003");
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(3);
            assertThat(run.data().stream().filter(line -> line.endsWith("caught")))
                    .hasSize(1);
        }
    }

    @Test
    void interruptKey_endsAWait() throws Exception {
        try (Run holder = start("sh", "-c", "exec \"$S\" lock x -- sh -c 'echo > held; exec sleep 1000'")) {
            awaitFile("held");
            try (Run waiter = inTerminal("exec \"$S\" lock x -- echo mine")) {
                await().atMost(Run.PATIENCE)
                        .until(() -> waiter.data().stream().anyMatch(l -> l.contains("waiting for lock x")));
                waiter.type("\u0003");
                assertThat(waiter.awaitExit()).as("%s", waiter).isEqualTo(130);
            }
            assertThat(holder.handle().isAlive()).isTrue();
        }
    }
}
