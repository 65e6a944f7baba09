package io.signalbox.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
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
     * Certain is only what cannot get better by waiting: a certificate that we do not accept, an alert that says that ours
     * is not accepted, a port that speaks another language. A server that is down, or sees no majority, is nothing of it.
     *
     * To hang up behind the handshake is a sign of both. Who refuses us does so if its alert is lost (it may hang up with
     * our last words unread, and that resets the connection), or if it knows no identity by certificates. But a server
     * without a majority shakes hands all the same, unless told otherwise (zookeeper.netty.server.
     * earlyDropSecureConnectionHandshakes), and hangs up when it gives up its part; so does what ends TLS in front of a
     * server that is down. The same goes for alerts about anything but certificates. So these are told, and decide
     * nothing, however often they are seen.
     *
     * To hang up within the handshake is such a sign where there is TLS, and else what a server does that speaks none. So it
     * is asked whether it shows a certificate before it is asked anything in plain text: a server with TLS would be silent
     * about that, and the look would last as long as it may.
     *
     * The sockets are those of channels: an interrupt closes them, so that whoever asks can be stopped.
     */
    private static final int LOOK_MILLIS = 100;

    /** What a server says against a certificate. RFC 8446, 6.2; the JDK has these names in its message. */
    private static final Pattern ALERT_ABOUT_US =
            Pattern.compile("fatal alert: (\\w*certificate\\w*|unknown_ca|access_denied)");

    /**
     * Why a server does not serve us.
     *
     * @param text what it is, and behind the last semicolon what to do
     * @param isCertain whether it cannot get better by waiting
     */
    record Complaint(String text, boolean isCertain) {
        /** What was certain before stays so if now there is only a sign. */
        Complaint orCertain(@Nullable Complaint before) {
            return !isCertain && before != null && before.isCertain ? before : this;
        }
    }

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
     * @return what speaks against it that it serves us, and what to do; null if nothing does
     */
    @Nullable String refusal(String server) {
        Complaint complaint = complaint(server);
        return complaint == null ? null : complaint.text();
    }

    /** As {@link #refusal}, with how certain that is. */
    @Nullable Complaint complaint(String server) {
        return tls == null ? ifItSpeaksTls(server) : ifTheHandshakeFails(server, tls);
    }

    private static Complaint certain(String text) {
        return new Complaint(text, true);
    }

    // ------------------------------------------------------------------ without TLS

    private @Nullable Complaint ifItSpeaksTls(String server) {
        return showsCertificate(server)
                ? certain(server + " expects TLS; set zookeeper.tls=on, or name its port without TLS")
                : null;
    }

    private boolean showsCertificate(String server) {
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
        return sight.isSeen;
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

    private @Nullable Complaint ifTheHandshakeFails(String server, Tls ours) {
        InetSocketAddress address = ServerWord.address(server);
        boolean isShaken = false;
        try (Socket socket = connect(address);
                SSLSocket secure = ours.over(socket, address)) {
            secure.startHandshake();
            isShaken = true;
            return hangsUp(secure) ? hangsUp(server, "after", ours) : null;
        } catch (SSLException e) {
            Complaint why = explain(server, e, ours);
            return why != null ? why : whyItHungUp(server, isShaken, ours);
        } catch (SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            return whyItHungUp(server, isShaken, ours);
        }
    }

    private @Nullable Complaint whyItHungUp(String server, boolean isShaken, Tls ours) {
        if (isShaken) {
            return hangsUp(server, "after", ours);
        }
        return showsCertificate(server) ? hangsUp(server, "within", ours) : ifItSpeaksPlainly(server);
    }

    private Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = SocketChannel.open().socket();
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

    private static String us(Tls ours) {
        return ours.hasKey() ? "our certificate" : "us without a certificate";
    }

    private static Complaint refusesUs(String server, Tls ours, String how) {
        return certain(server + " refuses " + us(ours) + " (" + how + "); "
                + (ours.hasKey()
                        ? "give one that has not expired and that its trust store knows, by zookeeper.tls.key-store, and see"
                                + " its authProvider.x509 line"
                        : "give one by zookeeper.tls.key-store"));
    }

    private static Complaint hangsUp(String server, String when, Tls ours) {
        return new Complaint(
                server + " hangs up " + when + " the handshake, so it does not serve now, or refuses " + us(ours)
                        + "; see its log",
                false);
    }

    /** What a failure tells by itself. */
    private static @Nullable Complaint explain(String server, SSLException failure, Tls ours) {
        String certificate = "the certificate of " + server;
        String fault = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return certain(certificate + " has expired (" + message + "); renew it");
            } else if (cause instanceof CertificateNotYetValidException) {
                return certain(certificate + " is not valid yet (" + message + "); see the clocks");
            } else if (cause instanceof CertPathBuilderException) {
                return certain(certificate + " is signed by nobody in the trust store; add its authority to the"
                        + " file of zookeeper.tls.trust-store");
            } else if (isAboutNames(cause, message)) {
                return certain(certificate + " is for another host (" + message
                        + "); name the server in the URL"
                        + " as its certificate does, or give it a certificate with this name");
            } else if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
                fault = message; // the innermost tells most
            }
        }
        if (fault != null) {
            return certain(certificate + " is not accepted (" + fault + "); give it one that is good for a server");
        }
        String message = String.valueOf(failure.getMessage());
        if (ALERT_ABOUT_US.matcher(message).find()) {
            return refusesUs(server, ours, message);
        } else if (message.contains("fatal alert")) {
            return new Complaint(server + " ends the handshake (" + message + "); see its log", false);
        }
        return message.contains("Unsupported or unrecognized") ? speaksNoTls(server) : null;
    }

    /** As the JDK words it: one of these two, in a CertificateException of no finer type. */
    private static boolean isAboutNames(Throwable cause, String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return cause instanceof CertificateException
                && (lower.startsWith("no subject alternative") || lower.startsWith("no name matching"));
    }

    /** Does it answer, or refuse to answer, a word in plain text? */
    private @Nullable Complaint ifItSpeaksPlainly(String server) {
        try {
            String answer = new ServerWord(server, null, Duration.ofMillis(timeoutMillis)).ask("srvr");
            return answer.contains("Zookeeper") || answer.contains("not in the whitelist") ? speaksNoTls(server) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Complaint speaksNoTls(String server) {
        return certain(server
                + " speaks no TLS; name its port with TLS in the URL (secureClientPort), or set zookeeper.tls=off");
    }
}
