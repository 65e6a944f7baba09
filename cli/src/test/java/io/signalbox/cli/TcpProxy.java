package io.signalbox.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Stands between two ends, and can part them: by a cut, where connections end, and new ones end at once; or by silence, where
 * all stand, and nothing comes over them until that is mended.
 */
final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean isCut;
    private volatile CountDownLatch sound = new CountDownLatch(0);

    private TcpProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    static TcpProxy to(int port) throws IOException {
        TcpProxy proxy = new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        start(proxy::accept);
        return proxy;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                if (isCut) {
                    end(client);
                } else {
                    connect(client);
                }
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            start(() -> pump(client, server));
            start(() -> pump(server, client));
        } catch (IOException e) {
            end(client); // nobody listens there now
        }
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] some = new byte[8_192];
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
                sound.await();
                out.write(some, 0, length);
            }
        } catch (IOException | InterruptedException e) {
            // Either end is gone.
        } finally {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Then it is ended.
        }
        sockets.remove(socket);
    }

    void cut() {
        isCut = true;
        sockets.forEach(this::end);
    }

    void silence() {
        sound = new CountDownLatch(1);
    }

    void mend() {
        isCut = false;
        sound.countDown();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // Then it is closed.
        }
        cut();
        sound.countDown();
    }
}
