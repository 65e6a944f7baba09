package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.ConfigurationException;
import io.signalbox.spi.Participant;
import io.signalbox.spi.Secret;
import io.signalbox.spi.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.login.Configuration;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the options, and which of them contradict each other. */
class SecurityOptionsTest {

    @TempDir
    Path folder;

    private static Security security(String... namesAndValues) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            String value = namesAndValues[i + 1];
            values.put(name, name.endsWith("password") ? Secret.of(value) : value);
        }
        return Security.of(new StoreConfig("//zk1", values, new Participant("", 0, "")));
    }

    private static String[] split(String options) {
        return options.isEmpty() ? new String[0] : options.split("[ =]+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zookeeper.login=digest | zookeeper.login=digest needs zookeeper.user, and zookeeper.password-file or",
                "zookeeper.login=sasl zookeeper.user=joe | zookeeper.login=sasl needs zookeeper.user, and",
                "zookeeper.login=digest zookeeper.password=x | zookeeper.login=digest needs zookeeper.user, and",
                "zookeeper.login=digest zookeeper.user=a:b zookeeper.password=x | must not contain a colon",
                "zookeeper.user=joe | option zookeeper.user has no effect without zookeeper.login=digest or sasl",
                "zookeeper.password=x | option zookeeper.password has no effect without zookeeper.login=digest or sasl",
                "zookeeper.password-file=x | option zookeeper.password-file has no effect without zookeeper.login",
                "zookeeper.tls.trust-store=x | option zookeeper.tls.trust-store has no effect without zookeeper.tls=on",
                "zookeeper.tls.key-store=x | option zookeeper.tls.key-store has no effect without zookeeper.tls=on",
                "zookeeper.tls.key-store-password=x | zookeeper.tls.key-store-password has no effect without",
                "zookeeper.login=digest zookeeper.user=joe zookeeper.password=x zookeeper.password-file=y | both"
                        + " zookeeper.password and zookeeper.password-file are given; leave one of them out",
            })
    void options_thatContradictEachOther_areRefused(String options, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> security(split(options)))
                .withMessageContaining(message);
    }

    @Test
    void sasl_whereFipsModeIsAskedFor_isRefused() {
        System.setProperty("zookeeper.fips-mode", "true");
        try {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> security(
                            "zookeeper.login", "sasl", "zookeeper.user", "joe", "zookeeper.password", "s3cret"))
                    .withMessageContaining("zookeeper.fips-mode");
        } finally {
            System.clearProperty("zookeeper.fips-mode");
        }
    }

    @Test
    void nothing_isAsZooKeeperHasIt() {
        Security none = security();

        assertThat(none.isKnown()).isFalse();
        assertThat(none.isEncrypted()).isFalse();
        assertThat(none.acl()).isEqualTo(ZooDefs.Ids.OPEN_ACL_UNSAFE);
        assertThat(none.clientConfig().getProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY))
                .isEqualTo("false");
        assertThat(none.clientConfig().getProperty(ZKClientConfig.SECURE_CLIENT))
                .isNull();
    }

    @Test
    void passwordFile_isRead() throws IOException {
        Path file = Credentials.secretFile(folder.resolve("password"), "s3cret");
        Security joe = security(
                "zookeeper.login", "digest", "zookeeper.user", "joe", "zookeeper.password-file", file.toString());

        assertThat(joe.isKnown()).isTrue();
        assertThat(joe.acl()).isEqualTo(ZooDefs.Ids.CREATOR_ALL_ACL);
        assertThat(joe.saysPasswordAloud()).isTrue();
        assertThat(joe).hasToString("user \"joe\" (digest)");
    }

    /** PEM, PKCS12 and JKS are told apart by what is in them, whatever their names. */
    @ParameterizedTest
    @CsvSource({"PEM", "PKCS12", "JKS"})
    void stores_ofEachType_areRead(String type) throws IOException {
        Authority authority = new Authority("authority");
        Path trust = authority.trustStore(folder.resolve("ca.crt"), type, "s3cret");
        Path key = authority.keyStore(folder.resolve("tls.key"), type, "s3cret", authority.issue("joe"));
        Security joe = security(
                "zookeeper.tls",
                "on",
                "zookeeper.tls.trust-store",
                trust.toString(),
                "zookeeper.tls.trust-store-password",
                "s3cret",
                "zookeeper.tls.key-store",
                key.toString(),
                "zookeeper.tls.key-store-password",
                type.equals("PEM") ? "" : "s3cret");

        assertThat(joe.isKnown()).isTrue();
        assertThat(joe.isEncrypted()).isTrue();
        assertThat(joe.clientConfig().getProperty("zookeeper.ssl.trustStore.type"))
                .isEqualTo(type);
        assertThat(joe.clientConfig().getProperty("zookeeper.ssl.keyStore.location"))
                .isEqualTo(key.toString());
        assertThat(joe).hasToString("the client certificate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EC PRIVATE KEY | | has a key that is not in PKCS8; convert it",
                "RSA PRIVATE KEY | | has a key that is not in PKCS8; convert it",
                "PRIVATE KEY | s3cret | has a key without a password; leave zookeeper.tls.key-store-password out",
                "PRIVATE KEY | | is no store of type PEM (",
                "CERTIFICATE | | is no store of type PEM (",
            })
    void keyInPem_thatCannotBeRead_saysWhy(String kind, String password, String message) throws IOException {
        Path key = Files.writeString(
                folder.resolve("key.pem"), "-----BEGIN " + kind + "-----\nAAAA\n-----END " + kind + "-----\n");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> security(
                        "zookeeper.tls",
                        "on",
                        "zookeeper.tls.key-store",
                        key.toString(),
                        "zookeeper.tls.key-store-password",
                        password == null ? "" : password))
                .withMessageContaining(message)
                .withMessageNotContaining("s3cret");
    }

    /** Nothing is an option that the table does not have. */
    @Test
    void options_areInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(new ZooKeeperProvider().options())
                .hasSizeGreaterThan(12)
                .allSatisfy(option -> assertThat(readme).contains("`" + option.name() + "`"));
        assertThat(readme).doesNotContain("`zookeeper.tls.no-such-option`");
    }

    @Test
    void tlsAlone_saysNothingOfUs() throws IOException {
        Path trust = new Authority("authority").trustStore(folder.resolve("ca.pem"), "PEM", "");
        Security nobody = security("zookeeper.tls", "on", "zookeeper.tls.trust-store", trust.toString());

        assertThat(nobody.isKnown()).isFalse();
        assertThat(nobody.isEncrypted()).isTrue();
        assertThat(security("zookeeper.tls", "on").isEncrypted()).isTrue(); // with the JDK's trust store
    }

    @Test
    void saslSections_areOneForEach_andLeaveThoseOfOthers() {
        Configuration.setConfiguration(null);
        Security joe =
                security("zookeeper.login", "sasl", "zookeeper.user", "joe", "zookeeper.password", "s3cret-of-joe");
        Security jim =
                security("zookeeper.login", "sasl", "zookeeper.user", "jim", "zookeeper.password", "s3cret-of-jim");
        joe.beforeConnecting();
        jim.beforeConnecting();
        String name = joe.clientConfig().getProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY);
        String other = jim.clientConfig().getProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY);
        try {
            Configuration present = Configuration.getConfiguration();
            assertThat(present.getAppConfigurationEntry(name)[0].getOptions().get("username"))
                    .isEqualTo("joe");
            assertThat(present.getAppConfigurationEntry(other)[0].getOptions().get("username"))
                    .isEqualTo("jim");
            assertThat(present.getAppConfigurationEntry("Client")).isNull();
            assertThat(present + " " + present.getAppConfigurationEntry(name)[0] + joe)
                    .doesNotContain("s3cret");

            joe.forget();
            assertThat(present.getAppConfigurationEntry(name)).isNull();
            assertThat(present.getAppConfigurationEntry(other)).isNotNull();
        } finally {
            jim.forget();
            Configuration.setConfiguration(null);
        }
    }

    /** A login file that is named by the usual system property has its effect as before. */
    @Test
    void saslSections_ofALoginFile_areStillFound() throws IOException {
        Path file = Files.writeString(
                folder.resolve("jaas"),
                "Client { org.apache.zookeeper.server.auth.DigestLoginModule required username=\"theirs\"; };");
        Configuration.setConfiguration(null);
        Security joe = security("zookeeper.login", "sasl", "zookeeper.user", "joe", "zookeeper.password", "s3cret");
        System.setProperty("java.security.auth.login.config", file.toString());
        try {
            joe.beforeConnecting();
            assertThat(Configuration.getConfiguration()
                            .getAppConfigurationEntry("Client")[0]
                            .getOptions()
                            .get("username"))
                    .isEqualTo("theirs");
        } finally {
            joe.forget();
            System.clearProperty("java.security.auth.login.config");
            Configuration.setConfiguration(null);
        }
    }
}
