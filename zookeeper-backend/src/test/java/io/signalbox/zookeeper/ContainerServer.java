package io.signalbox.zookeeper;

import static org.awaitility.Awaitility.await;

import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** The server in a container, asked by its own client and by its four letter words. It outlives the tests that use it. */
final class ContainerServer implements StoreServer {

    private static final int SESSION_MILLIS = 4_000;

    private final ServerContainer container;
    private final ZooKeeper client;

    ContainerServer(ServerContainer container) throws IOException {
        this.container = container;
        this.client = new ZooKeeper("127.0.0.1:" + container.port(), SESSION_MILLIS, event -> {});
    }

    @Override
    public int port() {
        return container.port();
    }

    @Override
    public void restart() {
        container.kill();
        container.startAgain();
        container.awaitServing();
    }

    @Override
    public boolean hasSession(long sessionId) {
        return FourLetters.ask(port(), "dump").contains("0x" + Long.toHexString(sessionId));
    }

    @Override
    public List<String> children(String path) {
        return ask(() -> client.getChildren(path, false), List.of());
    }

    @Override
    public byte[] data(String path) {
        return ask(() -> client.getData(path, false, null), new byte[0]);
    }

    /** Also when the connection was just lost by a restart. */
    private static <T> T ask(Callable<T> question, T ifThereIsNone) {
        return await().atMost(Timeouts.patience())
                .ignoreExceptionsMatching(failure -> failure instanceof KeeperException.ConnectionLossException)
                .until(
                        () -> {
                            try {
                                return question.call();
                            } catch (KeeperException.NoNodeException e) {
                                return ifThereIsNone;
                            }
                        },
                        answer -> true);
    }

    @Override
    public int watches(String root) {
        return (int) FourLetters.ask(port(), "wchp")
                .lines()
                .filter(line -> line.startsWith(root + "/"))
                .count();
    }

    /** Of the fixture that used it; the next one will, too. */
    @Override
    public void close() {}

    void disconnect() throws InterruptedException {
        client.close();
    }
}
