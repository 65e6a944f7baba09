package io.signalbox.faults;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * The network of a run, and what it is.
 *
 * @param network the network
 * @param description for the summary
 */
record Ground(Network network, String description) {

    /** Makes a network, if that is permitted. */
    @FunctionalInterface
    interface Builder {
        Network build(List<String> places) throws IOException, InterruptedException;
    }

    /** Namespaces, or, where they are not permitted or not wanted, the loopback network, and why. */
    static Ground of(List<String> places, boolean loopback) throws InterruptedException {
        return loopback ? onLoopback(places, "as asked for") : of(places, NamespaceNetwork::open);
    }

    static Ground of(List<String> places, Builder namespaces) throws InterruptedException {
        try {
            return new Ground(namespaces.build(places), "network namespaces, one a process, joined by a bridge");
        } catch (IOException e) {
            return onLoopback(places, "NAMESPACES ARE NOT PERMITTED HERE (" + e.getMessage() + ")");
        }
    }

    private static Ground onLoopback(List<String> places, String why) {
        String text = "loopback, " + why + ": processes are stopped and killed, and NOTHING IS CUT";
        System.err.println(text);
        return new Ground(new LoopbackNetwork(places, new Random()), text);
    }
}
