package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the command prints, a secret is not in it. */
class SecretIT {

    private static final String SECRET = "pl4nted-Zq7wX2";

    @TempDir
    private static Path folder;

    private static Run server;
    private static String url = "";

    @BeforeAll
    static void start() throws Exception {
        server = Run.start(folder, Map.of(), "server", "--port", "0");
        url = server.awaitData("", 0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String outputOf(int exitCode, String... arguments) throws Exception {
        Map<String, String> environment = Map.of(
                "SIGNALBOX_URL",
                url,
                "SIGNALBOX_ZOOKEEPER_LOGIN",
                "digest",
                "SIGNALBOX_ZOOKEEPER_USER",
                "alice",
                "SIGNALBOX_ZOOKEEPER_PASSWORD",
                SECRET);
        try (Run run = Run.start(folder, environment, arguments)) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(exitCode);
            return run.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config",
                "config --json",
                "doctor",
                "doctor --json",
                "-vvv event set ready",
                "-vvv event status ready --json",
                "-vvv lock door -- true",
                "-vvv semaphore pool --permits 2 -- true",
                "-vvv ls",
                "-vvv inspect event ready --json",
                "--help",
            })
    void command_withASecret_showsNone(String arguments) throws Exception {
        outputOf(0, "event", "set", "ready");
        assertThat(outputOf(0, arguments.split(" "))).isNotEmpty().doesNotContain(SECRET);
    }

    @Test
    void config_saysThatThereIsOne() throws Exception {
        assertThat(outputOf(0, "config"))
                .containsPattern("zookeeper.password +\\(hidden\\) +environment variable SIGNALBOX_ZOOKEEPER_PASSWORD");
        assertThat(outputOf(0, "doctor"))
                .contains("sends the password as it is", "our nodes are for user \"alice\" (digest) alone");
    }

    @Test
    void secret_inTheUrl_isRefusedAndNotRepeated() throws Exception {
        assertThat(outputOf(2, "ls", "--url", url + "/x?zookeeper.password=" + SECRET))
                .contains("option zookeeper.password must not stand in a URL")
                .doesNotContain(SECRET);
    }

    /** The command that is run has our environment, so it could show the secret: the scan would see it. */
    @Test
    void secret_thatIsShown_isSeen() throws Exception {
        assertThat(outputOf(0, "lock", "door", "--", "env")).contains(SECRET);
    }
}
