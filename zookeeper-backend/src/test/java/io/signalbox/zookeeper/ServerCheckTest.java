package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.spi.Participant;
import io.signalbox.spi.Secret;
import io.signalbox.spi.StoreConfig;
import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is a refusal, and what may be a server that is only down. */
class ServerCheckTest {

    private static final String PASSWORD = "st0re-pa55word";

    @TempDir
    Path folder;

    private Authority authority;
    private Tls tls;

    @BeforeEach
    void trust() throws IOException {
        authority = new Authority("our authority");
        tls = new Tls(config(authority.trustStore(folder.resolve("trust.p12"), "PKCS12", PASSWORD)));
    }

    static StoreConfig config(Path trust) {
        return new StoreConfig(
                "//zk1",
                Map.of(
                        "zookeeper.tls",
                        "on",
                        "zookeeper.tls.trust-store",
                        trust.toString(),
                        "zookeeper.tls.trust-store-password",
                        Secret.of(PASSWORD)),
                new Participant("", 0, ""));
    }

    private TlsListener listener(Authority.Identity identity, String... suites) throws IOException {
        return new TlsListener(
                authority.keyStore(folder.resolve("listener.p12"), "PKCS12", PASSWORD, identity), PASSWORD, suites);
    }

    private ServerCheck.Complaint complaint(TlsListener listener) {
        return new ServerCheck(tls, Duration.ofSeconds(20), () -> false).complaint(listener.address());
    }

    @Test
    void certificate_thatIsNotForServers_isNotAccepted() throws IOException {
        try (TlsListener listener = listener(authority.issueForClients("listener", "localhost"))) {
            ServerCheck.Complaint complaint = complaint(listener);
            assertThat(complaint.text())
                    .startsWith("the certificate of " + listener.address() + " is not accepted (")
                    .endsWith("); give it one that is good for a server");
            assertThat(complaint.isCertain()).isTrue();
        }
    }

    @Test
    void certificate_expired_isNotAccepted() throws IOException {
        try (TlsListener listener =
                listener(authority.issue("listener", Instant.now().minusSeconds(60), "localhost"))) {
            assertThat(complaint(listener).isCertain()).isTrue();
        }
    }

    /** It has no key for the suites that it knows, which is no word about our certificate. */
    @Test
    void alert_aboutSomethingElse_decidesNothing() throws IOException {
        try (TlsListener listener =
                listener(authority.issue("listener", "localhost"), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")) {
            ServerCheck.Complaint complaint = complaint(listener);
            assertThat(complaint.text()).contains(listener.address() + " ends the handshake (Received fatal alert: ");
            assertThat(complaint.isCertain()).isFalse();
        }
    }

    /** As a server without a majority does when it gives up its part, or what ends TLS in front of one that is down. */
    @Test
    void hangingUpBehindTheHandshake_decidesNothing() throws IOException {
        try (TlsListener listener = listener(authority.issue("listener", "localhost"))) {
            ServerCheck.Complaint complaint = complaint(listener);
            assertThat(complaint.text()).contains(listener.address() + " hangs up after the handshake");
            assertThat(complaint.isCertain()).isFalse();
            ServerCheck.Complaint certain = new ServerCheck.Complaint("it was an alert", true);
            assertThat(complaint.orCertain(certain))
                    .as("whose alert is lost now")
                    .isEqualTo(certain);
            assertThat(complaint.orCertain(null)).isEqualTo(complaint);
        }
    }

    /** As with an alert that is lost before it is read: to ask such a server in plain text would take all the time. */
    @Test
    void hangingUpWithinTheHandshake_isToldAtOnce() throws Exception {
        try (TlsListener listener =
                        listener(authority.issue("listener", "localhost"), "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
                ServerSocket relay = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Hands hands = new Hands()) {
            Future<ServerCheck.Complaint> look = hands.call(() -> new ServerCheck(tls, Duration.ofHours(1), () -> false)
                    .complaint("localhost:" + relay.getLocalPort()));
            relay.setSoTimeout((int) Timeouts.patience().toMillis());
            for (int looks = 0; looks < 2; looks++) {
                passOnOneFlightEach(relay, listener, hands);
            }
            ServerCheck.Complaint complaint = Hands.get(look);
            assertThat(complaint.text())
                    .startsWith("localhost:" + relay.getLocalPort()
                            + " hangs up within the handshake, so it does not serve now, or refuses us");
            assertThat(complaint.isCertain()).isFalse();
        }
    }

    /** The listener shows its certificate, and what the client says to that does not get through. */
    private static void passOnOneFlightEach(ServerSocket relay, TlsListener listener, Hands hands) throws Exception {
        try (Socket client = relay.accept();
                Socket server = new Socket(
                        InetAddress.getLoopbackAddress(),
                        ServerWord.address(listener.address()).getPort())) {
            byte[] hello = new byte[16_384];
            int length = client.getInputStream().read(hello);
            server.getOutputStream().write(hello, 0, length);
            Future<?> answer = hands.call(() -> server.getInputStream().transferTo(client.getOutputStream()));
            assertThat(client.getInputStream().read())
                    .as("the client's next word")
                    .isNotNegative();
            client.close(); // first, or it would hear what the listener says to that
            server.close();
            OnTestServer.patiently().until(answer::isDone);
        }
    }

    @Test
    void interrupt_endsALookAtASilentServer() throws Exception {
        BlockingQueue<Socket> held = new LinkedBlockingQueue<>();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Hands hands = new Hands()) {
            CompletableFuture<Thread> looking = new CompletableFuture<>();
            Future<ServerCheck.Complaint> look = hands.call(() -> {
                looking.complete(Thread.currentThread());
                return new ServerCheck(tls, Duration.ofHours(1), () -> false)
                        .complaint("localhost:" + silent.getLocalPort());
            });
            held.add(silent.accept());
            looking.get().interrupt();
            assertThat(Hands.get(look)).isNull();
            held.take().close();
        }
    }
}
