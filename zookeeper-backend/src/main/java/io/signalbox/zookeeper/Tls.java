package io.signalbox.zookeeper;

import io.signalbox.ConfigurationException;
import io.signalbox.spi.Secret;
import io.signalbox.spi.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.BadPaddingException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.X509Exception;
import org.apache.zookeeper.common.X509Util;
import org.jspecify.annotations.Nullable;

/** The trust store and the key store of one participant. Both have been read once, so what is wrong with them is told. */
final class Tls {
    /*
     * ZooKeeper's client reads the files itself, with each connection, and if it cannot it tries again for ever. So they
     * are read here before it begins, by the same code, and again when it finds no connection: they may have changed.
     */
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final String PREFIX = "zookeeper.ssl.";
    private static final int JKS_MAGIC = 0xFE;
    private static final int DER_SEQUENCE = 0x30;
    private static final int HEAD = 65_536;

    /**
     * One of the two files.
     *
     * @param option its option, for messages
     * @param path empty if there is none
     * @param type as ZooKeeper calls it
     */
    private record StoreFile(String option, String path, String type, Secret password) {}

    private static final Pattern PLAIN_KEY = Pattern.compile("-----BEGIN (\\w+ )?PRIVATE KEY-----");

    private final StoreFile trust;
    private final StoreFile key;
    private final SSLContext context;

    Tls(StoreConfig config) {
        this(
                file(
                        SecurityOptions.TRUST_STORE.name(),
                        config.get(SecurityOptions.TRUST_STORE),
                        Security.secret(
                                config,
                                SecurityOptions.TRUST_STORE_PASSWORD,
                                SecurityOptions.TRUST_STORE_PASSWORD_FILE)),
                file(
                        SecurityOptions.KEY_STORE.name(),
                        config.get(SecurityOptions.KEY_STORE),
                        Security.secret(
                                config, SecurityOptions.KEY_STORE_PASSWORD, SecurityOptions.KEY_STORE_PASSWORD_FILE)));
    }

    private Tls(StoreFile trust, StoreFile key) {
        this.trust = trust;
        this.key = key;
        try {
            this.context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException("cannot prepare TLS: " + e + "; see the security settings of this JDK", e);
        }
    }

    /**
     * Reads the files again, as the client does with each connection: with the passwords that it has.
     *
     * @throws ConfigurationException if one of them is no longer what it should be
     */
    Tls reread() {
        return new Tls(reread(trust), reread(key));
    }

    private static StoreFile reread(StoreFile file) {
        String type = file.path.isEmpty() ? "" : type(file.option, file.path, file.password);
        if (!type.equals(file.type)) {
            throw wrong(file.option, file.path, "was " + file.type + " and is " + type + " now; open anew", null);
        }
        return file;
    }

    // ------------------------------------------------------------------ the files

    private static StoreFile file(String option, String path, Secret password) {
        return new StoreFile(option, path, path.isEmpty() ? "" : type(option, path, password), password);
    }

    /** By its content, for names end in many ways. */
    private static String type(String option, String path, Secret password) {
        byte[] head;
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            head = in.readNBytes(HEAD);
        } catch (NoSuchFileException e) {
            throw wrong(option, path, "is missing; correct its name", e);
        } catch (IOException e) {
            throw wrong(option, path, "cannot be read (" + e + "); correct its name, or who may read it", e);
        }
        int first = head.length == 0 ? -1 : head[0] & 0xFF;
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.contains("-----BEGIN ")) {
            checkKey(option, path, PLAIN_KEY.matcher(text), password);
            return "PEM";
        } else if (first == JKS_MAGIC) {
            return "JKS";
        } else if (first == DER_SEQUENCE) {
            return "PKCS12";
        }
        throw wrong(option, path, "is no PEM, PKCS12 or JKS file; correct its name", null);
    }

    /** What ZooKeeper's reader of PEM files says of these nobody would understand. */
    private static void checkKey(String option, String path, Matcher key, Secret password) {
        if (!key.find()) {
            return;
        }
        String kind = key.group(1);
        if (kind != null && !kind.startsWith("ENCRYPTED")) {
            throw wrong(
                    option,
                    path,
                    "has a key that is not in PKCS8; convert it, as by openssl pkcs8 -topk8 -nocrypt",
                    null);
        } else if (kind == null && !password.isEmpty()) {
            throw wrong(option, path, "has a key without a password; leave " + option + "-password out", null);
        }
    }

    private static ConfigurationException wrong(String option, String path, String what, @Nullable Throwable cause) {
        return new ConfigurationException("the file \"" + path + "\" of " + option + " " + what, cause);
    }

    private TrustManager @Nullable [] trustManagers() {
        if (trust.path.isEmpty()) {
            return null; // those of the JDK
        }
        try {
            return new TrustManager[] {
                X509Util.createTrustManager(
                        trust.path, trust.password.reveal(), trust.type, false, false, true, false, false, true)
            };
        } catch (X509Exception.TrustManagerException e) {
            throw wrong(trust, e);
        }
    }

    private KeyManager @Nullable [] keyManagers() {
        if (key.path.isEmpty()) {
            return null;
        }
        try {
            return new KeyManager[] {X509Util.createKeyManager(key.path, key.password.reveal(), key.type)};
        } catch (X509Exception.KeyManagerException e) {
            throw wrong(key, e);
        }
    }

    private static ConfigurationException wrong(StoreFile file, Exception failure) {
        String given = file.option + "-password";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnrecoverableKeyException || cause instanceof BadPaddingException) {
                return wrong(
                        file.option,
                        file.path,
                        (file.password.isEmpty() ? "needs a password" : "has another password") + "; give it by "
                                + given + "-file or " + given,
                        failure);
            }
            if (cause instanceof InvalidAlgorithmParameterException) {
                return wrong(
                        file.option,
                        file.path,
                        "has no certificate that we could trust; see what is in it, and give its password by " + given
                                + "-file",
                        failure);
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return wrong(
                file.option,
                file.path,
                "is no store of type " + file.type + " (" + root + "); see what is in it",
                failure);
    }

    // ------------------------------------------------------------------ use

    /** Whether there is a certificate of our own. */
    boolean hasKey() {
        return !key.path.isEmpty();
    }

    /**
     * Begins to speak TLS over a connection, for a look of our own at a server. As the client does, it wants the server's
     * name in the certificate.
     */
    SSLSocket over(Socket connected, InetSocketAddress server) throws IOException {
        SSLSocket secure = (SSLSocket)
                context.getSocketFactory().createSocket(connected, server.getHostString(), server.getPort(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(new String[0]));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        return secure;
    }

    void applyTo(ZKClientConfig config) {
        config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
        config.setProperty(PREFIX + "enabledProtocols", String.join(",", PROTOCOLS));
        config.setProperty(PREFIX + "hostnameVerification", "true");
        apply(config, "trustStore", trust);
        apply(config, "keyStore", key);
    }

    private static void apply(ZKClientConfig config, String name, StoreFile file) {
        if (!file.path.isEmpty()) {
            config.setProperty(PREFIX + name + ".location", file.path);
            config.setProperty(PREFIX + name + ".type", file.type);
            config.setProperty(PREFIX + name + ".password", file.password.reveal());
        }
    }
}
