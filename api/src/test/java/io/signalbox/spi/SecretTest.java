package io.signalbox.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @TempDir
    Path folder;

    @Test
    void secret_isShownNowhereButWhereItIsAskedFor() {
        Secret secret = Secret.of("s3cret");

        assertThat(secret).hasToString("(hidden)");
        assertThat(secret.reveal()).isEqualTo("s3cret");
        assertThat(secret.isEmpty()).isFalse();
        assertThat(Secret.of("")).isSameAs(Secret.NONE).hasToString("");
        assertThat(Secret.NONE.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3 cret ", "s3 cret \n", "s3 cret \r\n"})
    void ofFile_oneLineEnd_isNotPartOfIt(String content) throws IOException {
        assertThat(Secret.ofFile(Files.writeString(folder.resolve("secret"), content))
                        .reveal())
                .isEqualTo("s3 cret ");
    }

    @Test
    void ofFile_missing_namesIt() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Secret.ofFile(folder.resolve("secret")))
                .withMessageStartingWith("cannot read the secret in \"" + folder.resolve("secret") + "\": ")
                .withMessageEndingWith("; correct its name, or who may read it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n"})
    void ofFile_empty_isRefused(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), content);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Secret.ofFile(file))
                .withMessage("the file \"" + file + "\" is empty; write the secret into it");
    }

    @Test
    void ofFile_tooLong_isRefusedAndNotRepeated() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "s3cret".repeat(20_000));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Secret.ofFile(file))
                .withMessageContaining("is too long for a secret")
                .withMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"rw-------, false", "r--------, false", "rw-r-----, true", "rw----r--, true", "rw--w--w-, false"})
    void isExposed_ifOthersMayRead(String permissions, boolean exposed) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "s3cret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThat(Secret.isExposed(file)).isEqualTo(exposed);
        assertThat(Secret.isExposed(folder.resolve("missing"))).isFalse();
    }

    @Test
    void option_thatIsSecret_parsesToOne() {
        Option<Secret> option = Option.secret("zoo.key", "a key");

        assertThat(option.isSecret()).isTrue();
        assertThat(option.defaultValue()).isSameAs(Secret.NONE);
        assertThat(option.parse(" s3cret ").reveal()).isEqualTo("s3cret");
        assertThat(Option.text("zoo.name", "", 9, "a name").isSecret()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"three", "", "ONE", "one,two"})
    void option_ofWords_refusesOthers(String text) {
        Option<String> option = Option.word("zoo.word", java.util.List.of("one", "two"), "a word");

        assertThat(option.defaultValue()).isEqualTo("one");
        assertThat(option.parse(" two ")).isEqualTo("two");
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> option.parse(text))
                .withMessage("must be one of one, two");
    }
}
