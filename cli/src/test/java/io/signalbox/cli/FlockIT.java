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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("flock -w .007 file -c 'echo ran'", "\"$S\" lock x --wait 7ms -- sh -c 'echo ran'"),
            Map.entry(
                    "flock -E 42 -n file -c 'echo ran'", "\"$S\" lock x --conflict-code 42 --try -- sh -c 'echo ran'"),
            Map.entry("flock -n file -c 'exit 7'", "\"$S\" lock x --try -- sh -c 'exit 7'"),
            Map.entry("flock -n file sh -c 'kill -TERM $$'", "\"$S\" lock x --try -- sh -c 'kill -TERM $$'"),
            Map.entry("(flock -n 9 || exit 1; echo in) 9>file", "\"$S\" lock x --try -- sh -c 'echo in' || exit 1"),
            Map.entry("sh once.flock argument", "sh once.signalbox argument"),
            Map.entry(
                    "exec 4<>file; flock -n 4 || exit 1; echo in",
                    "mkfifo t; \"$S\" hold x --try <&0 >t & read -r token <t || exit 1; echo in; wait"));

    @Test
    void examples_ofWhatIsTaken_endTheSame() throws Exception {
        try (Run holder = sh("exec \"$S\" lock x -- flock file sh -c 'echo > held; exec sleep 1000'")) {
            await().atMost(Run.PATIENCE).until(() -> Files.exists(folder.resolve("held")));
            for (Map.Entry<String, String> example : EXAMPLES.entrySet()) {
                compare(example.getKey(), example.getValue());
            }
            Run.send("TERM", holder.handle().pid());
            assertThat(holder.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    void examples_ofWhatIsFree_endTheSame() throws Exception {
        for (Map.Entry<String, String> example : EXAMPLES.entrySet()) {
            compare(example.getKey(), example.getValue());
        }
        // This one waits where it is taken.
        compare("flock -x file echo 'a b c'", "\"$S\" lock x --wait 60s --conflict-code 9 -- echo 'a b c'");
    }

    private void compare(String flock, String ours) throws Exception {
        try (Run theirs = sh(flock);
                Run mine = sh(ours)) {
            theirs.hangUp();
            mine.hangUp();
            int expected = theirs.awaitExit();
            assertThat(mine.awaitExit()).as("%s: %s", ours, mine).isEqualTo(expected);
            assertThat(mine.data()).as(ours).isEqualTo(theirs.data());
        }
    }
}
