package io.signalbox.testkit.memory;

import io.signalbox.ContenderView;
import io.signalbox.EventState;
import io.signalbox.EventView;
import io.signalbox.Eviction;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.ResourceView;
import io.signalbox.spi.Participant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What a server keeps: lines, sizes, flags and sessions. All state is guarded by {@code this}. */
final class World {

    private static final Map<String, World> ALL = new ConcurrentHashMap<>();
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mem-clock");
        thread.setDaemon(true);
        return thread;
    });

    static {
        CLOCK.scheduleAtFixedRate(() -> ALL.values().forEach(World::expireTheSilent), 10, 10, TimeUnit.MILLISECONDS);
    }

    /** A contender, as the server knows it. */
    record Node(long id, long session, int permits, MemoryStore owner, String thread, Instant since) {
        long firstToken() {
            return id * 1024;
        }
    }

    private static final class Session {
        private final long timeoutNanos;
        private long touched = System.nanoTime();

        Session(Duration timeout) {
            this.timeoutNanos = timeout.toNanos();
        }
    }

    final Wrong wrong;
    final AtomicLong requests = new AtomicLong();
    final List<MemoryStore> stores = new CopyOnWriteArrayList<>();
    private final Map<Resource, List<Node>> lines = new HashMap<>();
    private final Map<Resource, Integer> sizes = new HashMap<>();
    private final Map<Resource, Eviction> evictions = new HashMap<>();
    private final Map<Resource, Long> versions = new HashMap<>();
    private final Map<Long, Session> sessions = new HashMap<>();
    private long lastSession;
    private long lastNode;
    private boolean stopped;

    private World(Wrong wrong) {
        this.wrong = wrong;
    }

    static void create(String name, Wrong wrong) {
        ALL.put(name, new World(wrong));
    }

    static World of(String name) {
        return ALL.get(name);
    }

    static void destroy(String name) {
        ALL.remove(name);
    }

    // ------------------------------------------------------------------ sessions

    synchronized long newSession(Duration timeout) {
        sessions.put(++lastSession, new Session(timeout));
        return lastSession;
    }

    /** False if the session is over. */
    synchronized boolean touch(long session) {
        Session found = sessions.get(session);
        if (found != null) {
            found.touched = System.nanoTime();
        }
        return found != null;
    }

    synchronized void end(long session) {
        if (sessions.remove(session) != null) {
            lines.forEach((resource, line) -> {
                if (line.removeIf(node -> node.session == session)) {
                    changed(resource);
                }
            });
        }
        if (sessions.isEmpty() && wrong == Wrong.FORGETS_THE_SIZE) {
            sizes.clear();
        }
        if (sessions.isEmpty() && wrong == Wrong.FORGETS_EVENTS) {
            versions.clear();
        }
    }

    private synchronized void expireTheSilent() {
        if (!stopped && wrong != Wrong.NEVER_EXPIRES_SESSIONS) {
            long now = System.nanoTime();
            List<Long> over = new ArrayList<>();
            sessions.forEach((id, session) -> {
                if (now - session.touched > session.timeoutNanos) {
                    over.add(id);
                }
            });
            over.forEach(this::end);
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    synchronized void stop() {
        stopped = true;
    }

    synchronized void start() {
        stopped = false;
        sessions.values().forEach(session -> session.touched = System.nanoTime());
        stores.forEach(MemoryStore::wake);
    }

    /** Tells every client that is interested; they look when they can. */
    private void changed(Resource resource) {
        stores.forEach(store -> store.changed(resource));
    }

    // ------------------------------------------------------------------ lines

    private List<Node> line(Resource resource) {
        return lines.computeIfAbsent(resource, r -> new ArrayList<>());
    }

    synchronized int size(Resource resource) {
        return resource.kind() == ResourceKind.LOCK ? 1 : sizes.getOrDefault(resource, 0);
    }

    synchronized int agree(Resource resource, int offer) {
        if (wrong == Wrong.ADMITS_A_SIZE_MISMATCH && offer != 0) {
            sizes.putIfAbsent(resource, offer);
            return offer;
        }
        if (offer != 0) {
            sizes.putIfAbsent(resource, offer);
        }
        return size(resource);
    }

    synchronized void resize(Resource resource, int size) {
        if (wrong == Wrong.IGNORES_RESIZE) {
            return;
        }
        sizes.put(resource, size);
        if (wrong == Wrong.RESIZES_BY_REVOKING) {
            List<Node> line = line(resource);
            while (line.size() > size) {
                line.remove(line.size() - 1);
            }
        }
        if (wrong != Wrong.RESIZES_WITHOUT_WAKING) {
            changed(resource);
        }
    }

    synchronized Node add(Resource resource, long session, int permits, MemoryStore owner, String thread) {
        List<Node> line = line(resource);
        long id = ++lastNode;
        if (wrong == Wrong.REUSES_TOKENS_WHEN_IDLE) {
            id = line.isEmpty() ? 1 : line.get(line.size() - 1).id + 1;
        }
        Node node =
                new Node(id, session, permits, owner, thread, Clock.systemUTC().instant());
        line.add(node);
        return node;
    }

    synchronized void remove(Resource resource, Node node) {
        List<Node> line = line(resource);
        if (wrong == Wrong.LEAVES_FREE_THE_HEAD_OF_THE_LINE && !line.isEmpty()) {
            line.remove(0);
        } else {
            line.remove(node);
        }
        changed(resource);
    }

    synchronized boolean isHolding(Resource resource, Node node) {
        int size = size(resource) + (wrong == Wrong.EXCEEDS_THE_SIZE ? 1 : 0);
        int used = 0;
        for (Node each : line(resource)) {
            int permits = wrong == Wrong.IGNORES_WEIGHTS ? 1 : each.permits;
            if (each.equals(node)) {
                return used + permits <= size;
            }
            boolean fits = used + permits <= size;
            if (fits || wrong != Wrong.OVERTAKES) {
                used += permits;
            }
        }
        return false;
    }

    synchronized QueueView inspect(Resource resource) {
        List<ContenderView> holders = new ArrayList<>();
        List<ContenderView> waiters = new ArrayList<>();
        for (Node node : line(resource)) {
            ContenderView view = new ContenderView(
                    node.owner.self(),
                    wrong == Wrong.HIDES_THE_THREAD ? "" : node.thread,
                    node.since,
                    node.permits,
                    node.firstToken(),
                    "node-" + node.id);
            (isHolding(resource, node) ? holders : waiters).add(view);
        }
        return new QueueView(resource, size(resource), holders, waiters);
    }

    synchronized boolean isInLine(Resource resource, Node node) {
        return line(resource).contains(node);
    }

    synchronized Optional<Eviction> evict(Resource resource, long token, Participant by) {
        for (ContenderView holder : inspect(resource).holders()) {
            boolean named = holder.token() / 1024 == token / 1024;
            if (named || wrong == Wrong.PUTS_OUT_WHOEVER_HOLDS) {
                Eviction eviction =
                        new Eviction(resource, holder, by, Clock.systemUTC().instant());
                evictions.put(resource, eviction);
                line(resource).removeIf(node -> node.firstToken() == holder.token());
                changed(resource);
                return Optional.of(eviction);
            }
        }
        return Optional.empty();
    }

    synchronized Optional<Eviction> lastEviction(Resource resource) {
        return Optional.ofNullable(evictions.get(resource));
    }

    synchronized List<ResourceView> list(String prefix) {
        Map<Resource, ResourceView> found = new TreeMap<>();
        for (Collection<Resource> known : List.of(List.copyOf(lines.keySet()), List.copyOf(sizes.keySet()))) {
            for (Resource resource : known) {
                boolean isThere = sizes.containsKey(resource) || !line(resource).isEmpty();
                if (isThere && isWithin(resource.name(), prefix)) {
                    found.put(resource, inspect(resource));
                }
            }
        }
        versions.forEach((resource, version) -> {
            if (isWithin(resource.name(), prefix)) {
                found.put(resource, new EventView(resource, new EventState(version)));
            }
        });
        return List.copyOf(found.values());
    }

    private boolean isWithin(String name, String prefix) {
        return prefix.isEmpty()
                || name.equals(prefix)
                || name.startsWith(wrong == Wrong.LISTS_NEIGHBOURS ? prefix : prefix + "/");
    }

    // ------------------------------------------------------------------ flags

    synchronized long version(Resource resource) {
        return versions.getOrDefault(resource, 0L);
    }

    synchronized long advance(Resource resource, long from) {
        if (version(resource) == from) {
            versions.put(resource, from + 1);
            changed(resource);
        }
        return version(resource);
    }

    // ------------------------------------------------------------------ counts

    synchronized int contenders() {
        return lines.values().stream().mapToInt(List::size).sum();
    }

    synchronized int sessions() {
        return sessions.size();
    }
}
