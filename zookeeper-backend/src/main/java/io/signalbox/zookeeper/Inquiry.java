package io.signalbox.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** While there is no connection: asks all servers again and again why they do not serve us, on a thread of its own. */
final class Inquiry {
    /*
     * A thread runs from begin() to end(), and no longer; the next one may begin before the last is gone. What it finds is
     * kept by its Run, so that nothing of an old one is taken for new. An interrupt ends it wherever it is, for its
     * connections are channels; a name that is being looked up is all that it may have to wait for, as a daemon.
     *
     * What is found once is certain (see ServerCheck), but not that it stays so: a file of ours is half written while it
     * is renewed, a server is between two configurations. So who has a box open says how often all servers must have been
     * found to refuse us, one time after the other, before that is called a refusal. As soon as one of them is just down,
     * it is none.
     *
     * A refusal is taken back by what is found next, and by end(). ZooKeeper's client goes on trying, and reads our files
     * anew each time, so whatever is mended is served again.
     */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(3);

    private final List<String> servers;
    private final Security security;
    private final BooleanSupplier isConnected;
    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private @Nullable Run present;

    @GuardedBy("guard") private boolean closed;

    /**
     * Prepares it; nothing is asked before it begins.
     *
     * @param servers host and port of each
     * @param isConnected asked before each question, which then is needless
     */
    Inquiry(List<String> servers, Security security, BooleanSupplier isConnected) {
        this.servers = List.copyOf(servers);
        this.security = security;
        this.isConnected = isConnected;
    }

    /**
     * Begins to ask, unless it is being done.
     *
     * @param patience with all servers in one round; one that is silent gets its share, or 3 s if that is longer
     * @param pauseNanos between two rounds of questions
     * @param sightings so many rounds one after the other must end with a refusal by all servers
     * @param refused is told once what the first has against us, when there have been so many, on the thread of this
     */
    void begin(Duration patience, long pauseNanos, int sightings, Consumer<String> refused) {
        guard.lock();
        try {
            if (present == null && !closed) {
                Run run = new Run(share(patience), pauseNanos, sightings, refused);
                present = run;
                run.thread.start();
            }
        } finally {
            guard.unlock();
        }
    }

    private Duration share(Duration patience) {
        Duration least = patience.compareTo(LEAST_PATIENCE) < 0 ? patience : LEAST_PATIENCE;
        Duration share = patience.dividedBy(servers.size());
        return share.compareTo(least) < 0 ? least : share;
    }

    /** Ends it and forgets what was found. */
    void end() {
        guard.lock();
        try {
            if (present != null) {
                present.thread.interrupt();
                present = null;
            }
        } finally {
            guard.unlock();
        }
    }

    /** Ends it for good. */
    void close() {
        guard.lock();
        try {
            closed = true;
            end();
        } finally {
            guard.unlock();
        }
    }

    private @Nullable Run present() {
        guard.lock();
        try {
            return present;
        } finally {
            guard.unlock();
        }
    }

    /** What servers have against us, for a message; empty if nothing was found. */
    String found() {
        Run run = present();
        return run == null ? "" : run.text();
    }

    /** What the first server has against us, if all have, and it was found as often as it takes; else null. */
    @Nullable String refusal() {
        Run run = present();
        return run == null ? null : run.refusal;
    }

    private final class Run {
        private final Duration patience;
        private final long pauseNanos;
        private final int sightings;
        private final Consumer<String> refused;
        private final Map<String, ServerCheck.Complaint> complaints = new ConcurrentHashMap<>(); // by server
        private final Thread thread = new Thread(this::ask, "signalbox-zookeeper-inquiry");

        // written by the thread alone
        private volatile @Nullable String unreadable; // what is wrong with our own files
        private volatile @Nullable String refusal;

        Run(Duration patience, long pauseNanos, int sightings, Consumer<String> refused) {
            this.patience = patience;
            this.pauseNanos = pauseNanos;
            this.sightings = sightings;
            this.refused = refused;
            thread.setDaemon(true);
        }

        private String text() {
            String ours = unreadable;
            return ours != null
                    ? ours
                    : complaints().stream()
                            .map(ServerCheck.Complaint::text)
                            .distinct()
                            .collect(Collectors.joining("; "));
        }

        private void ask() {
            int seen = 0;
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    String why = refusalInOneRound();
                    seen = why == null ? 0 : seen + 1;
                    boolean isNews = seen == sightings && refusal == null;
                    refusal = seen < sightings ? null : why;
                    if (why != null && isNews) {
                        refused.accept(why);
                    }
                    TimeUnit.NANOSECONDS.sleep(pauseNanos);
                }
            } catch (InterruptedException e) {
                // nobody needs to know any more
            }
        }

        /** What the first server has against us, if all have something that is certain. */
        private @Nullable String refusalInOneRound() {
            Tls tls = security.tls();
            try {
                tls = tls == null ? null : tls.reread();
                unreadable = null;
            } catch (ConfigurationException e) {
                unreadable = e.getMessage();
                return unreadable;
            }
            ServerCheck check = new ServerCheck(tls, patience, this::isNeedless);
            for (String server : servers) {
                ServerCheck.Complaint complaint = isNeedless() ? null : check.complaint(server);
                if (isNeedless()) {
                    return null;
                }
                complaints.compute(server, (s, before) -> complaint == null ? null : complaint.orCertain(before));
            }
            List<ServerCheck.Complaint> all = complaints();
            return all.size() == servers.size() && all.stream().allMatch(ServerCheck.Complaint::isCertain)
                    ? all.get(0).text()
                    : null;
        }

        private List<ServerCheck.Complaint> complaints() {
            List<ServerCheck.Complaint> all = new ArrayList<>();
            for (String server : servers) {
                ServerCheck.Complaint complaint = complaints.get(server);
                if (complaint != null) {
                    all.add(complaint);
                }
            }
            return all;
        }

        private boolean isNeedless() {
            return thread.isInterrupted() || isConnected.getAsBoolean();
        }
    }
}
