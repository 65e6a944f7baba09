package io.signalbox.zookeeper;

import io.signalbox.spi.Option;
import io.signalbox.spi.Secret;
import java.util.List;

/** The options that say who we are, whom we trust, and what is done about nodes of others. */
final class SecurityOptions {

    private static final int MAX_PATH = 4096;

    static final Option<String> TLS = Option.word(
            "zookeeper.tls",
            List.of("off", "on"),
            "whether the connection is encrypted, and the servers have to prove who they are");

    static final Option<String> TRUST_STORE = Option.text(
            "zookeeper.tls.trust-store",
            "",
            MAX_PATH,
            "file of the certificates that servers' are checked by: PEM, PKCS12 or JKS; without it, the JDK's");

    static final Option<Secret> TRUST_STORE_PASSWORD =
            Option.secret("zookeeper.tls.trust-store-password", "the password of the trust store");

    static final Option<String> TRUST_STORE_PASSWORD_FILE = Option.text(
            "zookeeper.tls.trust-store-password-file", "", MAX_PATH, "file that holds the password of the trust store");

    static final Option<String> KEY_STORE = Option.text(
            "zookeeper.tls.key-store",
            "",
            MAX_PATH,
            "file of our own key and certificate: PEM, PKCS12 or JKS; we then prove who we are by it");

    static final Option<Secret> KEY_STORE_PASSWORD =
            Option.secret("zookeeper.tls.key-store-password", "the password of the key store");

    static final Option<String> KEY_STORE_PASSWORD_FILE = Option.text(
            "zookeeper.tls.key-store-password-file", "", MAX_PATH, "file that holds the password of the key store");

    static final Option<String> LOGIN = Option.word(
            "zookeeper.login",
            List.of("none", "digest", "sasl"),
            "how we say who we are: not at all, by the digest scheme, or by SASL (DIGEST-MD5)");

    static final Option<String> USER = Option.text("zookeeper.user", "", 200, "the user that logs in");

    static final Option<Secret> PASSWORD = Option.secret("zookeeper.password", "the password of that user");

    static final Option<String> PASSWORD_FILE =
            Option.text("zookeeper.password-file", "", MAX_PATH, "file that holds the password of that user");

    static final Option<String> NODES_OF_OTHERS = Option.word(
            "zookeeper.nodes-of-others",
            List.of("refuse", "warn"),
            "what is done, once we say who we are, about a node in the way that others may change");

    static final List<Option<?>> ALL = List.of(
            TLS,
            TRUST_STORE,
            TRUST_STORE_PASSWORD,
            TRUST_STORE_PASSWORD_FILE,
            KEY_STORE,
            KEY_STORE_PASSWORD,
            KEY_STORE_PASSWORD_FILE,
            LOGIN,
            USER,
            PASSWORD,
            PASSWORD_FILE,
            NODES_OF_OTHERS);

    private SecurityOptions() {}
}
