package io.signalbox.zookeeper;

import java.io.IOException;
import java.util.List;

/** One server, on loopback, and what tests ask about it. */
interface StoreServer extends AutoCloseable {

    int port();

    /** Ends the server and starts it again, at the same address, with what is on disk. */
    void restart() throws Exception;

    boolean hasSession(long sessionId);

    /** Of a node; none if there is no such node. */
    List<String> children(String path);

    /** Of a node; nothing if there is no such node. */
    byte[] data(String path);

    /** The data watches below a root: the persistent ones that the backend sets are of these. */
    int watches(String root);

    @Override
    void close() throws IOException;
}
