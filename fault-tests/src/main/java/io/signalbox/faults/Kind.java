package io.signalbox.faults;

import java.util.Locale;

/** What can be done to the world. */
enum Kind {
    /** The leader is cut from everybody, in silence. */
    CUT_LEADER(true),
    /** A follower is cut from its peers, and its clients do not notice. */
    ISOLATE_FOLLOWER(true),
    /** One server and some clients are cut from the rest. */
    HALVES(true),
    /** The leader and one follower do not hear each other. */
    CUT_LINK(true),
    /** What goes one way does not arrive; what goes the other way does. */
    ONE_WAY(true),
    /** A fifth to a third of all frames between servers and clients is lost. */
    LOSS(true),
    /** Connections of a server are reset, and new ones refused. */
    RESET(true),
    /** What goes to a server, or to a client, is held back for longer than the session timeout, and then all arrives. */
    HOLD_BACK(true),
    /** A client, best the holder, is cut from all servers. */
    CUT_CLIENT(true),
    /** The leader is cut off while the followers start anew. */
    CUT_LEADER_RESTART(true),
    /** A client, best the holder, stands still. */
    STOP_CLIENT(false),
    /** The leader stands still. */
    STOP_LEADER(false),
    /** All servers stand still. */
    STOP_SERVERS(false),
    /** A client, best the holder, is killed. */
    KILL_CLIENT(false),
    /** The leader is killed. */
    KILL_LEADER(false),
    /** The leader and a follower are killed. */
    KILL_QUORUM(false),
    /** All servers are killed. */
    KILL_SERVERS(false),
    /** One server after another starts anew. */
    ROLLING(false),
    /** The wall clock of a client jumps by an hour, there and back. */
    CLOCK_JUMP(false),
    /** The wall clock of a client jumps to and fro by five minutes. */
    CLOCK_STROBE(false);

    final boolean needsNetwork;

    Kind(boolean needsNetwork) {
        this.needsNetwork = needsNetwork;
    }

    boolean needsFakeTime() {
        return this == CLOCK_JUMP || this == CLOCK_STROBE;
    }

    /** As it is written on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Kind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
