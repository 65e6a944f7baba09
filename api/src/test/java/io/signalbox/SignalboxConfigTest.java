package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.spi.CommonOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalboxConfigTest {

    private static final String KNOWN =
            "connection-timeout, hand.key, hand.speed, label, operation-timeout, session-timeout, turn-length";

    private final Map<String, String> system = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path directory;

    private void file(String... lines) {
        write(directory.resolve("signalbox.properties"), lines);
    }

    private static void write(Path path, String... lines) {
        try {
            Files.writeString(path, String.join("\n", lines));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ConfigSources sources() {
        return new ConfigSources(system, environment, directory);
    }

    private SignalboxConfig load() {
        return SignalboxConfig.builder().build(sources());
    }

    private SignalboxConfig url(String url) {
        return SignalboxConfig.builder().url(url).build(sources());
    }

    private String refusalOf(String url) {
        return messageOf(() -> url(url));
    }

    private String refusal() {
        return messageOf(this::load);
    }

    private static String messageOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, call);
        assertThat(refusal).isNotNull();
        return refusal.getMessage();
    }

    // ------------------------------------------------------------------ who wins

    @Test
    void option_givenEverywhere_isTakenInOrder() {
        SignalboxConfig.Builder code = SignalboxConfig.builder().option("turn-length", "1");
        String url = "hand:a?turn-length=2";
        system.put("signalbox.turn-length", "3");
        environment.put("SIGNALBOX_TURN_LENGTH", "4");
        file("signalbox.turn-length = 5");

        assertTurnLength(code.url(url).build(sources()), 1, "code");
        assertTurnLength(url(url), 2, "URL");
        assertTurnLength(url("hand:a"), 3, "system property signalbox.turn-length");
        system.clear();
        assertTurnLength(url("hand:a"), 4, "environment variable SIGNALBOX_TURN_LENGTH");
        environment.clear();
        assertTurnLength(url("hand:a"), 5, "signalbox.properties");
        file("");
        assertThat(url("hand:a").get(CommonOptions.TURN_LENGTH)).isEqualTo(64);
        assertThat(url("hand:a").origins()).isEmpty();
    }

    private static void assertTurnLength(SignalboxConfig config, int expected, String origin) {
        assertThat(config.get(CommonOptions.TURN_LENGTH)).isEqualTo(expected);
        assertThat(config.origins()).containsExactly(Map.entry("turn-length", origin));
    }

    @Test
    void url_givenEverywhere_isTakenInOrder() {
        system.put("signalbox.url", "hand:system");
        environment.put("SIGNALBOX_URL", "hand:environment");
        file("signalbox.url = hand:file");

        assertThat(url("hand:code").url()).isEqualTo("hand:code");
        assertThat(load().url()).isEqualTo("hand:system");
        system.clear();
        assertThat(load().url()).isEqualTo("hand:environment");
        environment.clear();
        assertThat(load().url()).isEqualTo("hand:file");
    }

    /** Each option is looked up alone. */
    @Test
    void options_fromSeveralPlaces_areTakenTogether() {
        system.put("signalbox.label", "billing");
        environment.put("SIGNALBOX_SESSION_TIMEOUT", "10s");
        file("signalbox.url = hand:a?operation-timeout=2s", "signalbox.hand.speed = 7");

        SignalboxConfig config = load();

        assertThat(config.get(CommonOptions.LABEL)).isEqualTo("billing");
        assertThat(config.get(CommonOptions.SESSION_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.get(CommonOptions.OPERATION_TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.get(HandProvider.SPEED)).isEqualTo(7);
        assertThat(config.toStoreConfig().self().label()).isEqualTo("billing");
        assertThat(config.toStoreConfig().self().pid())
                .isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void file_namedByTheEnvironment_isReadInsteadOfTheOther() {
        Path named = directory.resolve("other.properties");
        write(named, "signalbox.url = hand:named");
        file("signalbox.url = hand:working-directory");
        environment.put("SIGNALBOX_CONFIG", named.toString());

        assertThat(load().url()).isEqualTo("hand:named");
    }

    @Test
    void file_namedEmpty_isAsNotNamed() {
        file("signalbox.url = hand:working-directory");
        environment.put("SIGNALBOX_CONFIG", "");

        assertThat(load().url()).isEqualTo("hand:working-directory");
    }

    @Test
    void file_namedAndMissing_isAnError() {
        Path named = directory.resolve("missing.properties");
        environment.put("SIGNALBOX_CONFIG", named.toString());

        assertThat(refusalOf("hand:a"))
                .startsWith("cannot read the configuration file \"" + named + "\": ")
                .endsWith("; correct its name (SIGNALBOX_CONFIG) or the file");
    }

    @Test
    void file_thatIsNone_isAnError() {
        file("signalbox.label = \\u00zz");

        assertThat(refusalOf("hand:a")).startsWith("cannot read the configuration file");
    }

    @Test
    void file_onTheClassPath_isReadLast() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("classes"));
        write(elsewhere.resolve("signalbox.properties"), "signalbox.url = hand:class-path", "signalbox.label = Ä");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new java.net.URLClassLoader(
                new java.net.URL[] {elsewhere.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);

            assertThat(load().url()).isEqualTo("hand:class-path");
            assertThat(load().get(CommonOptions.LABEL)).isEqualTo("Ä");
            assertThat(load().origins()).containsEntry("label", "signalbox.properties on the class path");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void contextClassLoader_missing_findsBackendsAllTheSame() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(null);

            assertThat(url("hand:a").provider().scheme()).isEqualTo("hand");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    // ------------------------------------------------------------------ what is not known

    @Test
    void url_notConfigured_namesAllThePlaces() {
        assertThat(refusal())
                .isEqualTo("cannot open a Signalbox: no URL is configured; give one in code, or set the system property"
                        + " signalbox.url, the environment variable SIGNALBOX_URL, or signalbox.url in"
                        + " signalbox.properties, to hand:name");
    }

    @Test
    void isConfigured_asksTheSamePlaces() {
        assertThat(sources().findUrl()).isNull();
        file("signalbox.url = hand:file");
        assertThat(sources().findUrl()).isNotNull();
        assertThat(SignalboxConfig.isConfigured()).isFalse();

        System.setProperty("signalbox.url", "whatever it says");
        try {
            assertThat(SignalboxConfig.isConfigured()).isTrue();
        } finally {
            System.clearProperty("signalbox.url");
        }
    }

    @Test
    void scheme_unknown_namesTheKnown() {
        assertThat(refusalOf("redis://host"))
                .isEqualTo("cannot open a Signalbox: there is no backend for the scheme \"redis\"; known here:"
                        + " hand:name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hand", ":a", "Hand:a", "1hand:a", " hand:a", "//host:1", "h_nd:a"})
    void scheme_missing_isAnErrorThatShowsOne(String url) {
        assertThat(refusalOf(url))
                .isEqualTo("a URL must begin with a lower-case scheme and a colon, as zookeeper://host:2181/app or"
                        + " local:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hand:a b", "hand:é", "hand:a\n", "hand:\u007f"})
    void address_withOtherCharacters_isAnError(String url) {
        assertThat(refusalOf(url)).isEqualTo("a URL must consist of printable ASCII characters without spaces");
    }

    @Test
    void option_unknownInTheUrl_namesTheKnown() {
        assertThat(refusalOf("hand:a?sesion-timeout=10s"))
                .isEqualTo("unknown option \"sesion-timeout\" in the URL; known: " + KNOWN);
    }

    @Test
    void option_unknownInCode_namesTheKnown() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SignalboxConfig.builder()
                        .url("hand:a")
                        .option("signalbox.label", "x")
                        .build(sources()))
                .withMessage("unknown option \"signalbox.label\" in the configuration given in code; known: " + KNOWN);
    }

    @Test
    void option_unknownSystemProperty_namesTheKnown() {
        system.put("signalbox.labl", "x");

        assertThat(refusalOf("hand:a"))
                .startsWith("unknown option: system property signalbox.labl; known: signalbox.connection-timeout, ")
                .contains("signalbox.hand.speed", "signalbox.url");
    }

    @Test
    void option_unknownInTheFile_namesTheFileAndTheKnown() {
        file("labl = x");

        assertThat(refusalOf("hand:a"))
                .startsWith("unknown option: signalbox.properties has the key labl; known: ")
                .contains("signalbox.label");
    }

    @Test
    void option_unknownInTheEnvironment_isAWarning() {
        environment.put("SIGNALBOX_LABL", "secret");
        environment.put("OTHER_LABEL", "x");
        try (SpokenLog log = new SpokenLog()) {
            url("hand:a");

            assertThat(log.text())
                    .contains("environment variable SIGNALBOX_LABL is no option", "known: ", "SIGNALBOX_LABEL")
                    .doesNotContain("secret", "OTHER_LABEL");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIGNALBOX_URL",
                "SIGNALBOX_JAVA_OPTS",
                "SIGNALBOX_LOG",
                "SIGNALBOX_RESOURCE",
                "SIGNALBOX_TOKEN",
                "SIGNALBOX_HOLDER",
                "SIGNALBOX_LABEL"
            })
    void environment_namesOfOurs_areNoWarning(String name) {
        environment.put(name, "x");
        try (SpokenLog log = new SpokenLog()) {
            url("hand:a");

            assertThat(log.text()).isEmpty();
        }
    }

    // ------------------------------------------------------------------ values

    @Test
    void value_bad_namesOptionOriginAndWhatIsAllowed() {
        environment.put("SIGNALBOX_SESSION_TIMEOUT", "soon");

        assertThat(refusalOf("hand:a"))
                .isEqualTo("option session-timeout (from environment variable SIGNALBOX_SESSION_TIMEOUT) must be a"
                        + " duration from 100ms to 1d, such as 500ms, 2s or PT2S, was \"soon\"");
        assertThat(refusalOf("hand:a?session-timeout=1ms")).startsWith("option session-timeout (from URL) must be");
    }

    @Test
    void parameters_areUnescaped() {
        assertThat(url("hand:a?label=a%20b%26c%3Dd+e=%C3%A9").get(CommonOptions.LABEL))
                .isEqualTo("a b&c=d e=é");
        assertThat(url("hand:a?label=").get(CommonOptions.LABEL)).isEmpty();
        assertThat(url("hand:a?").origins()).isEmpty();
        assertThat(url("hand:a?&label=x&").get(CommonOptions.LABEL)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "%zz", "a%"})
    void parameters_wrongEscape_isAnError(String value) {
        assertThat(refusalOf("hand:a?label=" + value))
                .isEqualTo("the value of URL parameter \"label\" has a wrong % escape");
    }

    @ParameterizedTest
    @ValueSource(strings = {"label", "=x", "=", "hand.key:s3cret", "hand.key:s3cret=", "s3cret"})
    void parameters_notNameAndValue_isAnErrorAndNotRepeated(String pair) {
        assertThat(refusalOf("hand:a?label=x&" + pair))
                .isEqualTo("URL parameter 2 must have the form name=value, with a name of letters, digits and . _ -");
    }

    @Test
    void parameters_twice_isAnError() {
        assertThat(refusalOf("hand:a?label=x&turn-length=1&label=x"))
                .isEqualTo("URL parameter \"label\" is given twice; give it once");
    }

    // ------------------------------------------------------------------ secrets

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hand://joe:s3cret@host:2181/app",
                "hand:s3cret@host",
                "hand://joe:s3%40cret@host?label=x",
                "s3cret@host",
                "joe:s3cret@host",
                "//joe:s3cret@host",
            })
    void url_withACredential_isRefusedAndNotRepeated(String url) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> url(url));

        assertThat(refusal).isNotNull().hasNoCause();
        assertThat(refusal.getMessage()).doesNotContain("s3");
    }

    @Test
    void url_withACredential_saysWhereToGiveIt() {
        assertThat(refusalOf("hand://joe:s3cret@host"))
                .isEqualTo(
                        "a hand URL must not contain a credential (what stands before an @); give it by a file or the"
                                + " environment");
    }

    @Test
    void secret_fromTheEnvironment_isNowhereToBeSeen() {
        environment.put("SIGNALBOX_HAND_KEY", "s3cret");
        SignalboxConfig config = url("hand:a");

        assertThat(config.get(HandProvider.KEY).reveal()).isEqualTo("s3cret");
        assertThat(config.get(HandProvider.KEY)).hasToString("(hidden)");
        assertThat(config.settings().toString())
                .contains("name=hand.key, value=(hidden), origin=environment variable SIGNALBOX_HAND_KEY")
                .doesNotContain("s3cret");
        assertThat(config + " " + config.origins() + config.toStoreConfig()).doesNotContain("s3cret");
    }

    @Test
    void secret_fromTheFileOrCode_isTaken() {
        file("signalbox.hand.key = s3cret");
        assertThat(url("hand:a").get(HandProvider.KEY).reveal()).isEqualTo("s3cret");
        assertThat(SignalboxConfig.builder()
                        .url("hand:a")
                        .option("hand.key", "other")
                        .build(sources())
                        .get(HandProvider.KEY)
                        .reveal())
                .isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "s3%zzcret", "s3cret&s3", "s3cret&s3=1&s3=2", ""})
    void secret_inTheUrl_isRefusedAndNotRepeated(String value) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> url("hand:a?label=x&hand.key=" + value));

        assertThat(refusal)
                .hasNoCause()
                .hasMessage("option hand.key must not stand in a URL, which others may see; give it by the environment"
                        + " variable SIGNALBOX_HAND_KEY or the properties file");
    }

    @Test
    void secret_asASystemProperty_isRefusedAndNotRepeated() {
        system.put("signalbox.hand.key", "s3cret");

        assertThat(refusalOf("hand:a"))
                .isEqualTo("option hand.key must not be a system property, which stands in a command line; give it by"
                        + " the environment variable SIGNALBOX_HAND_KEY or the properties file");
    }

    @Test
    void secret_bad_isNotRepeated() {
        environment.put("SIGNALBOX_HAND_KEY", "s3\u0001cret");

        assertThat(refusalOf("hand:a"))
                .isEqualTo("option hand.key (from environment variable SIGNALBOX_HAND_KEY) must be at most 1000"
                        + " characters, none of them a control character");
    }

    @Test
    void secret_inAFileThatOthersMayRead_isAWarning() throws IOException {
        file("signalbox.hand.key = s3cret");
        Path path = directory.resolve("signalbox.properties");
        try (SpokenLog log = new SpokenLog()) {
            Files.setPosixFilePermissions(path, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            url("hand:a");
            assertThat(log.text()).isEmpty();

            Files.setPosixFilePermissions(path, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
            url("hand:a");
            assertThat(log.text()).contains("others than its owner may read").doesNotContain("s3cret");
        }
    }

    @Test
    void toString_showsNoParameters() {
        SignalboxConfig config = url("hand://host/app?label=whatever");

        assertThat(config).hasToString("SignalboxConfig[hand://host/app]");
        assertThat(config.url()).isEqualTo("hand://host/app");
        assertThat(config.toStoreConfig()).hasToString("StoreConfig[//host/app]");
    }
}
