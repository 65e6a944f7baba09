package io.signalbox.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One thread's way to the registers. */
final class RegisterClient implements AutoCloseable {

    private final SocketChannel channel;
    private final BufferedReader in;

    RegisterClient(Path socket) throws IOException {
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    long read(String register, long token) throws IOException {
        return ask("read " + register + " " + token);
    }

    long write(String register, long token, long parent, String element) throws IOException {
        return ask("write " + register + " " + token + " " + parent + " " + element);
    }

    private long ask(String line) throws IOException {
        channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("the registers are gone");
        }
        return Long.parseLong(answer);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
