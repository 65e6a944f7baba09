package io.signalbox.zookeeper;

import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where everything is kept. */
final class Layout {
    /*
     *   <root>/locks/<name>/_c_<uuid>-lock-<10 digits>                   a contender, ephemeral; its parents are containers
     *   <root>/semaphores/<name>/_c_<uuid>-<permits>-lease-<10 digits>   the same; the permits wanted stand in the name,
     *       and of-<size>-lease if with others of the same process those were all that there are
     *   <root>/sizes/<name>                                              a semaphore's size, persistent, as decimal digits
     *   <root>/evictions/lock/<name>, …/semaphore/<name>                 who was last put out by force, persistent
     *   <root>/events/<name>                                             an event, persistent: "set 3" or "clear 4"
     *   <root>/sessions/<session id>                                     the heartbeat of a session, ephemeral
     *   <lock root>/~<session id>                                        keeps a lock root elsewhere in its place, ephemeral
     *
     * Nothing but contenders, and resources whose names are longer by a segment, lives in a directory of contenders. A
     * size stands apart from its contenders because their directory is reaped when it is empty.
     */
    private final String root;
    private final String locks;
    private final String semaphores;

    Layout(String root, String lockRoot) {
        this.root = root;
        this.locks = lockRoot.isEmpty() ? root + "/locks" : lockRoot;
        this.semaphores = root + "/semaphores";
    }

    String root() {
        return root;
    }

    /** The root, and what there may be right below it. */
    List<String> directories() {
        return List.of(
                root,
                locks,
                semaphores,
                sizes(),
                events(),
                root + "/evictions",
                root + "/evictions/" + ResourceKind.LOCK.word(),
                root + "/evictions/" + ResourceKind.SEMAPHORE.word(),
                root + "/sessions");
    }

    /** A node, and those above it that are ours, from the top down. */
    List<String> downTo(String path) {
        Deque<String> nodes = new ArrayDeque<>();
        for (String node = path; isOurs(node); node = node.substring(0, node.lastIndexOf('/'))) {
            nodes.addFirst(node);
        }
        return List.copyOf(nodes);
    }

    /** Whether a node is the root of anything of ours, or below one. */
    boolean isOurs(String path) {
        return isAtOrBelow(root, path) || isAtOrBelow(locks, path);
    }

    /** Whether a node's own content counts, as that of a size or an event. */
    boolean isRecord(String path) {
        return isAtOrBelow(sizes(), path) || isAtOrBelow(events(), path) || isAtOrBelow(root + "/evictions", path);
    }

    private static boolean isAtOrBelow(String above, String path) {
        return path.startsWith(above) && (path.length() == above.length() || path.charAt(above.length()) == '/');
    }

    String line(Resource resource) {
        return lines(resource.kind()) + "/" + resource.name();
    }

    /** The directory above all lines of a kind. */
    String lines(ResourceKind kind) {
        return switch (kind) {
            case LOCK -> locks;
            case SEMAPHORE -> semaphores;
            case EVENT -> throw new IllegalArgumentException("an event has no line");
        };
    }

    String size(Resource semaphore) {
        return sizes() + "/" + semaphore.name();
    }

    String sizes() {
        return root + "/sizes";
    }

    String event(Resource event) {
        return events() + "/" + event.name();
    }

    String events() {
        return root + "/events";
    }

    String eviction(Resource resource) {
        return root + "/evictions/" + resource.kind().word() + "/" + resource.name();
    }

    String session(long sessionId) {
        return root + "/sessions/" + Long.toHexString(sessionId);
    }

    /**
     * What a session that logs in puts into a directory of locks that is neither above nor below the root, so that it is not
     * empty, and nobody can take it away; see {@link AccessCheck}. No lock can have that name. Null where the node of the
     * session does for that.
     */
    @Nullable String pin(long sessionId) {
        return isAtOrBelow(root, locks) || isAtOrBelow(locks, root) ? null : locks + "/~" + Long.toHexString(sessionId);
    }
}
