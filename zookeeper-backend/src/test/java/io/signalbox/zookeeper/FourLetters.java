package io.signalbox.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a server on loopback says of itself. */
final class FourLetters {

    private static final int PATIENCE_MILLIS = 1_000;

    private FourLetters() {}

    /** Empty if it does not answer. */
    static String ask(int port, String word) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** An open port is not enough: a server listens before it serves, and one without a majority does not serve. */
    static boolean serves(int port) {
        return ask(port, "srvr").contains("Mode:");
    }
}
