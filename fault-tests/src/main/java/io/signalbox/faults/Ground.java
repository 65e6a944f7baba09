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

    /** Namespaces, or, where they are not permitted, the loopback network, and why. */
    static Ground of(List<String> places, boolean loopback) throws InterruptedException {
        String why = "as asked for";
        if (!loopback) {
            try {
                return new Ground(
                        NamespaceNetwork.open(places), "network namespaces, one a process, joined by a bridge");
            } catch (IOException e) {
                why = "NAMESPACES ARE NOT PERMITTED HERE (" + e.getMessage() + ")";
            }
        }
        String text = "loopback, " + why + ": processes are stopped and killed, and NOTHING IS CUT";
        System.err.println(text);
        return new Ground(new LoopbackNetwork(places, new Random()), text);
    }
}
