package io.signalbox.zookeeper;

import io.signalbox.Finding;
import io.signalbox.Finding.Level;
import io.signalbox.ResourceKind;
import io.signalbox.SignalboxException;
import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Option;
import io.signalbox.spi.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Looks at a connection with ZooKeeper, step by step: the servers one by one, then a session, then what is kept. */
final class Diagnosis {

    private static final int WRITES = 5;
    private static final Duration MAX_WAIT = Duration.ofSeconds(3);
    private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(30);
    private static final String ALLOW_WORDS = "to see more, allow it: 4lw.commands.whitelist=srvr,conf";

    private final ZooKeeperAddress address;
    private final StoreConfig config;
    private final Duration patience;
    private final List<Finding> findings = new ArrayList<>();

    private @Nullable Tls tls;
    private int leaders;
    private int silent;
    private int serving;

    /** The longest tick that a server told; 0 if none did. */
    private int tickMillis;

    Diagnosis(ZooKeeperAddress address, StoreConfig config) {
        this.address = address;
        this.config = config;
        Duration wait = config.get(CommonOptions.CONNECTION_TIMEOUT);
        this.patience = wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
    }

    List<Finding> findings() {
        try {
            tls = Security.tls(config);
        } catch (SignalboxException e) {
            refused("security", String.valueOf(e.getMessage()));
            return List.copyOf(findings);
        }
        address.servers().forEach(this::lookAtServer);
        lookAtEnsemble();
        try (ZooKeeperStore store = ZooKeeperStore.open(address, config)) {
            Session session = store.connectedSession();
            if (session == null) {
                problem("session", "the connection was lost again at once", "see the servers' logs");
            } else {
                lookAtSession(session, store);
            }
        } catch (SignalboxException e) {
            problem("session", String.valueOf(e.getMessage()), "");
        }
        return List.copyOf(findings);
    }

    private void add(Level level, String subject, String text, String advice) {
        findings.add(new Finding(level, subject, text, advice));
    }

    private void problem(String subject, String text, String advice) {
        add(Level.PROBLEM, subject, text, advice);
    }

    // ------------------------------------------------------------------ the servers

    private void lookAtServer(String server) {
        String subject = "server " + server;
        ServerWord word = new ServerWord(server, tls, patience);
        long start = System.nanoTime();
        String answer;
        try {
            answer = word.ask("srvr");
        } catch (IOException e) {
            if (isRefused(subject, server)) {
                return;
            }
            problem(
                    subject,
                    "cannot be reached: " + e,
                    "see that it runs, and that name, port and firewall let this machine through");
            return;
        }
        String took = millis(System.nanoTime() - start);
        if (answer.contains("not currently serving")) {
            problem(subject, "runs but does not serve", "it sees no majority of its ensemble; see the other servers");
        } else if (answer.isBlank() && isRefused(subject, server)) {
            silent++;
        } else if (ServerWord.isRefused(answer)) {
            silent++;
            add(Level.NOTE, subject, "can be reached, in " + took + ", but does not answer srvr", ALLOW_WORDS);
        } else {
            serving++;
            describe(subject, answer, took);
            askTick(subject, word);
        }
    }

    /** Tells if it speaks TLS and we do not, or the other way round, or one does not trust the other. */
    private boolean isRefused(String subject, String server) {
        String refusal = new ServerCheck(tls, patience, () -> false).refusal(server);
        if (refusal != null) {
            refused(subject, refusal);
        }
        return refusal != null;
    }

    /** A message of ours: what to do stands behind the last semicolon. */
    private void refused(String subject, String message) {
        int advice = message.lastIndexOf("; ");
        problem(
                subject,
                advice < 0 ? message : message.substring(0, advice),
                advice < 0 ? "" : message.substring(advice + 2));
    }

    private void describe(String subject, String answer, String took) {
        String mode = String.valueOf(ServerWord.value(answer, "Mode"));
        leaders += mode.equals("leader") || mode.equals("standalone") ? 1 : 0;
        String version =
                String.valueOf(ServerWord.value(answer, "Zookeeper version")).replaceFirst("[-,].*", "");
        add(
                Level.OK,
                subject,
                mode + ", version " + version + ", answers in " + took + "; its requests take min/avg/max "
                        + ServerWord.value(answer, "Latency min/avg/max") + " ms",
                "");
        if (version.matches("3\\.[0-5]\\..*")) {
            problem(subject, "version " + version + " has no persistent watches", "upgrade to 3.6 or newer, best 3.9");
        }
    }

    private void askTick(String subject, ServerWord word) {
        try {
            String conf = word.ask("conf");
            String tick = ServerWord.isRefused(conf) ? null : ServerWord.value(conf, "tickTime");
            if (tick == null) {
                add(Level.NOTE, subject, "does not tell its tick (conf)", ALLOW_WORDS);
            } else {
                tickMillis = Math.max(tickMillis, Integer.parseInt(tick));
            }
        } catch (IOException | NumberFormatException e) {
            add(Level.NOTE, subject, "does not tell its tick: " + e, "");
        }
    }

    private void lookAtEnsemble() {
        if (leaders > 1) {
            problem(
                    "ensemble",
                    leaders + " of the servers lead",
                    "they do not form one ensemble: give the URL the servers of one, and see their server.N lines");
        } else if (leaders == 0 && silent == 0 && serving > 0) {
            add(
                    Level.WARNING,
                    "ensemble",
                    "none of the servers in the URL leads",
                    "name all servers of the ensemble in the URL, so that clients find one that works");
        }
        if (address.servers().size() == 1) {
            add(
                    Level.NOTE,
                    "ensemble",
                    "the URL names one server",
                    "in production name three or five, or every outage of it is an outage of all locks");
        }
    }

    // ------------------------------------------------------------------ the session

    private void lookAtSession(Session session, ZooKeeperStore store) {
        Layout layout = store.layout();
        lookAtTimeout(session.timeout());
        long[] nanos = new long[WRITES];
        for (int i = 0; i < WRITES; i++) {
            long start = System.nanoTime();
            Code code = await(answer -> session.barrier(answer::complete));
            if (code != Code.OK) {
                problem("writes", "a write of ours was answered with " + code, adviceFor(code));
                return;
            }
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        add(
                Level.OK,
                "writes",
                "a write through the quorum takes " + millis(nanos[WRITES / 2]) + ", at worst of " + WRITES + " "
                        + millis(nanos[WRITES - 1]),
                "");
        lookAtClock(session, layout);
        lookAtSecurity(store.security());
        lookAtAccess(session, store);
        lookForOrphans(session, layout);
    }

    private void lookForOrphans(Session session, Layout layout) {
        Orphans orphans =
                new Orphans(session, config.get(CommonOptions.OPERATION_TIMEOUT).toNanos());
        orphans.search(ResourceKind.LOCK, layout.lines(ResourceKind.LOCK));
        orphans.search(ResourceKind.SEMAPHORE, layout.lines(ResourceKind.SEMAPHORE));
        for (String path : orphans.found()) {
            problem(
                    "orphan",
                    path + " stands in line and belongs to no session, so it never goes by itself",
                    "see who made it, then delete it");
        }
        if (!orphans.unseen().isEmpty()) {
            add(
                    Level.WARNING,
                    "orphans",
                    "not looked for everywhere: " + orphans.unseen() + " could not be looked at",
                    "allow READ there, and see that the connection holds");
        } else if (!orphans.isComplete()) {
            add(Level.NOTE, "orphans", "looked at " + orphans.looked() + " nodes, there are more", "");
        } else if (orphans.found().isEmpty()) {
            add(Level.OK, "orphans", "none", "");
        }
    }

    private static String adviceFor(Code code) {
        return code == Code.NOAUTH ? "give credentials that may write below the root, or mend its access control" : "";
    }

    private void lookAtTimeout(Duration granted) {
        Duration wanted = config.get(CommonOptions.SESSION_TIMEOUT);
        String subject = "session timeout";
        if (granted.equals(wanted)) {
            add(Level.OK, subject, Option.format(granted) + " asked for and granted", "");
        } else {
            add(
                    Level.WARNING,
                    subject,
                    Option.format(wanted) + " asked for, " + Option.format(granted) + " granted",
                    "the servers allow from minSessionTimeout (2 ticks) to maxSessionTimeout (20 ticks);"
                            + " set session-timeout or these");
        }
        if (tickMillis > 0) {
            boolean enough = granted.toMillis() >= 4L * tickMillis;
            add(
                    enough ? Level.OK : Level.WARNING,
                    "tick",
                    tickMillis + " ms, the session timeout is "
                            + String.format(Locale.ROOT, "%.1f", granted.toMillis() / (double) tickMillis) + " of it",
                    enough
                            ? ""
                            : "a holder is certain to hear of its loss in time only from 4 ticks on: raise"
                                    + " session-timeout or lower tickTime");
        }
    }

    private void lookAtClock(Session session, Layout layout) {
        CompletableFuture<@Nullable Stat> told = new CompletableFuture<>();
        session.exists(layout.session(session.id()), (code, path, stat) -> told.complete(stat));
        Stat stat = await(told);
        if (stat != null) {
            Duration difference = Duration.ofMillis(io.signalbox.spi.Clock.SYSTEM.wallMillis() - stat.getMtime());
            boolean close = difference.abs().compareTo(MAX_CLOCK_DIFFERENCE) < 0;
            add(
                    close ? Level.OK : Level.WARNING,
                    "clock",
                    "the wall clock here is " + Option.format(difference.abs()) + " "
                            + (difference.isNegative() ? "behind" : "ahead of") + " the leader's",
                    close ? "" : "locks do not mind, but what is shown as held since is wrong; see NTP on both sides");
        }
    }

    // ------------------------------------------------------------------ security

    private void lookAtSecurity(Security security) {
        if (security.saysPasswordAloud()) {
            add(
                    Level.WARNING,
                    "encryption",
                    "none, and zookeeper.login=digest sends the password as it is to whoever sees the network",
                    "set zookeeper.tls=on, or zookeeper.login=sasl");
        } else {
            boolean encrypted = security.isEncrypted();
            add(
                    encrypted ? Level.OK : Level.NOTE,
                    "encryption",
                    encrypted ? "TLS" : "none: whoever sees the network sees and can change what is said",
                    encrypted ? "" : "keep it inside a network you trust, or set zookeeper.tls=on");
        }
        for (Path file : security.exposedFiles()) {
            add(
                    Level.WARNING,
                    "secret",
                    "others than its owner may read " + file,
                    "chmod 600, if nobody else on this machine is to know it");
        }
    }

    private void lookAtAccess(Session session, ZooKeeperStore store) {
        String subject = "access control";
        CompletableFuture<@Nullable List<ACL>> told = new CompletableFuture<>();
        session.accessOf(store.layout().session(session.id()), (code, acl) -> told.complete(acl));
        List<ACL> acl = await(told);
        AccessCheck access = store.access();
        if (acl == null) {
            add(Level.NOTE, subject, "of our nodes could not be read", "");
        } else if (access == null || acl.stream().anyMatch(Diagnosis::isForAnybody)) {
            add(
                    Level.NOTE,
                    subject,
                    "none: anybody who reaches a server may change or delete every node",
                    "keep the servers inside a network you trust, or set zookeeper.login");
        } else if (!access.strangers().isEmpty()) {
            add(
                    Level.WARNING,
                    subject,
                    String.join("; ", access.strangers()),
                    "give these and what is below them to us alone (setAcl -R), and leave out zookeeper.nodes-of-others");
        } else if (access.identities().size() > 1) {
            add(
                    Level.WARNING,
                    subject,
                    "our nodes are for " + store.security() + " and for all others that ZooKeeper knows as one of "
                            + String.join(" and ", access.identities()),
                    "give each service a certificate of its own, or none");
        } else {
            add(Level.OK, subject, "our nodes are for " + store.security() + " alone", "");
        }
    }

    private static boolean isForAnybody(ACL entry) {
        return entry.getId().equals(ZooDefs.Ids.ANYONE_ID_UNSAFE) && (entry.getPerms() & ~ZooDefs.Perms.READ) != 0;
    }

    // ------------------------------------------------------------------ waiting

    /** Something that completes a future. */
    @FunctionalInterface
    interface Asking {
        void ask(CompletableFuture<Code> answer);
    }

    private Code await(Asking asking) {
        CompletableFuture<Code> answer = new CompletableFuture<>();
        asking.ask(answer);
        Code code = await(answer);
        return code == null ? Code.OPERATIONTIMEOUT : code;
    }

    /** Null if there is no answer in time. */
    private <T> @Nullable T await(CompletableFuture<T> answer) {
        try {
            return answer.get(config.get(CommonOptions.OPERATION_TIMEOUT).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
