package io.signalbox.faults;

import java.io.IOException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/** One ZooKeeper server, which ends when the run that started it is gone. */
final class ServerMain {

    private ServerMain() {}

    public static void main(String[] arguments) {
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
