package io.signalbox.zookeeper;

import static org.awaitility.Awaitility.await;

import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A ZooKeeper server in a process of its own with all that it can ask of a client: a port with TLS and one without, the
 * digest scheme, SASL and client certificates. Certificates are made anew, and gone with it.
 */
final class SecureServer implements AutoCloseable {

    static final String STORE_PASSWORD = "st0re-pa55word";

    private final Path folder = Files.createTempDirectory("signalbox-secure-server");
    final Authority authority = new Authority("our authority");
    private final int securePort = ServerProcess.freePort();
    private final ServerProcess process;

    /**
     * Starts it.
     *
     * @param clientAuth whether a client needs a certificate: none, want, need
     * @param users SASL users and their passwords; without any, the server knows no SASL
     * @param more lines of configuration
     */
    SecureServer(String clientAuth, Map<String, String> users, String... more) throws IOException {
        Path key = authority.keyStore(
                folder.resolve("server.p12"),
                "PKCS12",
                STORE_PASSWORD,
                authority.issue("server", "localhost", "127.0.0.1"));
        List<String> lines = new ArrayList<>(List.of(
                "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
                "secureClientPort=" + securePort,
                "secureClientPortAddress=127.0.0.1",
                "ssl.keyStore.location=" + key,
                "ssl.keyStore.password=" + STORE_PASSWORD,
                "ssl.trustStore.location=" + trustStore("PEM"),
                "ssl.clientAuth=" + clientAuth,
                "authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider",
                "fips-mode=false"));
        lines.addAll(List.of(more));
        List<String> options = new ArrayList<>();
        if (!users.isEmpty()) {
            lines.add("authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider");
            options.add("-Djava.security.auth.login.config=" + folder.resolve("jaas"));
            setUsers(users);
        }
        try {
            this.process = new ServerProcess(Duration.ofMillis(500), lines, options);
        } catch (IOException | RuntimeException | Error e) {
            deleteFolder();
            throw e;
        }
        try {
            await().atMost(Timeouts.patience()).ignoreExceptions().until(this::listensOnTheSecurePort);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** That comes a moment after the other. */
    private boolean listensOnTheSecurePort() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), securePort)) {
            return socket.isConnected();
        }
    }

    /** In force after a restart. */
    void setUsers(Map<String, String> users) throws IOException {
        StringBuilder jaas = new StringBuilder("Server { org.apache.zookeeper.server.auth.DigestLoginModule required");
        users.forEach((user, password) -> jaas.append(" user_")
                .append(user)
                .append("=\"")
                .append(password)
                .append('"'));
        Files.writeString(folder.resolve("jaas"), jaas + "; };\n");
    }

    /** Starts it again, and it trusts certificates of these alone. */
    void trust(Authority clients) throws IOException {
        clients.trustStore(folder.resolve("trust.pem"), "PEM", STORE_PASSWORD);
        process.restart();
    }

    ServerProcess process() {
        return process;
    }

    String address() {
        return process.address();
    }

    String secureAddress() {
        return "localhost:" + securePort;
    }

    Path folder() {
        return folder;
    }

    /** A trust store with the authority that signed its certificate. */
    Path trustStore(String type) throws IOException {
        return authority.trustStore(
                folder.resolve("trust." + type.toLowerCase(java.util.Locale.ROOT)), type, STORE_PASSWORD);
    }

    @Override
    public void close() throws IOException {
        process.close();
        deleteFolder();
    }

    private void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
