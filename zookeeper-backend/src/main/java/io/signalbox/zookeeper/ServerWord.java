package io.signalbox.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks one server one of its four-letter words, which it answers to anybody, or not at all. */
final class ServerWord {

    private static final int MAX_ANSWER = 65_536;

    private final String server;
    private final @Nullable Tls tls;
    private final int timeoutMillis;

    ServerWord(String server, @Nullable Tls tls, Duration timeout) {
        this.server = server;
        this.tls = tls;
        this.timeoutMillis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
    }

    /** Host and port as a URL has them, looked up. */
    static InetSocketAddress address(String server) {
        int colon = server.lastIndexOf(':');
        String host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(host, Integer.parseInt(server, colon + 1, server.length(), 10));
    }

    /**
     * Sends the word.
     *
     * @return the answer; empty if the server hangs up without one, as it does when it expects TLS
     * @throws IOException if the server cannot be reached, or is silent for too long
     */
    String ask(String word) throws IOException {
        InetSocketAddress address = address(server);
        try (Socket plain = SocketChannel.open().socket()) { // an interrupt ends it
            plain.connect(address, timeoutMillis);
            plain.setSoTimeout(timeoutMillis);
            Socket socket = tls == null ? plain : tls.over(plain, address);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.US_ASCII);
        }
    }

    /** Whether it was answered that this word is not answered. */
    static boolean isRefused(String answer) {
        return answer.isBlank() || answer.contains("not in the whitelist") || answer.contains("not executed");
    }

    /**
     * A value in an answer of lines such as {@code Mode: leader} or {@code tickTime=2000}.
     *
     * @return null if there is none
     */
    static @Nullable String value(String answer, String name) {
        Matcher m = Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:: ?|=)(.*)$")
                .matcher(answer);
        return m.find() ? m.group(1).strip() : null;
    }
}
