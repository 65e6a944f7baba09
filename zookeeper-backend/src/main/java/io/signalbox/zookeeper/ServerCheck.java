package io.signalbox.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Finds out why a server hangs up on us before there is a session: ZooKeeper's client does not tell, and tries for ever. */
final class ServerCheck {
    /*
     * With TLS: a handshake as the client does it, and a look whether the server says something against our certificate,
     * which in TLS 1.3 comes after the handshake. Without TLS: the beginning of a handshake, to see whether there is a
     * certificate; it is not trusted and nothing is sent.
     *
     * A server that does not serve yet hangs up before the handshake. One that does so behind it refuses who we are, or
     * that we say nothing: its alert may be lost, for it hangs up with our last words unread, and that resets the
     * connection.
     *
     * Only what cannot get better by waiting is an answer. A server that is down, or sees no majority, is none.
     */
    private static final int LOOK_MILLIS = 100;
    private static final String HANGS_UP = "it hangs up after the handshake";

    private final @Nullable Tls tls;
    private final int timeoutMillis;
    private final BooleanSupplier isNeedless;

    /** Its questions end early once nobody needs the answer. */
    ServerCheck(@Nullable Tls tls, Duration timeout, BooleanSupplier isNeedless) {
        this.tls = tls;
        this.isNeedless = isNeedless;
        this.timeoutMillis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
    }

    /**
     * Looks at one server.
     *
     * @param server host and port
     * @return why it will never serve us, and what to do; null if nothing speaks for that
     */
    @Nullable String refusal(String server) {
        return tls == null ? ifItSpeaksTls(server) : ifTheHandshakeFails(server, tls);
    }

    // ------------------------------------------------------------------ without TLS

    private @Nullable String ifItSpeaksTls(String server) {
        Sight sight = new Sight();
        InetSocketAddress address = ServerWord.address(server);
        try (Socket socket = connect(address)) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {sight}, null);
            try (SSLSocket secure = (SSLSocket)
                    context.getSocketFactory().createSocket(socket, address.getHostString(), address.getPort(), true)) {
                secure.startHandshake();
            }
        } catch (IOException | GeneralSecurityException e) {
            // as it should be: nothing is trusted here
        }
        return sight.isSeen ? server + " expects TLS; set zookeeper.tls=on, or name its port without TLS" : null;
    }

    /** Trusts nobody, and remembers whether it was asked. */
    private static final class Sight implements X509TrustManager {
        private boolean isSeen;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            isSeen = true;
            throw new CertificateException("seen");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    // ------------------------------------------------------------------ with TLS

    private @Nullable String ifTheHandshakeFails(String server, Tls ours) {
        InetSocketAddress address = ServerWord.address(server);
        boolean isShaken = false;
        try (Socket socket = connect(address);
                SSLSocket secure = ours.over(socket, address)) {
            secure.startHandshake();
            isShaken = true;
            return hangsUp(secure) ? refusesUs(server, ours, HANGS_UP) : null;
        } catch (SSLException e) {
            String why = explain(server, e, ours);
            return why == null && isShaken ? refusesUs(server, ours, HANGS_UP) : why;
        } catch (IOException e) {
            return isShaken ? refusesUs(server, ours, HANGS_UP) : ifItSpeaksPlainly(server);
        }
    }

    private Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A server says nothing before it is asked, unless it is to complain. */
    private boolean hangsUp(SSLSocket secure) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        secure.setSoTimeout(LOOK_MILLIS);
        while (deadline - System.nanoTime() > 0 && !isNeedless.getAsBoolean()) {
            try {
                return secure.getInputStream().read() < 0;
            } catch (SocketTimeoutException e) {
                // no complaint yet
            }
        }
        return false;
    }

    private static String refusesUs(String server, Tls ours, String how) {
        return server + " refuses " + (ours.hasKey() ? "our certificate" : "us without a certificate") + " (" + how
                + "); "
                + (ours.hasKey()
                        ? "give one that has not expired and that its trust store knows, by zookeeper.tls.key-store, and see"
                                + " its authProvider.x509 line"
                        : "give one by zookeeper.tls.key-store");
    }

    private @Nullable String explain(String server, SSLException failure, Tls ours) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return "the certificate of " + server + " has expired (" + message + "); renew it";
            } else if (cause instanceof CertificateNotYetValidException) {
                return "the certificate of " + server + " is not valid yet (" + message + "); see the clocks";
            } else if (cause instanceof CertPathBuilderException) {
                return "the certificate of " + server
                        + " is signed by nobody in the trust store; add its authority to the"
                        + " file of zookeeper.tls.trust-store";
            } else if (isAboutNames(cause, message)) {
                return "the certificate of " + server + " is for another host (" + message
                        + "); name the server in the URL"
                        + " as its certificate does, or give it a certificate with this name";
            }
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains("fatal alert")) {
            return refusesUs(server, ours, message);
        }
        String plain = ifItSpeaksPlainly(server);
        return plain != null || !message.contains("Unsupported or unrecognized") ? plain : speaksNoTls(server);
    }

    /** As the JDK words it: one of these two, in a CertificateException of no finer type. */
    private static boolean isAboutNames(Throwable cause, String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return cause instanceof CertificateException
                && (lower.startsWith("no subject alternative") || lower.startsWith("no name matching"));
    }

    /** It hung up: does it answer, or refuse to answer, a word in plain text? */
    private @Nullable String ifItSpeaksPlainly(String server) {
        try {
            String answer = new ServerWord(server, null, Duration.ofMillis(timeoutMillis)).ask("srvr");
            return answer.contains("Zookeeper") || answer.contains("not in the whitelist") ? speaksNoTls(server) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String speaksNoTls(String server) {
        return server
                + " speaks no TLS; name its port with TLS in the URL (secureClientPort), or set zookeeper.tls=off";
    }
}
