package io.signalbox.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Shows a certificate to whoever connects, says nothing, and hangs up after a moment; it is no ZooKeeper. */
final class TlsListener implements AutoCloseable {

    private final SSLServerSocket socket;
    private final Thread thread;
    private final AtomicInteger accepted = new AtomicInteger();

    /**
     * Starts it.
     *
     * @param suites of TLS 1.2, which is all that it speaks; all that is usual if there are none
     */
    TlsListener(Path keyStore, String password, String... suites) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(Files.newInputStream(keyStore), password.toCharArray());
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(keys, password.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        if (suites.length > 0) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(suites);
        }
        thread = new Thread(this::serve, "tls-listener");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (SSLSocket client = (SSLSocket) socket.accept()) {
                accepted.incrementAndGet();
                client.startHandshake(); // takes its time in a JVM that has only begun
                client.setSoTimeout(200);
                client.getInputStream().read();
            } catch (IOException e) {
                // the client did not like the certificate, or the test is over
            }
        }
    }

    /** How many have come. */
    int accepted() {
        return accepted.get();
    }

    String address() {
        return "localhost:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
