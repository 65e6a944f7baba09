package io.signalbox.faults;

import java.io.IOException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/** One ZooKeeper server, which ends when the run that started it is gone. */
final class ServerMain {

    /** Stock is a minute. Directories that go sooner are one more thing to be in the way of whoever comes. */
    private static final String REAPING_MILLIS = "5000";

    private static final String REAPED_A_MINUTE = "600000";

    private ServerMain() {}

    public static void main(String[] arguments) {
        System.setProperty("znode.container.checkIntervalMs", REAPING_MILLIS);
        System.setProperty("znode.container.maxPerMinute", REAPED_A_MINUTE);
        Thread attendant = new Thread(ServerMain::haltWithTheRun, "attendant");
        attendant.setDaemon(true);
        attendant.start();
        QuorumPeerMain.main(arguments);
    }

    private static void haltWithTheRun() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            System.err.println("the run is gone: " + e);
        }
        Runtime.getRuntime().halt(1);
    }
}
