package io.signalbox.zookeeper;

import io.signalbox.ContenderView;
import io.signalbox.EventState;
import io.signalbox.EventView;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.ResourceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Reads who holds, who waits and what there is. Each reading begins with a barrier. */
final class Census {

    private static final long TOKENS = 1024;

    private final ZooKeeperStore store;
    private final Layout layout;

    Census(ZooKeeperStore store) {
        this.store = store;
        this.layout = store.layout();
    }

    /** A node's content; the data is null if there is no such node. */
    private static final class Node {
        private final byte @Nullable [] data;
        private final @Nullable Stat stat;

        Node(byte @Nullable [] data, @Nullable Stat stat) {
            this.data = data;
            this.stat = stat;
        }
    }

    // ------------------------------------------------------------------ one resource

    CompletableFuture<QueueView> queue(Resource resource) {
        Session session = store.connectedSession();
        if (session == null) {
            return CompletableFuture.failedFuture(store.noSession("inspect " + resource));
        }
        session.barrier(code -> {});
        return queue(session, resource);
    }

    private CompletableFuture<QueueView> queue(Session session, Resource resource) {
        String directory = layout.line(resource);
        CompletableFuture<Integer> size = resource.kind() == ResourceKind.LOCK
                ? CompletableFuture.completedFuture(1)
                : get(session, layout.size(resource)).thenApply(node -> SizeData.parse(node.data));
        return children(session, directory)
                .thenCompose(children -> all(contenders(resource, children).stream()
                        .map(name -> contender(session, directory, name))
                        .toList()))
                .thenCombine(size, (contenders, inForce) -> view(resource, inForce, inOrder(contenders)));
    }

    private static List<ContenderName> contenders(Resource resource, List<String> children) {
        List<ContenderName> names = new ArrayList<>();
        for (String child : children) {
            ContenderName name = ContenderName.parse(resource.kind(), child);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /** One contender, where it stands, and out of which size it takes its permits; see {@link Tally}. */
    private record Standing(ContenderName name, int outOf, ContenderView view) {}

    private static List<Standing> inOrder(List<@Nullable Standing> contenders) {
        return contenders.stream()
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Standing::name))
                .toList();
    }

    private CompletableFuture<@Nullable Standing> contender(Session session, String directory, ContenderName name) {
        return get(session, directory + "/" + name.name()).thenApply(node -> {
            Stat stat = node.stat;
            if (stat == null) {
                return null; // gone since the list
            }
            OwnerData owner = OwnerData.parse(node.data);
            ContenderView view = new ContenderView(
                    owner.participant(),
                    owner.thread(),
                    Instant.ofEpochMilli(stat.getCtime()),
                    name.permits(),
                    stat.getCzxid() * TOKENS,
                    name.name());
            return new Standing(name.bornIn(stat.getCzxid()), stat.getVersion() == 0 ? name.outOf() : 0, view);
        });
    }

    private static QueueView view(Resource resource, int size, List<Standing> contenders) {
        List<ContenderView> holders = new ArrayList<>();
        List<ContenderView> waiters = new ArrayList<>();
        Tally before = new Tally(size);
        for (Standing contender : contenders) {
            (before.hasRoomFor(contender.name.permits()) ? holders : waiters).add(contender.view);
            before.add(contender.name, contender.outOf);
        }
        return new QueueView(resource, size, holders, waiters);
    }

    // ------------------------------------------------------------------ everything

    CompletableFuture<List<ResourceView>> list(String prefix) {
        Session session = store.connectedSession();
        if (session == null) {
            return CompletableFuture.failedFuture(store.noSession("list \"" + prefix + "\""));
        }
        session.barrier(code -> {});
        CompletableFuture<List<ResourceView>> locks = names(session, layout.lines(ResourceKind.LOCK), prefix)
                .thenCompose(names -> queues(session, ResourceKind.LOCK, names));
        CompletableFuture<List<ResourceView>> semaphores = names(session, layout.lines(ResourceKind.SEMAPHORE), prefix)
                .thenCombine(names(session, layout.sizes(), prefix), Census::union)
                .thenCompose(names -> queues(session, ResourceKind.SEMAPHORE, names));
        CompletableFuture<List<ResourceView>> events =
                names(session, layout.events(), prefix).thenCompose(names -> events(session, names));
        return all(List.of(locks, semaphores, events))
                .thenApply(lists -> lists.stream()
                        .flatMap(List::stream)
                        .sorted((a, b) -> a.resource().compareTo(b.resource()))
                        .toList());
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> both = new TreeSet<>(some);
        both.addAll(more);
        return both;
    }

    /** The names of all directories below a root that a resource could have, at and below a prefix. */
    private CompletableFuture<Set<String>> names(Session session, String root, String prefix) {
        return prefix.isEmpty()
                ? below(session, root, "")
                : below(session, root, prefix).thenApply(names -> {
                    Set<String> withItself = new TreeSet<>(names);
                    withItself.add(prefix);
                    return withItself;
                });
    }

    private CompletableFuture<Set<String>> below(Session session, String root, String name) {
        return children(session, name.isEmpty() ? root : root + "/" + name).thenCompose(children -> {
            List<CompletableFuture<Set<String>>> deeper = children.stream()
                    .map(child -> name.isEmpty() ? child : name + "/" + child)
                    .filter(Census::isName)
                    .map(child -> below(session, root, child).thenApply(names -> {
                        names.add(child);
                        return names;
                    }))
                    .toList();
            return all(deeper)
                    .thenApply(
                            sets -> sets.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new)));
        });
    }

    /** Whether a path below a root could be a resource, and not a contender or somebody else's node. */
    private static boolean isName(String path) {
        try {
            return new Resource(ResourceKind.LOCK, path).name().equals(path);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private CompletableFuture<List<ResourceView>> queues(Session session, ResourceKind kind, Set<String> names) {
        return all(names.stream()
                        .map(name -> queue(session, new Resource(kind, name)))
                        .toList())
                .thenApply(views -> views.stream()
                        .filter(Census::isInUse)
                        .map(ResourceView.class::cast)
                        .toList());
    }

    private static boolean isInUse(QueueView view) {
        return !view.holders().isEmpty()
                || !view.waiters().isEmpty()
                || (view.resource().kind() == ResourceKind.SEMAPHORE && view.size() > 0);
    }

    private CompletableFuture<List<ResourceView>> events(Session session, Set<String> names) {
        return all(names.stream().map(name -> event(session, name)).toList())
                .thenApply(views -> views.stream().flatMap(List::stream).toList());
    }

    /** None if it was never set. */
    private CompletableFuture<List<ResourceView>> event(Session session, String name) {
        Resource event = new Resource(ResourceKind.EVENT, name);
        return get(session, layout.event(event)).thenApply(node -> {
            long version = ZooKeeperFlag.parse(node.data);
            return version > 0 ? List.of(new EventView(event, new EventState(version))) : List.of();
        });
    }

    // ------------------------------------------------------------------ requests

    private static CompletableFuture<List<String>> children(Session session, String path) {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        session.list(path, (code, children) -> {
            if (code == Code.OK || code == Code.NONODE) {
                answer.complete(children);
            } else {
                answer.completeExceptionally(Failures.of(code, "list " + path, path));
            }
        });
        return answer;
    }

    private static CompletableFuture<Node> get(Session session, String path) {
        CompletableFuture<Node> answer = new CompletableFuture<>();
        session.get(path, null, (code, data, stat) -> {
            if (code == Code.OK || code == Code.NONODE) {
                answer.complete(new Node(data, stat));
            } else {
                answer.completeExceptionally(Failures.of(code, "read " + path, path));
            }
        });
        return answer;
    }

    private static <T extends @Nullable Object> CompletableFuture<List<T>> all(List<CompletableFuture<T>> parts) {
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                .thenApply(
                        nothing -> parts.stream().map(CompletableFuture::join).collect(Collectors.toList()));
    }
}
