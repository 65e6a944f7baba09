package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.spi.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredOptionTest {

    @ParameterizedTest
    @CsvSource({
        "zookeeper.auth,               user:word, (hidden)",
        "zookeeper.tls.key-password,   word,      (hidden)",
        "zookeeper.tls.trust-store,    /etc/x,    /etc/x",
        "zookeeper.password-file,      /etc/y,    /etc/y",
        "etcd.token,                   word,      (hidden)",
        "label,                        me,        me",
    })
    void secret_isHidden(String name, String text, String shown) {
        Option<String> option = Option.text(name, "", 99, "an option");

        assertThat(ConfiguredOption.of(option, text, "URL"))
                .isEqualTo(new ConfiguredOption(name, shown, "URL", "an option"));
        assertThat(ConfiguredOption.of(option, null, null).value()).isEmpty();
    }

    @Test
    void settings_sayWhereEachCameFrom(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("ours"), "signalbox.url=hand:there\nsignalbox.session-timeout=90s\nsignalbox.label=x\n");
        SignalboxConfig config =
                SignalboxConfig.builder().file(file).option("label", "y").build();

        assertThat(config.settings())
                .extracting(ConfiguredOption::name, ConfiguredOption::value, ConfiguredOption::origin)
                .isEqualTo(List.of(
                        org.assertj.core.groups.Tuple.tuple("url", "hand:there", file.toString()),
                        org.assertj.core.groups.Tuple.tuple("connection-timeout", "10s", "default"),
                        org.assertj.core.groups.Tuple.tuple("hand.key", "", "default"),
                        org.assertj.core.groups.Tuple.tuple("hand.speed", "1", "default"),
                        org.assertj.core.groups.Tuple.tuple("label", "y", "code"),
                        org.assertj.core.groups.Tuple.tuple("operation-timeout", "5s", "default"),
                        org.assertj.core.groups.Tuple.tuple("session-timeout", "90s", file.toString()),
                        org.assertj.core.groups.Tuple.tuple("turn-length", "64", "default")));
    }
}
