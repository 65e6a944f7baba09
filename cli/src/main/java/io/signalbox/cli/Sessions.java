package io.signalbox.cli;

import java.util.ArrayList;
import java.util.List;

/** Starts commands as leaders of a session, and so of a process group, of their own. Java itself cannot. */
final class Sessions {

    private static final boolean AVAILABLE = SearchPath.find("setsid").isPresent();

    private Sessions() {}

    /** Whether there is a way. */
    static boolean available() {
        return AVAILABLE;
    }

    /** With a session of its own, if there is a way. The process stays the same one: it leads no group when it starts. */
    static List<String> detached(List<String> command) {
        List<String> detached = new ArrayList<>(AVAILABLE ? List.of("setsid") : List.of());
        detached.addAll(command);
        return detached;
    }
}
