package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that take a connection and say nothing: whoever opens does not ask them himself, and so hears an interrupt. */
class OpeningIT {

    @TempDir
    Path folder;

    /** One that is there ten times, for a client that has TLS. */
    private Credentials trusting(ServerSocket silent) throws IOException {
        Path trust = new Authority("our authority")
                .trustStore(folder.resolve("trust.p12"), "PKCS12", SecureServer.STORE_PASSWORD);
        return Credentials.tls(String.join(",", Collections.nCopies(10, "localhost:" + silent.getLocalPort())), trust);
    }

    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    }

    @Test
    void open_interruptedWhileServersAreAsked_endsAtOnce() throws Exception {
        Set<Thread> before = CloseIT.threadsOfClients();
        try (ServerSocket silent = silent();
                Hands hands = new Hands()) {
            Credentials shown =
                    trusting(silent).with("connection-timeout", "10m").with("operation-timeout", "100ms");
            CompletableFuture<Thread> opener = new CompletableFuture<>();
            Future<StoreUnavailableException> opening = hands.call(() -> {
                opener.complete(Thread.currentThread());
                return catchThrowableOfType(StoreUnavailableException.class, () -> shown.open("/silent"));
            });
            try (Socket client = silent.accept();
                    Socket question = silent.accept()) {
                assertThat(client.isConnected() && question.isConnected()).isTrue();
                opener.get().interrupt();
                OnTestServer.patiently().until(opening::isDone);
            }
            assertThat(opening.get()).hasMessageContaining("interrupted while waiting for a connection");
            OnTestServer.patiently()
                    .untilAsserted(() ->
                            assertThat(CloseIT.threadsOfClients()).as("threads").isSubsetOf(before));
        }
    }
}
