package io.signalbox.zookeeper;

import io.signalbox.Resource;
import io.signalbox.ResourceView;
import io.signalbox.SignalboxException;
import io.signalbox.StoreAccessException;
import io.signalbox.StoreUnavailableException;
import io.signalbox.spi.Clock;
import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Option;
import io.signalbox.spi.Participant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import io.signalbox.spi.VersionedFlag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.curator.ensemble.fixed.FixedEnsembleProvider;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One participant's connection with ZooKeeper, through its sessions one after another. */
final class ZooKeeperStore implements Store {
    /*
     * Curator's client keeps the handle: it makes a new one when a session is over, because the servers say so, or because
     * ZooKeeper's client was cut off for 4/3 of its timeout. It makes handles through our factory, so each comes with a
     * Session of ours that hears its events on its own event thread, in order with its answers. No operation of Curator's
     * is used for the recipes: see Session. So its framework is not used: it would begin two threads with each box for such
     * operations, and give a session up a little sooner, of which nobody here has need. What may be believed of a session
     * the tenure says.
     *
     * `present` is the session in use, from its first connection until it is over. A queue or flag is in `queues` or `flags` while it
     * has something in the store, and is then told when the connection stands, is lost, or the session is over. There is
     * never another one of the same resource while it is there: the two would end each other's watches.
     *
     * No join is forgotten: a queue enters `queues` before it looks for a connected session, and a session is connected
     * before `queues` is gone through; both touch the queue's places under its guard.
     *
     * Refusals. A login that is refused ends the handle, and so the box: `refusal`. A certificate that is refused does not:
     * ZooKeeper's client tries for ever, and tells nobody. So once there has been no connection for a session timeout, the
     * Inquiry asks the servers. What it finds is told by every call. If all servers refuse us, or our own files cannot be
     * read, twice in a row, waits end as they do when a login is refused: nobody is left to try for ever in silence. The
     * box is not over: should the connection stand again, as with a renewed certificate, it serves, and subscriptions go
     * on. One server that is just down keeps waits alive, for it may be the one that serves us.
     */
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperStore.class);

    /** The least and the longest pause between two looks whether the session has ended; in between, a tenth of the wait. */
    private static final long MIN_CLOSE_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final long MAX_CLOSE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long BEFORE_INQUIRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Of a refusal, before those who wait are told. */
    private static final int SIGHTINGS = 2;

    private final ZooKeeperAddress address;
    private final StoreConfig config;
    private final Layout layout;
    private final OwnData ownData;
    private final Security security;
    private final @Nullable AccessCheck access;
    private final CuratorZookeeperClient client;
    private final ZKClientConfig clientConfig;
    private final ScheduledThreadPoolExecutor timer;
    private final CompletableFuture<Void> firstConnection = new CompletableFuture<>();

    private final Inquiry inquiry;
    private final AtomicBoolean inquiryScheduled = new AtomicBoolean();

    /** When the connection was lost, by {@link System#nanoTime}; null while there is one, and before the first. */
    private final AtomicReference<@Nullable Long> lostNanos = new AtomicReference<>();

    /** A server refuses our login, so nothing will ever be served; null if none does. */
    private volatile @Nullable StoreAccessException refusal;

    private final Map<Resource, ZooKeeperQueue> queues = new ConcurrentHashMap<>();
    private final Map<Resource, ZooKeeperFlag> flags = new ConcurrentHashMap<>();
    private final AtomicBoolean heartbeatScheduled = new AtomicBoolean();

    private volatile @Nullable Session present;
    private volatile @Nullable Session
            newest; // of the newest handle, connected or not; written by one thread at a time

    private ZooKeeperStore(ZooKeeperAddress address, StoreConfig config, Security security) {
        this.address = address;
        this.config = config;
        this.layout = new Layout(address.root(), config.get(ZooKeeperProvider.LOCK_ROOT));
        this.ownData = new OwnData(config.self());
        this.security = security;
        this.access = security.isKnown() ? new AccessCheck(layout, security) : null;
        this.inquiry = new Inquiry(address.servers(), security, this::isReachable);
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "signalbox-zookeeper-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.clientConfig = security.clientConfig();
        this.client = new CuratorZookeeperClient(
                new Handles(),
                new FixedEnsembleProvider(address.connectString()),
                millis(config.get(CommonOptions.SESSION_TIMEOUT)),
                millis(config.get(CommonOptions.CONNECTION_TIMEOUT)),
                null,
                new RetryOneTime(1), // of operations, of which there are none
                false);
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }

    /** Makes each handle with a session of ours. */
    private final class Handles implements ZookeeperFactory {
        @Override
        public ZooKeeper newZooKeeper(String servers, int timeout, Watcher watcher, boolean readOnly) throws Exception {
            return begin(watcher, w -> new ZooKeeperAdmin(servers, timeout, w, readOnly, clientConfig));
        }

        private ZooKeeper begin(Watcher watcher, Session.Maker maker) throws Exception {
            Session before = newest;
            if (before != null) {
                over(before); // if its handle was closed without a word
            }
            SessionEvents events = new SessionEvents(watcher);
            Session session = new Session(
                    clock(), security.acl(), access, layout, ownData.of(""), events::process, events::recalled);
            events.session = session;
            newest = session;
            security.beforeConnecting();
            return session.begin(heard -> {
                ZooKeeper handle = maker.make(heard);
                security.introduce(handle); // nothing is sent before begin() has it
                return handle;
            });
        }
    }

    /** Hears the events of one session, and passes them on to Curator. */
    private final class SessionEvents {
        private final Watcher next;
        private @Nullable Session session; // set before the first event

        SessionEvents(Watcher next) {
            this.next = next;
        }

        /** Somebody may have taken places of ours away. */
        void recalled() {
            Session ours = session;
            if (ours != null) {
                queues.values().forEach(queue -> queue.onRecalled(ours));
            }
        }

        void process(WatchedEvent event) {
            Session ours = session;
            if (ours != null && event.getType() == Watcher.Event.EventType.None) {
                switch (event.getState()) {
                    case SyncConnected -> connected(ours);
                    case Disconnected -> disconnected(ours);
                    case Expired, Closed -> over(ours);
                    case AuthFailed -> refused(ours);
                    default -> {}
                }
            }
            next.process(event);
        }
    }

    static ZooKeeperStore open(ZooKeeperAddress address, StoreConfig config) {
        ZooKeeperStore store = new ZooKeeperStore(address, config, Security.of(config));
        try {
            store.connect();
            store.awaitFirstConnection();
            return store;
        } catch (SignalboxException e) {
            store.close();
            throw e;
        }
    }

    /** Begins to; every other handle is made by Curator's client. */
    private void connect() {
        try {
            client.start();
        } catch (SignalboxException e) {
            throw e;
        } catch (Exception e) { // whatever the making of a handle throws
            throw new StoreUnavailableException("cannot open " + url() + ": " + e, e);
        }
    }

    private void awaitFirstConnection() {
        Duration timeout = config.get(CommonOptions.CONNECTION_TIMEOUT);
        long deadline = System.nanoTime() + timeout.toNanos();
        long pause = Math.min(BEFORE_INQUIRY_NANOS, timeout.toNanos() / 4);
        try {
            if (!isConnectedWithin(pause)) {
                inquiry.begin(timeout, pause, 1, this::refusedBeforeOpen);
                if (!isConnectedWithin(deadline - System.nanoTime())) {
                    String found = inquiry.found();
                    throw unreachable("no server answered within " + Option.format(timeout)
                            + (found.isEmpty() ? "" : " (" + found + ")"));
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SignalboxException cause) {
                throw cause;
            }
            throw new StoreUnavailableException("cannot open " + url() + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted while waiting for a connection");
        } finally {
            inquiry.end();
        }
    }

    private boolean isConnectedWithin(long nanos) throws InterruptedException, ExecutionException {
        try {
            firstConnection.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void refusedBeforeOpen(String why) {
        firstConnection.completeExceptionally(new StoreAccessException("cannot open " + url() + ": " + why));
    }

    private StoreUnavailableException unreachable(String why) {
        return new StoreUnavailableException("cannot open " + url() + ": " + why + "; tried "
                + String.join(", ", address.servers()) + "; see that one of them runs and can be reached");
    }

    private String url() {
        return "zookeeper:" + config.address();
    }

    // ------------------------------------------------------------------ what happens to the session

    private void connected(Session session) {
        boolean first = session.connect();
        if (first) {
            present = session;
        }
        lostNanos.set(null);
        if (firstConnection.isDone()) {
            inquiry.end();
        }
        AccessCheck entered = first || !firstConnection.isDone() ? access : null;
        if (entered != null) {
            entered.enter(session, url(), this::entered); // begins with a barrier
        } else if (!queues.isEmpty()) {
            session.barrier(code -> {}); // confirms the tenure, and stands before the lists of the queues
        }
        queues.values().forEach(queue -> queue.onConnected(session));
        flags.values().forEach(flag -> flag.onConnected(session));
        if (entered == null) {
            firstConnection.complete(null); // last, or what the opener begins at once would be confirmed once more
        }
    }

    private void entered(@Nullable SignalboxException failure) {
        if (failure == null) {
            firstConnection.complete(null);
        } else if (!firstConnection.completeExceptionally(failure) && refusal == null) {
            LOG.error("{}", failure.getMessage()); // in a later session: each request is told for itself
        }
    }

    /** The server does not believe who we are, and the handle is over. Curator would keep it for ever. */
    private void refused(Session session) {
        StoreAccessException failure = access == null
                ? new StoreAccessException("cannot open " + url() + ": ZooKeeper refuses the credentials; correct them")
                : access.unknown(url());
        refusal = failure;
        firstConnection.completeExceptionally(failure);
        over(session);
        flags.values().forEach(ZooKeeperFlag::onRefused);
    }

    private void disconnected(Session session) {
        security.beforeConnecting();
        session.disconnect();
        queues.values().forEach(ZooKeeperQueue::onDisconnected);
        flags.values().forEach(ZooKeeperFlag::onDisconnected);
        boolean isLost = firstConnection.isDone() && !isReachable(); // no, if it was a handle that another has replaced
        if (isLost && lostNanos.compareAndSet(null, System.nanoTime())) {
            inquireIn(sessionTimeoutNanos());
        }
    }

    // ------------------------------------------------------------------ what happens to the connection for long

    private void inquireIn(long nanos) {
        if (inquiryScheduled.compareAndSet(false, true)) {
            later(nanos, this::inquire);
        }
    }

    /** Asks the servers if there has been no connection for so long that a pause of theirs does not explain it. */
    private void inquire() {
        inquiryScheduled.set(false);
        Long lost = lostNanos.get();
        long left = lost == null ? 0 : sessionTimeoutNanos() - (System.nanoTime() - lost);
        if (left > 0) {
            inquireIn(left); // there was one in between
        } else if (lost != null && refusal == null) {
            long pause = Math.min(MAX_PAUSE_NANOS, sessionTimeoutNanos());
            inquiry.begin(config.get(CommonOptions.CONNECTION_TIMEOUT), pause, SIGHTINGS, this::refusedLater);
            if (lostNanos.get() == null) {
                inquiry.end();
            }
        }
    }

    /** All servers refuse us, or would if we could read our files: nobody is to wait for that to end by itself. */
    private void refusedLater(String why) {
        LOG.error("{} is not served any more, and tries again: {}", url(), why);
        queues.values().forEach(ZooKeeperQueue::onRefused);
        flags.values().forEach(ZooKeeperFlag::onRefused);
    }

    private long sessionTimeoutNanos() {
        return config.get(CommonOptions.SESSION_TIMEOUT).toNanos();
    }

    // ------------------------------------------------------------------ the end of a session

    private void over(Session session) {
        session.end();
        if (present == session) {
            present = null;
        }
        queues.values().forEach(queue -> queue.onOver(session));
        flags.values().forEach(flag -> flag.onOver(session));
    }

    // ------------------------------------------------------------------ for queues and flags

    /** The present session, if its connection stands. */
    @Nullable Session connectedSession() {
        Session session = present;
        return session != null && session.isConnected() ? session : null;
    }

    /** Why there is no connected session. */
    SignalboxException noSession(String what) {
        StoreAccessException login = refusal;
        String found = inquiry.found();
        String refused = inquiry.refusal();
        if (login != null) {
            return new StoreAccessException(
                    "cannot " + what + ": ZooKeeper has refused " + security
                            + "; correct the credentials, and open anew",
                    login);
        } else if (refused != null) {
            return new StoreAccessException("cannot " + what + ": " + refused);
        }
        return Failures.notConnected(what, found);
    }

    /** Whether nothing is served, and will not be by waiting. */
    boolean isRefused() {
        return refusal != null || inquiry.refusal() != null;
    }

    Security security() {
        return security;
    }

    /** Null if the servers are not to know who we are. */
    @Nullable AccessCheck access() {
        return access;
    }

    Layout layout() {
        return layout;
    }

    Participant self() {
        return config.self();
    }

    /** What the node of a contender of ours says. */
    byte[] dataOf(String thread) {
        return ownData.of(thread);
    }

    Logger log() {
        return LOG;
    }

    /** It has something in the store from now on: a place, or a watch. */
    void begins(ZooKeeperQueue queue) {
        queues.put(queue.resource, queue);
    }

    /**
     * Somebody has a place in a line, which is to be called behind the request for it: the first time this begins a thread,
     * for which no request should wait.
     */
    void keepAlive() {
        if (heartbeatScheduled.compareAndSet(false, true)) {
            scheduleHeartbeat(0);
        }
    }

    void ends(ZooKeeperQueue queue) {
        queues.remove(queue.resource, queue);
    }

    void begins(ZooKeeperFlag flag) {
        flags.put(flag.event, flag);
    }

    void ends(ZooKeeperFlag flag) {
        flags.remove(flag.event, flag);
    }

    void soon(Runnable task) {
        later(0, task);
    }

    void later(long nanos, Runnable task) {
        try {
            timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed: a task is dropped", e);
        }
    }

    private void scheduleHeartbeat(long nanos) {
        later(nanos, this::beat);
    }

    /** Beats while any queue has a place in a line. */
    private void beat() {
        heartbeatScheduled.set(false);
        boolean needed = false;
        for (ZooKeeperQueue queue : queues.values()) {
            needed |= queue.needsHeartbeat();
        }
        if (!needed) {
            return; // the next join begins anew
        }
        Session session = connectedSession();
        long next = session == null ? idleBeatNanos() : session.heartbeatIfDue();
        if (heartbeatScheduled.compareAndSet(false, true)) {
            scheduleHeartbeat(next);
        }
    }

    private long idleBeatNanos() {
        return sessionTimeoutNanos() / 12;
    }

    // ------------------------------------------------------------------ Store

    @Override
    public Clock clock() {
        return Clock.SYSTEM;
    }

    @Override
    public PermitQueue queue(Resource resource) {
        ZooKeeperQueue active = queues.get(resource);
        return active != null ? active : new ZooKeeperQueue(this, resource);
    }

    @Override
    public VersionedFlag flag(Resource resource) {
        ZooKeeperFlag active = flags.get(resource);
        return active != null ? active : new ZooKeeperFlag(this, resource);
    }

    @Override
    public CompletionStage<List<ResourceView>> list(String prefix) {
        return new Census(this).list(prefix);
    }

    @Override
    public boolean isReachable() {
        return connectedSession() != null;
    }

    /**
     * Ends the session, which takes everything of ours with it. A server that is silent is waited for a bounded time only.
     *
     * <p>ZooKeeper's client sleeps for a tenth of a second after its socket is closed, and its close waits for that. Nobody
     * here need: its state is no longer alive when the server has answered that the session is over, or when there is
     * none. Its threads, and the one that closes it, end by themselves; all are daemons.
     */
    @Override
    public void close() {
        timer.shutdownNow();
        inquiry.close();
        Thread closer = new Thread(this::closeClient, "signalbox-zookeeper-close");
        closer.setDaemon(true);
        closer.start();
        long start = System.nanoTime();
        long limit = config.get(CommonOptions.OPERATION_TIMEOUT).toNanos();
        while (closer.isAlive() && !isSessionEnded() && !Thread.currentThread().isInterrupted()) {
            long waited = System.nanoTime() - start;
            if (waited >= limit) {
                return;
            }
            long pause = Math.max(MIN_CLOSE_PAUSE_NANOS, Math.min(MAX_CLOSE_PAUSE_NANOS, waited / 10));
            LockSupport.parkNanos(this, Math.min(pause, limit - waited));
        }
    }

    private void closeClient() {
        try {
            client.close();
        } finally {
            security.forget();
        }
    }

    private boolean isSessionEnded() {
        Session last = newest;
        return last != null && last.isEnded();
    }
}
