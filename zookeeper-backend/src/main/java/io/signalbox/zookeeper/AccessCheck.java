package io.signalbox.zookeeper;

import io.signalbox.ResourceKind;
import io.signalbox.SignalboxException;
import io.signalbox.StoreAccessException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that nobody else may change the nodes that we rely on, where the servers know who we are. */
final class AccessCheck {
    /*
     * What we make is the creator's alone, but a node may have been there before. Whoever may delete in a directory of
     * contenders can free a lock, and whoever may write to an event can set it. So before the first use of a node in a
     * session its access control is asked for, ahead of the request and without waiting: answers come in order, so when the
     * request is answered, this is known. What then is not ours alone makes the answer FOREIGN, and so does one of the nodes
     * above it, up to the root. If it could not be learnt, the answer is that of a request that was not served in time.
     *
     * Who we are is not computed from the credentials, for each scheme has names of its own. It is read from a node that we
     * made, where the server has put the names in place of "the creator".
     *
     * A node that was found ours stays ours, for nobody else may change its access control; and nobody else may put another
     * one in its place, for that would be to delete it from the one above, which is ours too. Only the topmost has one above
     * it that may be anybody's; but that has a child, and what has one cannot be deleted. The root has our session's
     * node below it. A lock root elsewhere gets a pin, a node for nothing else. Both are made with the session, and what
     * was found is forgotten with it; so is what was asked before they were there.
     *
     * In a later session requests go out while that is being done, as those of the places that wait. Each looks for
     * itself, so one whose nodes have become foreign is refused by itself, and what was found at the door is logged.
     */
    private static final Logger LOG = LoggerFactory.getLogger(AccessCheck.class);

    private static final int MAX_KNOWN = 10_000;
    private static final int CHANGING = ZooDefs.Perms.ALL & ~ZooDefs.Perms.READ;

    private final Layout layout;
    private final Security security;

    /** What was found ours, with all above it. What is asked adds to the one in which it was asked, also if that is past. */
    private volatile Set<String> known = ConcurrentHashMap.newKeySet();

    private volatile Set<Id> ours = Set.of();
    private volatile List<String> strangers = List.of();
    private boolean warnedOfSeveral; // used by the event thread of the present session

    AccessCheck(Layout layout, Security security) {
        this.layout = layout;
        this.security = security;
    }

    /** What was found of the node that a request depends on; known when the request is answered. */
    static final class Verdict {
        static final Verdict FINE = new Verdict();
        private volatile Code found = Code.OK;

        /** What the answer to the request is. A lost one may have been served or not, so it stays lost. */
        Code on(Code code) {
            return found == Code.OK || code == Code.CONNECTIONLOSS || code == Code.SESSIONEXPIRED ? code : found;
        }
    }

    // ------------------------------------------------------------------ ahead of a request

    /** Asks who may change a node. */
    @FunctionalInterface
    interface Look {
        void at(String path, BiConsumer<Code, @Nullable List<ACL>> answer);
    }

    Verdict ahead(Look look, String path) {
        Set<String> asked = known;
        if (ours.isEmpty() || asked.contains(path)) {
            return Verdict.FINE;
        }
        Verdict verdict = new Verdict();
        for (String node : layout.downTo(path)) {
            if (!asked.contains(node)) {
                look.at(node, (code, acl) -> judge(verdict, asked, node, code, acl));
            }
        }
        return verdict;
    }

    /** Answers come from the top down: what is known is ours, and all above it is. */
    private void judge(Verdict verdict, Set<String> asked, String path, Code code, @Nullable List<ACL> acl) {
        String objection = objection(path, code, acl);
        if (!security.refusesNodesOfOthers()) {
            if (objection != null) {
                LOG.warn("{}; zookeeper.nodes-of-others=warn lets it be", objection);
            }
            if (objection != null || acl != null) {
                know(asked, path);
            }
        } else if (objection != null) {
            verdict.found = Failures.FOREIGN;
        } else if (acl == null && code != Code.NONODE) {
            verdict.found = Code.OPERATIONTIMEOUT; // unless the request is lost with it
        } else if (acl != null && verdict.found == Code.OK) {
            know(asked, path);
        }
    }

    private static void know(Set<String> asked, String path) {
        if (asked.size() >= MAX_KNOWN) {
            asked.clear(); // asked for again
        }
        asked.add(path);
    }

    private void forget() {
        known = ConcurrentHashMap.newKeySet();
    }

    /** Says who else may change a node; null if nobody, or if it is not there. */
    private @Nullable String objection(String path, Code code, @Nullable List<ACL> acl) {
        if (code == Code.NOAUTH) {
            return "others may change " + path;
        }
        return acl == null
                ? null
                : acl.stream()
                        .filter(entry -> (entry.getPerms() & CHANGING) != 0 && !ours.contains(entry.getId()))
                        .map(entry -> objection(path, entry.getId()))
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Who may not administer a node is shown its users without the hashes of their passwords, and so does not know itself
     * among them.
     */
    private String objection(String path, Id id) {
        String who = name(id);
        boolean mayBeUs = id.getScheme().equals("digest")
                && id.getId().endsWith(":x")
                && identities().contains(who);
        return mayBeUs
                ? "ZooKeeper does not show us whether " + who + ", who may change " + path
                        + ", has our password (it lacks ADMIN, the a of cdrwa)"
                : who + " may change " + path;
    }

    /** Behind the colon of a digest there is a hash of the password. */
    private static String name(Id id) {
        return id.getScheme() + ":"
                + (id.getScheme().equals("digest") ? id.getId().replaceFirst(":.*", "") : id.getId());
    }

    // ------------------------------------------------------------------ at the door

    /**
     * Makes the node of a session, and looks at who may change the root and what is right below it.
     *
     * @param url of the store, for messages
     * @param done told null if all is well; not called if the connection is lost first
     */
    void enter(Session session, String url, Consumer<@Nullable SignalboxException> done) {
        forget();
        session.barrier(code -> {
            forget(); // what was asked before the root had a node
            if (code == Code.OK) {
                learn(session, url, done);
            } else if (code == Failures.FOREIGN) {
                lookAround(session, url, done); // who we are is known from a session before; tells who the others are
            } else if (code != Code.CONNECTIONLOSS && code != Code.SESSIONEXPIRED) {
                done.accept(refused(url, code, layout.root()));
            }
        });
    }

    private SignalboxException refused(String url, Code code, String where) {
        return switch (code) {
            case NOAUTH ->
                new StoreAccessException("cannot open " + url + ": ZooKeeper refuses " + security + " at " + where
                        + ", which belongs to others; correct the credentials, or the access control of that node");
            case INVALIDACL ->
                new StoreAccessException("cannot open " + url + ": ZooKeeper does not take " + security
                        + " for an identity; see the authProvider lines of the servers, and for certificates their"
                        + " ssl.clientAuth");
            case AUTHFAILED -> unknown(url);
            default -> Failures.of(code, "open " + url, where);
        };
    }

    /** The server has ended the connection because of who we say we are. */
    StoreAccessException unknown(String url) {
        return new StoreAccessException("cannot open " + url + ": ZooKeeper refuses " + security
                + "; correct user and password, or see whether the servers have that login (authProvider lines, and for"
                + " SASL the Server section of their JAAS file)");
    }

    private void learn(Session session, String url, Consumer<@Nullable SignalboxException> done) {
        session.accessOf(layout.session(session.id()), (code, acl) -> {
            if (acl != null) {
                ours = acl.stream().map(ACL::getId).collect(Collectors.toUnmodifiableSet());
                warnOfSeveral();
                pin(session, url, done);
            } else if (code != Code.CONNECTIONLOSS && code != Code.SESSIONEXPIRED) {
                done.accept(refused(url, code, layout.root()));
            }
        });
    }

    /** A node that is its creator's alone is everybody's who can show one of the creator's identities. */
    private void warnOfSeveral() {
        if (ours.size() > 1 && !warnedOfSeveral) {
            warnedOfSeveral = true;
            LOG.warn(
                    "ZooKeeper knows us as {} at once, and whoever it knows as one of them may change our nodes; give each"
                            + " service a certificate of its own, or none",
                    String.join(" and ", identities()));
        }
    }

    /** Who the servers take us for, without secrets; empty until they have said so. */
    List<String> identities() {
        return ours.stream().map(AccessCheck::name).sorted().toList();
    }

    /** Who else may change what, as the last session found it; empty if nobody. */
    List<String> strangers() {
        return strangers;
    }

    private void pin(Session session, String url, Consumer<@Nullable SignalboxException> done) {
        String pin = layout.pin(session.id());
        if (pin == null || !security.refusesNodesOfOthers()) {
            lookAround(session, url, done);
            return;
        }
        session.createWithParents(pin, new byte[0], CreateMode.EPHEMERAL, CreateMode.CONTAINER, (code, path, stat) -> {
            if (code == Code.OK || code == Code.NODEEXISTS || code == Failures.FOREIGN) {
                forget();
                lookAround(session, url, done); // tells who else there is
            } else if (code != Code.CONNECTIONLOSS && code != Code.SESSIONEXPIRED) {
                done.accept(refused(url, code, layout.lines(ResourceKind.LOCK)));
            }
        });
    }

    private void lookAround(Session session, String url, Consumer<@Nullable SignalboxException> done) {
        List<String> paths = layout.directories().stream()
                .flatMap(path -> layout.downTo(path).stream())
                .distinct()
                .toList();
        Set<String> asked = known;
        List<String> foreign = new ArrayList<>(); // answers come one by one, on one thread
        Code[] unknown = {Code.OK};
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            boolean last = i == paths.size() - 1;
            session.accessOf(path, (code, acl) -> {
                String objection = objection(path, code, acl);
                if (objection != null) {
                    foreign.add(objection);
                } else if (acl == null && code != Code.NONODE) {
                    unknown[0] = code;
                } else if (acl != null && areAllAbove(path, asked)) {
                    know(asked, path);
                }
                if (last && unknown[0] == Code.OK) {
                    strangers = List.copyOf(foreign);
                    done.accept(foreign.isEmpty() ? null : strangers(url, foreign));
                } else if (last && unknown[0] != Code.CONNECTIONLOSS && unknown[0] != Code.SESSIONEXPIRED) {
                    done.accept(refused(url, unknown[0], layout.root()));
                }
            });
        }
    }

    private boolean areAllAbove(String path, Set<String> asked) {
        return layout.downTo(path).stream().allMatch(node -> node.equals(path) || asked.contains(node));
    }

    private @Nullable SignalboxException strangers(String url, List<String> all) {
        if (!security.refusesNodesOfOthers()) {
            LOG.warn("{}; zookeeper.nodes-of-others=warn lets it be", String.join(", ", all));
            return null;
        }
        return new StoreAccessException("cannot open " + url + ": " + all.get(0)
                + "; give it and what is below it to us alone (setAcl -R), or set zookeeper.nodes-of-others=warn");
    }
}
