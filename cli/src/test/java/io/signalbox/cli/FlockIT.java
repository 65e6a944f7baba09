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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the manual of {@code flock(1)} shows, side by side: each pair of scripts prints the same and ends the same. */
class FlockIT {

    @TempDir
    private static Path serverFolder;

    private static Ensemble server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() throws IOException {
        assumeTrue(SearchPath.find("flock").isPresent(), "there is no flock here to compare with");
        server = Ensemble.start(serverFolder, 1);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeLockFile() throws IOException {
        Files.createFile(folder.resolve("file"));
        writeOnce("once.flock", "flock -en file sh");
        writeOnce("once.signalbox", "\"$S\" lock x --try -- sh");
    }

    /** A script that puts itself under a lock. */
    private void writeOnce(String name, String underLock) throws IOException {
        String script = """
                [ "${FLOCKER}" != "$0" ] && exec env FLOCKER="$0" LOCKED "$0" "$@" || :
                echo once $1
                """;
        Files.writeString(folder.resolve(name), script.replace("LOCKED", underLock));
    }

    private Run sh(String script) throws IOException {
        return Run.start(
                List.of("sh", "-c", script),
                folder,
                Map.of("SIGNALBOX_URL", server.url(""), "S", Run.executable().toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "flock -w .007 file -c 'echo ran' => \"$S\" lock x --wait 7ms -- sh -c 'echo ran'",
                "flock -x file echo 'a b c' => \"$S\" lock x --wait 5s --conflict-code 9 -- echo 'a b c'",
                "flock -E 42 -n file -c 'echo ran' => \"$S\" lock x --conflict-code 42 --try -- sh -c 'echo ran'",
                "flock -n file -c 'exit 7' => \"$S\" lock x --try -- sh -c 'exit 7'",
                "flock -n file sh -c 'kill -TERM $$' => \"$S\" lock x --try -- sh -c 'kill -TERM $$'",
                "(flock -n 9 || exit 1; echo in) 9>file => \"$S\" lock x --try -- sh -c 'echo in' || exit 1",
                "sh once.flock argument              => sh once.signalbox argument",
                "exec 4<>file; flock -n 4 || exit 1; echo in"
                        + " => mkfifo t; \"$S\" hold x --try <&0 >t & read -r token <t || exit 1; echo in",
            })
    void example_endsTheSame_freeOrTaken(String flock, String ours) throws Exception {
        if (!flock.startsWith("flock -x")) { // that one would wait, for ever or for the time it is given
            try (Run holder = sh("exec \"$S\" lock x -- flock file sh -c 'echo > held; exec sleep 1000'")) {
                await().atMost(Run.PATIENCE).until(() -> Files.exists(folder.resolve("held")));
                compare(flock, ours);
                Run.send("TERM", holder.handle().pid());
                await().atMost(Run.PATIENCE).until(() -> !holder.handle().isAlive());
            }
        }
        Files.deleteIfExists(folder.resolve("t"));
        compareWhenFree(flock, ours);
    }

    private void compareWhenFree(String flock, String ours) throws Exception {
        try (Run wait = sh("\"$S\" lock x -- flock file true")) {
            assertThat(wait.awaitExit()).as("%s", wait).isZero();
        }
        compare(flock, ours);
    }

    private void compare(String flock, String ours) throws Exception {
        try (Run theirs = sh(flock);
                Run mine = sh(ours)) {
            theirs.hangUp();
            mine.hangUp();
            int expected = theirs.awaitExit();
            assertThat(mine.awaitExit()).as("%s: %s", ours, mine).isEqualTo(expected);
            assertThat(mine.data()).isEqualTo(theirs.data());
        }
    }
}
