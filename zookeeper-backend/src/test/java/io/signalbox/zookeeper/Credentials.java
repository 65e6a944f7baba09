package io.signalbox.zookeeper;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.spi.Participant;
import io.signalbox.spi.Secret;
import io.signalbox.spi.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** What a participant shows to a {@link SecureServer}, as options. Immutable. */
final class Credentials {

    private final String address;
    private final Map<String, String> options;

    private Credentials(String address, Map<String, String> options) {
        this.address = address;
        this.options = Map.copyOf(options);
    }

    /** Says nothing about itself, and encrypts nothing. */
    static Credentials none(String address) {
        return new Credentials(address, Map.of());
    }

    /** Encrypts, and trusts an authority; says nothing about itself. */
    static Credentials tls(String address, Path trustStore) {
        return none(address)
                .with("zookeeper.tls", "on")
                .with("zookeeper.tls.trust-store", trustStore.toString())
                .with("zookeeper.tls.trust-store-password", SecureServer.STORE_PASSWORD);
    }

    /** A key in PEM has no password here. */
    Credentials certificate(Path keyStore) {
        Credentials shown = with("zookeeper.tls.key-store", keyStore.toString());
        return keyStore.toString().endsWith("pem")
                ? shown
                : shown.with("zookeeper.tls.key-store-password", SecureServer.STORE_PASSWORD);
    }

    Credentials login(String scheme, String user, String password) {
        return with("zookeeper.login", scheme).with("zookeeper.user", user).with("zookeeper.password", password);
    }

    Credentials with(String option, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(option, value);
        return new Credentials(address, more);
    }

    SignalboxConfig config(String root) {
        SignalboxConfig.Builder builder = SignalboxConfig.builder().url("zookeeper://" + address + root);
        options.forEach(builder::option);
        return builder.build();
    }

    Signalbox open(String root) {
        return Signalbox.open(config(root));
    }

    /** ZooKeeper's own client, which shows the same. */
    PlainClient plain(Security security) throws IOException {
        security.beforeConnecting();
        return new PlainClient(address, security.clientConfig());
    }

    Security security() {
        Map<String, Object> values = new HashMap<>();
        options.forEach((name, value) -> values.put(name, name.endsWith("password") ? Secret.of(value) : value));
        return Security.of(new StoreConfig("//" + address, values, new Participant("", 0, "")));
    }

    /** A file that its owner alone may read. */
    static Path secretFile(Path file, String secret) throws IOException {
        Files.writeString(file, secret + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
