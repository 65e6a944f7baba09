package io.signalbox.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Registers behind a Unix domain socket: a file, so every network namespace reaches it, whatever is cut. A name that
 * begins with {@code fenced} has a fence.
 */
final class RegisterServer implements AutoCloseable {

    private final ServerSocketChannel listener;
    private final Map<String, Register> registers = new ConcurrentHashMap<>();
    private final Consumer<Entry> log;

    RegisterServer(Path socket, Consumer<Entry> log) throws IOException {
        this.log = log;
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        start("registers", this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (listener.isOpen()) {
                SocketChannel client = listener.accept();
                start("register-client", () -> serve(client));
            }
        } catch (IOException e) {
            if (listener.isOpen()) {
                System.err.println("the registers are closed: " + e);
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer = serve(line.split(" ")) + "\n";
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            // the client was killed; what it did is in the history
        }
    }

    private long serve(String[] words) {
        Register register =
                registers.computeIfAbsent(words[1], name -> new Register(name, name.startsWith("fenced"), log));
        long token = Long.parseLong(words[2]);
        return words[0].equals("read")
                ? register.read(token)
                : register.write(token, Long.parseLong(words[3]), words[4]);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
