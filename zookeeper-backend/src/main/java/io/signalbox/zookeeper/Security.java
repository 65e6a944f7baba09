package io.signalbox.zookeeper;

import io.signalbox.ConfigurationException;
import io.signalbox.spi.Option;
import io.signalbox.spi.Secret;
import io.signalbox.spi.StoreConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/** Who one participant is, and whom it trusts. Nothing here is shared with others of this JVM but the table of SASL logins. */
final class Security {

    private static final String FIPS_MODE = "zookeeper.fips-mode";

    /** Kerberos alone would ask for it. Without it the server's name is looked up backwards at each connect. */
    private static final String SERVER_PRINCIPAL = "zookeeper/unused";

    private final String login;
    private final String user;
    private final Secret password;
    private final @Nullable Tls tls;
    private final boolean refusesNodesOfOthers;
    private final @Nullable String saslName;
    private final List<Path> exposed;

    private Security(StoreConfig config) {
        this.tls = tls(config);
        this.login = config.get(SecurityOptions.LOGIN);
        this.user = config.get(SecurityOptions.USER);
        this.refusesNodesOfOthers = config.get(SecurityOptions.NODES_OF_OTHERS).equals("refuse");
        if (login.equals("none")) {
            refuseInVain(
                    config, List.of(SecurityOptions.USER, SecurityOptions.PASSWORD, SecurityOptions.PASSWORD_FILE));
            this.password = Secret.NONE;
        } else {
            this.password = secret(config, SecurityOptions.PASSWORD, SecurityOptions.PASSWORD_FILE);
            checkUser();
        }
        this.exposed = Stream.of(
                        SecurityOptions.PASSWORD_FILE,
                        SecurityOptions.KEY_STORE,
                        SecurityOptions.KEY_STORE_PASSWORD_FILE,
                        SecurityOptions.TRUST_STORE_PASSWORD_FILE)
                .map(config::get)
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .filter(Secret::isExposed)
                .toList();
        this.saslName = login.equals("sasl") ? SaslLogins.add(user, password) : null;
    }

    /**
     * Reads what the options name.
     *
     * @throws ConfigurationException if they contradict each other, or a file is not what it should be
     */
    static Security of(StoreConfig config) {
        return new Security(config);
    }

    /** Null if TLS is off; then its class, and what that needs, is not even loaded. */
    static @Nullable Tls tls(StoreConfig config) {
        if (config.get(SecurityOptions.TLS).equals("on")) {
            return new Tls(config);
        }
        refuseInVain(
                config,
                List.of(
                        SecurityOptions.TRUST_STORE,
                        SecurityOptions.TRUST_STORE_PASSWORD,
                        SecurityOptions.TRUST_STORE_PASSWORD_FILE,
                        SecurityOptions.KEY_STORE,
                        SecurityOptions.KEY_STORE_PASSWORD,
                        SecurityOptions.KEY_STORE_PASSWORD_FILE));
        return null;
    }

    private void checkUser() {
        if (user.isEmpty() || password.isEmpty()) {
            throw new ConfigurationException("zookeeper.login=" + login
                    + " needs zookeeper.user, and zookeeper.password-file or zookeeper.password; give both");
        }
        if (login.equals("digest") && user.indexOf(':') >= 0) {
            throw new ConfigurationException("zookeeper.user must not contain a colon for zookeeper.login=digest");
        }
        if (login.equals("sasl") && Boolean.getBoolean(FIPS_MODE)) {
            throw new ConfigurationException("zookeeper.login=sasl is DIGEST-MD5, which the system property "
                    + FIPS_MODE + " forbids; use digest or a client certificate, with TLS");
        }
    }

    /** Options that would have no effect; they would be believed to have one. */
    private static void refuseInVain(StoreConfig config, List<Option<?>> options) {
        for (Option<?> option : options) {
            if (!config.get(option).equals(option.defaultValue())) {
                throw new ConfigurationException("option " + option.name() + " has no effect without "
                        + (option.name().startsWith("zookeeper.tls.")
                                ? "zookeeper.tls=on"
                                : "zookeeper.login=digest or sasl")
                        + "; set that, or leave it out");
            }
        }
    }

    /** A secret that is given itself, or by the name of a file. */
    static Secret secret(StoreConfig config, Option<Secret> itself, Option<String> file) {
        Secret given = config.get(itself);
        String name = config.get(file);
        if (!given.isEmpty() && !name.isEmpty()) {
            throw new ConfigurationException(
                    "both " + itself.name() + " and " + file.name() + " are given; leave one of them out");
        }
        return name.isEmpty() ? given : Secret.ofFile(Path.of(name));
    }

    /** Whether the servers are to know who we are, so that nodes can be ours alone. */
    boolean isKnown() {
        return !login.equals("none") || (tls != null && tls.hasKey());
    }

    boolean refusesNodesOfOthers() {
        return refusesNodesOfOthers;
    }

    @Nullable Tls tls() {
        return tls;
    }

    boolean isEncrypted() {
        return tls != null || Boolean.getBoolean(ZKClientConfig.SECURE_CLIENT);
    }

    /** Whether the password goes over the network as it is. */
    boolean saysPasswordAloud() {
        return login.equals("digest") && !isEncrypted();
    }

    /** The files with something secret that others than their owners may read. */
    List<Path> exposedFiles() {
        return exposed;
    }

    /** What nodes are made with. */
    List<ACL> acl() {
        return isKnown() ? ZooDefs.Ids.CREATOR_ALL_ACL : ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    /** For a new handle of ZooKeeper's client. */
    ZKClientConfig clientConfig() {
        ZKClientConfig config = new PlainClientConfig();
        config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, Boolean.toString(saslName != null));
        if (saslName != null) {
            config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, saslName);
            config.setProperty(ZKClientConfig.ZOOKEEPER_SERVER_PRINCIPAL, SERVER_PRINCIPAL);
            config.setProperty(FIPS_MODE, "false"); // or the client would not use DIGEST-MD5
        }
        if (tls != null) {
            tls.applyTo(config);
        }
        return config;
    }

    /** Before a handle connects. */
    void beforeConnecting() {
        if (saslName != null) {
            SaslLogins.install(); // somebody else of this JVM may have replaced it
        }
    }

    /** Says who we are, ahead of all requests of a handle. */
    void introduce(ZooKeeper handle) {
        if (login.equals("digest")) {
            handle.addAuthInfo("digest", (user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** After the last handle. */
    void forget() {
        if (saslName != null) {
            SaslLogins.remove(saslName);
        }
    }

    /** Who we say we are, for messages. */
    @Override
    public String toString() {
        return switch (login) {
            case "digest" -> "user \"" + user + "\" (digest)";
            case "sasl" -> "user \"" + user + "\" (SASL DIGEST-MD5)";
            default -> isKnown() ? "the client certificate" : "nobody";
        };
    }
}
