package io.signalbox.zookeeper;

import io.signalbox.testkit.Timeouts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one client and a ZooKeeper server, on loopback, and understands as much of the protocol as it needs to
 * lose a chosen reply. Held, it is as silent as a network that drops everything: connections stay, and what was sent
 * arrives when it is released.
 */
final class Relay implements AutoCloseable {

    private static final Set<Integer> CREATES = Set.of(1, 15, 19, 21);
    private static final Set<Integer> LISTS = Set.of(8, 12);
    private static final Set<Integer> UNCOUNTED = Set.of(11, -11, 101, 105); // ping, close, watches set again

    private static final int DELETE = 2;
    private static final int TOO_BUSY = -127; // THROTTLEDOP
    private static final int GET_DATA = 4;
    private static final int NOTIFICATION = -1; // stands where a reply says which request it is for
    private static final byte[] NOTHING = {};
    private static final int MAX_FRAME = 16_000_000;

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition released = guard.newCondition();
    private boolean held; // guarded by guard
    private int listsToPass = Integer.MAX_VALUE; // guarded by guard
    private final Set<Integer> listsPassed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger listsAnswered = new AtomicInteger();
    private volatile boolean closed;
    private final AtomicBoolean holdsAtRead = new AtomicBoolean();
    private volatile boolean hidesZxids;
    private volatile long nanosARequest;
    private final AtomicReference<byte[]> forged = new AtomicReference<>(NOTHING);
    private volatile @Nullable Break next;
    private volatile boolean swallowsDeletes;
    private final AtomicInteger deletesToTurnAway = new AtomicInteger();
    private final Set<Integer> turnedAway = ConcurrentHashMap.newKeySet();
    private volatile long session;
    private final AtomicInteger repliesToLose = new AtomicInteger();
    private final AtomicInteger repliesLost = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong heartbeats = new AtomicLong();
    private final AtomicLong notifications = new AtomicLong();

    Relay(int serverPort) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept, "relay-accept");
    }

    int port() {
        return listener.getLocalPort();
    }

    private void start(Runnable task, String name) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                start(() -> connect(client), "relay-connect");
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        try {
            awaitRelease();
            Socket upstream = new Socket();
            sockets.add(upstream);
            upstream.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            upstream.connect(server, 1000);
            Set<Integer> doomed = ConcurrentHashMap.newKeySet();
            AtomicReference<@Nullable Break> due = new AtomicReference<>();
            start(() -> copy(client, upstream, frame -> watchRequest(frame, doomed, due), null), "relay-up");
            copy(upstream, client, frame -> isDoomed(frame, doomed, due.get()), forged);
        } catch (IOException e) {
            close(client);
        }
    }

    /**
     * The end of a connection at a chosen request: before the server sees it, or after the server has answered it and before
     * the client hears the answer. What the client sent behind it does not arrive either way.
     */
    static final class Break {
        private final boolean served;
        private final Predicate<String> counts;
        private final LongConsumer deed;
        private final AtomicInteger left;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private volatile boolean reached;

        /**
         * Not yet due.
         *
         * @param request which of the requests that count; the first is 1
         * @param served whether it gets through, and only its answer is lost
         * @param counts by their content
         * @param deed what is done with the session then
         */
        Break(int request, boolean served, Predicate<String> counts, LongConsumer deed) {
            this.left = new AtomicInteger(request);
            this.served = served;
            this.counts = counts;
            this.deed = deed;
        }

        private boolean isAt(String content) {
            return counts.test(content) && left.decrementAndGet() == 0;
        }

        /** Whether the request has come; if so, returns when the connection has been broken. */
        boolean isDone() {
            if (reached) {
                done.orTimeout(Timeouts.patience().toNanos(), TimeUnit.NANOSECONDS)
                        .join();
            }
            return reached;
        }
    }

    /** The connection breaks once, at a request to come; null takes that back. */
    void breakAt(@Nullable Break at) {
        next = at;
    }

    /** The client is told that what it deletes is gone, and it is not: whoever relies on that has a client gone wrong. */
    void swallowDeletes() {
        swallowsDeletes = true;
    }

    /** The next request to delete is not served, and its client is told that the server is too busy. */
    void turnNextDeleteAway() {
        deletesToTurnAway.incrementAndGet();
    }

    /** Whether {@link #turnNextDeleteAway} has come true. */
    boolean hasTurnedAway() {
        return deletesToTurnAway.get() == 0;
    }

    /** Looks at a frame; true means that the connection ends here. */
    @FunctionalInterface
    private interface Inspector {
        boolean ends(ByteBuffer frame) throws IOException;
    }

    private void copy(Socket from, Socket to, Inspector inspector, @Nullable AtomicReference<byte[]> ahead) {
        try {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            boolean greeting = true;
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > MAX_FRAME) {
                    return; // a question in another language, see ServerCheck; a server would hang up too
                }
                byte[] frame = new byte[length];
                in.readFully(frame);
                awaitRelease();
                if (!greeting && inspector.ends(ByteBuffer.wrap(frame))) {
                    return;
                }
                awaitRelease();
                byte[] first = greeting || ahead == null ? NOTHING : ahead.getAndSet(NOTHING);
                if (greeting && ahead != null) {
                    session = ByteBuffer.wrap(frame).getLong(8);
                }
                greeting = false;
                if (first.length > 0) {
                    write(out, first);
                }
                write(out, frame);
            }
        } catch (IOException e) {
            // the other side has gone
        } finally {
            close(from);
            close(to);
        }
    }

    private static void write(DataOutputStream out, byte[] frame) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(frame.length + 4);
        whole.putInt(frame.length).put(frame);
        out.write(whole.array());
        out.flush();
    }

    private boolean watchRequest(ByteBuffer frame, Set<Integer> doomed, AtomicReference<@Nullable Break> due)
            throws IOException {
        Break under = due.get();
        if (under != null) {
            under.done.join();
            return true;
        }
        int xid = frame.getInt();
        int type = frame.getInt();
        LockSupport.parkNanos(nanosARequest);
        String content = StandardCharsets.ISO_8859_1.decode(frame).toString();
        awaitLists();
        if (LISTS.contains(type)) {
            listsPassed.add(xid);
            countList();
        }
        if (!UNCOUNTED.contains(type)) {
            (content.contains("/sessions/") ? heartbeats : requests).incrementAndGet();
        }
        if (type == GET_DATA && holdsAtRead.compareAndSet(true, false)) {
            hold();
        }
        if (swallowsDeletes && type == DELETE) { // made a read of the same node, which is answered in the same way
            frame.putInt(4, GET_DATA).put(frame.limit() - Integer.BYTES, (byte) 0);
        }
        if (type == DELETE && deletesToTurnAway.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            frame.putInt(4, GET_DATA).put(frame.limit() - Integer.BYTES, (byte) 0); // as above
            turnedAway.add(xid);
        }
        Break at = next;
        if (at != null && !UNCOUNTED.contains(type) && at.isAt(content)) {
            at.reached = true;
            if (!at.served) {
                at.deed.accept(session);
                at.done.complete(null);
                return true;
            }
            due.set(at);
            doomed.add(xid);
        }
        if (CREATES.contains(type)
                && content.contains("/_c_")
                && repliesToLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            doomed.add(xid);
        }
        return false;
    }

    private boolean isDoomed(ByteBuffer frame, Set<Integer> doomed, @Nullable Break due) {
        if (hidesZxids && frame.getInt(0) == NOTIFICATION) {
            frame.putLong(4, WatchedEvent.NO_ZXID);
        }
        int xid = frame.getInt();
        if (turnedAway.remove(xid)) {
            frame.putInt(12, TOO_BUSY);
        }
        if (listsPassed.remove(xid)) {
            listsAnswered.incrementAndGet();
        }
        if (xid == NOTIFICATION) {
            notifications.incrementAndGet();
        }
        boolean is = doomed.remove(xid);
        if (is && due != null) {
            due.deed.accept(session);
            due.done.complete(null);
        } else if (is) {
            repliesLost.incrementAndGet();
        }
        return is;
    }

    private void awaitRelease() throws IOException {
        guard.lock();
        try {
            while (held && !closed) {
                released.awaitUninterruptibly();
            }
        } finally {
            guard.unlock();
        }
        if (closed) {
            throw new IOException("closed");
        }
    }

    private void awaitLists() throws IOException {
        guard.lock();
        try {
            while (listsToPass == 0 && !closed) {
                released.awaitUninterruptibly();
            }
        } finally {
            guard.unlock();
        }
        if (closed) {
            throw new IOException("closed");
        }
    }

    private void countList() {
        guard.lock();
        try {
            listsToPass--;
        } finally {
            guard.unlock();
        }
    }

    /** Requests go to the server until so many more lists have been asked for; what comes behind them waits. */
    void passLists(int count) {
        guard.lock();
        try {
            listsToPass = count;
            released.signalAll();
        } finally {
            guard.unlock();
        }
    }

    /** All requests go to the server again. */
    void passEverything() {
        passLists(Integer.MAX_VALUE);
    }

    /** How many lists the server has answered. */
    int listsAnswered() {
        return listsAnswered.get();
    }

    /** Nothing goes through from now on. */
    void hold() {
        setHeld(true);
    }

    /** As {@link #hold}, from the next read of a node's data on, and before it gets through. */
    void holdAtNextRead() {
        holdsAtRead.set(true);
    }

    boolean isHeld() {
        guard.lock();
        try {
            return held;
        } finally {
            guard.unlock();
        }
    }

    /** What was held goes through. */
    void release() {
        setHeld(false);
    }

    private void setHeld(boolean now) {
        guard.lock();
        try {
            held = now;
            released.signalAll();
        } finally {
            guard.unlock();
        }
    }

    /** Ends the present connections; the client may connect again. */
    void sever() {
        sockets.forEach(this::close);
    }

    /** The reply to the next create of a contender is lost, with its connection. */
    void loseNextReply() {
        repliesToLose.incrementAndGet();
    }

    /** Takes back what {@link #loseNextReply} asked for and has not happened. */
    void loseNoMoreReplies() {
        repliesToLose.set(0);
    }

    /** Replies that were lost as {@link #loseNextReply} asked. */
    int repliesLost() {
        return repliesLost.get();
    }

    /** Writes to the node of a session that went through. */
    long heartbeats() {
        return heartbeats.get();
    }

    /** Requests go to the server one by one, and each takes so long, as if the server were that slow. */
    void slowDown(Duration eachRequest) {
        nanosARequest = eachRequest.toNanos();
    }

    /** Notifications do not tell which change they are of, as those of servers before 3.9. */
    void hideZxids() {
        hidesZxids = true;
    }

    /** Ahead of the next reply the client is told that the data of a node was changed. */
    void forgeNotification(String path, long zxid) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(16 + 12 + name.length);
        frame.putInt(NOTIFICATION).putLong(zxid).putInt(0);
        frame.putInt(Watcher.Event.EventType.NodeDataChanged.getIntValue());
        frame.putInt(Watcher.Event.KeeperState.SyncConnected.getIntValue());
        frame.putInt(name.length).put(name);
        forged.set(frame.array());
    }

    /** Other requests that went through, pings and the like not counted. */
    long requests() {
        return requests.get();
    }

    /** Watch events that went through. */
    long notifications() {
        return notifications.get();
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // as good as closed
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        release();
        listener.close();
        sever();
        for (Thread thread : threads) {
            try {
                thread.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
