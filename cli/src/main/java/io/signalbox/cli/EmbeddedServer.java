package io.signalbox.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/**
 * A ZooKeeper server in this process, on a free port of the loopback address. The one class here that sees ZooKeeper: a
 * server is no backend, and in this process it cannot outlive the demo.
 */
final class EmbeddedServer implements AutoCloseable {

    private final ZooKeeperServerEmbedded server;
    private final String url;

    private EmbeddedServer(ZooKeeperServerEmbedded server, String url) {
        this.server = server;
        this.url = url;
    }

    /** Returns when it serves; its data is in the folder. */
    static EmbeddedServer start(Path folder) throws IOException {
        return start(folder, "127.0.0.1", 0, false);
    }

    /**
     * Returns when it serves.
     *
     * @param port 0 for any that is free
     * @param durable its data outlives the power supply
     */
    static EmbeddedServer start(Path folder, String address, int port, boolean durable) throws IOException {
        try {
            ZooKeeperServerEmbedded server = ZooKeeperServerEmbedded.builder()
                    .baseDir(folder)
                    .configuration(settings(address, port, durable))
                    .exitHandler(ExitHandler.LOG_ONLY)
                    .build();
            try {
                server.start();
                return new EmbeddedServer(server, "zookeeper://" + server.getConnectionString());
            } catch (Exception | Error e) { // so it is declared; it must not stay half started
                server.close();
                throw e;
            }
        } catch (Exception e) { // so it is declared
            throw new IOException("cannot start a ZooKeeper server on " + address + ":" + port + ": " + e, e);
        }
    }

    private static Properties settings(String address, int port, boolean durable) {
        Properties settings = new Properties();
        settings.setProperty("clientPort", Integer.toString(port));
        settings.setProperty("clientPortAddress", address);
        settings.setProperty("tickTime", "500");
        // Whatever session-timeout the user configured is granted.
        settings.setProperty("minSessionTimeout", "100");
        settings.setProperty("maxSessionTimeout", "86400000");
        settings.setProperty("maxClientCnxns", "0");
        settings.setProperty("admin.enableServer", "false");
        settings.setProperty("4lw.commands.whitelist", "srvr,conf");
        if (!durable) {
            settings.setProperty("forceSync", "no"); // the data is thrown away: no waiting for the disk
        } else {
            settings.setProperty("autopurge.purgeInterval", "1");
        }
        // Not 64 MB set aside for the log.
        settings.setProperty("preAllocSize", "1024");
        return settings;
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        server.close();
    }
}
