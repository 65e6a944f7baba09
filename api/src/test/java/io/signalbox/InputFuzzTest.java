package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a caller or an administrator writes is taken, or refused with the exception that says why. */
class InputFuzzTest {

    private static final String SECRET = "s3cr3t";

    @TempDir
    static Path folder;

    /** The alphabet again, written another way. */
    private static boolean mayBeAName(String name) {
        return name.length() <= 255
                && name.matches("[A-Za-z0-9._/-]+")
                && Arrays.stream(name.split("/", -1))
                        .noneMatch(s -> s.isEmpty() || s.equals(".") || s.equals("..") || s.startsWith("_c_"));
    }

    private static boolean mayReadAsAContender(String name) {
        return Arrays.stream(name.split("/", -1)).anyMatch(segment -> segment.matches(".*[0-9]{9}"));
    }

    @FuzzTest(maxDuration = "2m")
    void resourceName_isTakenOrRefused(FuzzedDataProvider data) {
        ResourceKind kind = data.pickValue(ResourceKind.values());
        String name = data.consumeRemainingAsString();
        try {
            assertThat(new Resource(kind, name).name()).isEqualTo(name);
            assertThat(mayBeAName(name)).isTrue();
        } catch (IllegalArgumentException e) {
            assertThat(mayBeAName(name) && !mayReadAsAContender(name)).isFalse();
            assertThat(e.getMessage()).matches("[ -~]+"); // it goes into logs, and what was refused may be anything
        }
    }

    private static @Nullable String refusal(String url) {
        try {
            SignalboxConfig.builder().url(url).build(new ConfigSources(Map.of(), Map.of(), folder));
            return null;
        } catch (ConfigurationException e) {
            return e.getMessage();
        }
    }

    @FuzzTest(maxDuration = "2m")
    void url_isTakenOrRefused(FuzzedDataProvider data) {
        String url = (data.consumeBoolean() ? "hand:" : "") + data.consumeRemainingAsString();
        String refusal = refusal(url);
        assertThat(refusal == null || !refusal.isEmpty()).isTrue();
    }

    @FuzzTest(maxDuration = "1m")
    void url_withACredential_isRefusedAndNotRepeated(FuzzedDataProvider data) {
        String scheme = data.pickValue(new String[] {"hand:", "hand://", "zookeeper://", ""});
        String user = data.consumeString(20).replace("?", "");
        String url = scheme + user + ":" + SECRET + "@" + data.consumeRemainingAsString();
        assertThat(refusal(url)).isNotNull().doesNotContain(SECRET);
    }

    @FuzzTest(maxDuration = "1m")
    void properties_areReadOrRefused(byte[] data) throws IOException {
        Path file = Files.write(folder.resolve("fuzzed.properties"), data);
        try {
            SignalboxConfig.builder()
                    .url("hand:")
                    .build(new ConfigSources(Map.of(), Map.of("SIGNALBOX_CONFIG", file.toString()), folder));
        } catch (ConfigurationException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @FuzzTest(maxDuration = "1m")
    void option_isReadOrRefused(FuzzedDataProvider data) {
        Option<?> option = data.pickValue(CommonOptions.ALL);
        String text = data.consumeRemainingAsString();
        try {
            assertThat(option.parse(text)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("must be " + option.form());
        }
    }

    @FuzzTest(maxDuration = "1m")
    void duration_written_isReadAgain(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        Duration duration;
        try {
            duration = Option.parseDuration(text);
        } catch (IllegalArgumentException e) {
            return;
        }
        assertThat(Option.parseDuration(Option.format(duration))).isEqualTo(duration);
    }
}
