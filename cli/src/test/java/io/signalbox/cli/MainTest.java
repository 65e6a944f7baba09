package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private final Screen screen = new Screen();

    private int run(String commandLine) {
        return Main.run(screen.console(), commandLine.split(" ", -1));
    }

    /** Each is refused at once, with what was wrong and what is allowed, before anything is started. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lock | Missing required parameters: 'NAME', 'COMMAND'",
                "lock x | Missing required parameter: 'COMMAND'",
                "lock x -- | Missing required parameter: 'COMMAND'",
                "lock x sh -c true | Unknown option: '-c'; write -- before the command",
                "lock a//b -- true | lock name \"a//b\" has an empty segment",
                "lock x --try --wait 1s -- true | --try and --wait exclude each other",
                "lock x --wait soon -- true | write 500ms, 2s, 1.5m or PT2S",
                "lock x --conflict-code 256 -- true | --conflict-code must be from 0 to 255, was 256",
                "lock x --in-doubt maybe -- true | expected one of [GO_ON, go-on, PAUSE, STOP] (case-insensitive)",
                "lock x --permits 2 -- true | Unknown option: '--permits'",
                "semaphore x --permits 0 -- true | --permits must be >= 1, was 0",
                "semaphore x --take 0 -- true | --take must be >= 1, was 0",
                "semaphore x --permits 2 --take 3 -- true | --take must not be more than --permits, was 3 of 2",
                "semaphore x --permits 2 | Missing required parameter: 'COMMAND', or: resize N",
                "semaphore x resize 0 | N must be >= 1, was 0",
                "semaphore x resize | Missing required parameter: 'N'",
                "hold | Missing required parameter: 'NAME'",
                "hold x --take 2 | --take needs --permits",
                "hold a?b | lock name has the character '?' at index 1",
                "demo | Missing required subcommand",
                "dem | Unmatched argument",
                "demo lock surplus | Unmatched argument",
                "demo lock --worker 2 | Unknown option",
                "demo lock --workers 0 | --workers must be from 1 to 256, was 0",
                "demo lock --workers 257 | --workers must be from 1 to 256, was 257",
                "demo lock --workers two | 'two' is not an int",
                "demo lock --workers | Missing required parameter",
                "demo lock --rounds 0 | --rounds must be >= 1, was 0",
                "demo lock --rounds -1 | --rounds must be >= 1, was -1",
                "demo lock --pause 0s | --pause must be more than 0s",
                "demo lock --file /no/such/folder/f | --file must be a file in a folder that exists",
                "demo lock --file / | --file must be a file",
                "demo lock --name a//b | empty segment",
                "demo lock --name a?b | has the character '?' at index 1",
                "demo lock --name .. | the segment ..",
                "demo semaphore --permits 0 | --permits must be >= 1, was 0",
                "demo semaphore --workers 0 | --workers must be from 1 to 256, was 0",
                "demo semaphore --unit 500 | write 500ms, 2s, 1.5m or PT2S",
                "demo semaphore --unit -1s | no duration",
                "demo semaphore --unit 2d | at most 1d, was 2d",
                "demo semaphore --chart /no/such/folder/c.svg | --chart must be a file in a folder that exists",
                "demo event --timeout 3s | --timeout must be shorter than --delay, was 3s and 3s",
                "demo event --delay 0s | --delay must be more than 0s",
                "demo worker | Missing required subcommand",
                "demo worker lock | Missing required option: '--file=FILE'",
                "demo worker event --part both | expected one of [BLOCK, NON_BLOCK, SET] (case-insensitive) but was 'both'",
                "demo worker semaphore --permits 0 | --permits must be >= 1, was 0",
                "demo worker semaphore --name a/ | empty segment",
                "ls a//b | PREFIX \"a//b\" has an empty segment",
                "ls a b | Unmatched argument",
                "inspect | Missing required parameters: 'KIND', 'NAME'",
                "inspect lok x | expected one of [LOCK, SEMAPHORE, EVENT] (case-insensitive) but was 'lok'",
                "inspect lock a?b | lock name has the character '?' at index 1",
                "watch --interval 0s | --interval must be more than 0s",
                "watch --interval often | no duration",
                "release x --token 1 | Missing required option: '--force'",
                "release --force x | Missing required option: '--token=T'",
                "release --force x --token many | 'many' is not a long",
                "release --force x --token 0 | --token must be >= 1, was 0",
                "release --force x --token 1 --kind event | --kind must be lock or semaphore",
                "event | Missing required subcommand",
                "event wait | Missing required parameter: 'NAME'",
                "event wait x --timeout soon | no duration",
                "event set a/ | event name \"a/\" has an empty segment",
                "server --port 70000 | --port must be from 0 to 65535, was 70000",
                "server --port 0 --data pom.xml | --data must be a folder, \"pom.xml\" is a file",
                "doctor --url redis://host | no backend for the scheme",
                "config --url local:?color=red | unknown option \"color\" in the URL",
                "config --config no/such.file --url local: | cannot read the configuration file \"no/such.file\"",
                "demo lock --json | --json has no meaning for signalbox demo lock",
                "demo lock --url nonsense | a URL must begin with a lower-case scheme",
                "demo lock --url redis://host | no backend for the scheme \"redis\"; known here:",
                "demo lock --url local:?color=red | unknown option \"color\" in the URL; known:",
                "demo lock --url local:?session-timeout=soon | option session-timeout (from URL) must be",
                "demo lock --url zookeeper://user:word@host | must not contain a credential",
            })
    void whatCannotBe_isRefusedAsUsage(String commandLine, String message) {
        assertThat(run(commandLine)).isEqualTo(2);

        assertThat(screen.talk()).startsWith("signalbox: ").contains(message);
        assertThat(screen.data()).isEmpty();
    }

    @Test
    void credentialInAUrl_isNotRepeated() {
        run("demo lock --url zookeeper://user:word@host");

        assertThat(screen.talk()).doesNotContain("word@").doesNotContain("user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "demo --help",
                "demo lock --help",
                "demo worker --help",
                "demo worker event -h",
                "ls -h",
                "--json release --help"
            })
    void help_isDataAndNamesTheExitCodes(String commandLine) {
        assertThat(run(commandLine)).isZero();

        assertThat(screen.data()).contains("Usage: signalbox", "--url", "--verbose", "Exit codes:", "69 ");
        assertThat(screen.talk()).isEmpty();
    }

    @Test
    void help_doesNotTellWhatIsForDemosOnly() {
        run("demo worker lock --help");

        assertThat(screen.data()).doesNotContain("--attended");
    }

    @Test
    void version_isData() {
        assertThat(run("--version")).isZero();

        assertThat(screen.data()).startsWith("signalbox ");
    }

    /** The words by which a demo learns that it has to start a store of its own. */
    @Test
    void configIfAny_nothingConfigured_isNull() {
        assertThat(new GlobalOptions().configIfAny()).isNull();
    }

    @Test
    void configIfAny_somethingWrongConfigured_isNotTakenForNothing() {
        System.setProperty("signalbox.url", "redis://host");
        try {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> new GlobalOptions().configIfAny())
                    .withMessageContaining("\"redis\"");
        } finally {
            System.clearProperty("signalbox.url");
        }
    }

    @Test
    void exitCodes_standInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(ExitCode.table())
                .allSatisfy((number, meaning) -> assertThat(readme).contains("| " + number + " | " + meaning + " |"));
    }

    @Test
    void exitCodes_areDifferent() {
        assertThat(Stream.of(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
    }

    /** Nobody listens on the port of the discard service. */
    @Test
    void noServerAtTheAddress_isUnavailable() {
        assertThat(run("demo semaphore --url zookeeper://127.0.0.1:9/app?connection-timeout=300ms"))
                .isEqualTo(69);

        assertThat(screen.talk()).contains("127.0.0.1:9");
        assertThat(screen.data()).isEmpty();
    }
}
