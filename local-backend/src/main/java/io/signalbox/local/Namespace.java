package io.signalbox.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.ContenderView;
import io.signalbox.EventState;
import io.signalbox.EventView;
import io.signalbox.Eviction;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.ResourceView;
import io.signalbox.spi.Tenure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the participants of one namespace share: the part of the server. */
final class Namespace {
    /*
     * One guard for all that is shared, and for the connections of all participants; and, lent to the api, for the lines of
     * their waiters, so that an acquire is one critical section and a release another. It is held for some tens of
     * nanoseconds, so one is enough; and what concerns several resources at once, the end of a session or a listing, is one
     * step.
     *
     * Lock order: this guard, then what is inside a clock, a tenure or an executor. Nothing of the api is called under it
     * from here: its listeners, and those of a tenure, might look at lines that are just being changed. Events are posted
     * under the guard, so their order is the order of what happened, and delivered without it.
     *
     * What is kept: a line while somebody stands in it or a size is agreed, a flag while it was ever set or somebody
     * watches. A namespace stays while there is a participant, a size, a version or a record. It then goes altogether,
     * which nobody can tell: its contenders go on being counted from where it ended.
     *
     * A line that is idle says nothing, but is not dropped at once: a lock that is taken again and again would be made and
     * dropped each time. All idle ones go when there are twice as many lines as were left the last time, and some. So a
     * participant may remember its line instead of looking it up; but not beyond its end, or two participants
     * would stand in two lines of one name. Hence `dropped`: it is written here when the line goes, and read under the
     * same guard by whoever remembers the line, before each use.
     */
    private static final ConcurrentHashMap<String, Namespace> ALL = new ConcurrentHashMap<>();
    private static final AtomicLong CONTENDERS = new AtomicLong(); // of all namespaces that are no more

    /** Below that many, idle lines are not worth a look. */
    private static final int FEW_LINES = 64;

    /** A line, and whether it is still the one of its name. */
    static final class QueueRoom {
        final QueueMachine<LocalContender> machine;
        private final int sizeOfNew;

        /** There may be another line of that name by now. Guarded by the guard of the namespace. */
        boolean dropped;

        QueueRoom(int sizeOfNew) {
            this.machine = new QueueMachine<>(sizeOfNew);
            this.sizeOfNew = sizeOfNew;
        }

        /** Whether it says no more than a new one would. */
        boolean isIdle() {
            return machine.isEmpty() && machine.size() == sizeOfNew;
        }
    }

    /** A flag and who watches it. */
    static final class FlagRoom {
        final FlagMachine machine = new FlagMachine();
        final Set<LocalFlag.Watch> watches = new LinkedHashSet<>();
    }

    final String name;
    final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private final Map<Resource, QueueRoom> queues = new HashMap<>();

    @GuardedBy("guard") private int manyLines = FEW_LINES;

    @GuardedBy("guard") private final Map<Resource, FlagRoom> flags = new HashMap<>();

    /** The last of each line. */
    @GuardedBy("guard") private final Map<Resource, Eviction> evictions = new HashMap<>(0);

    @GuardedBy("guard") private final List<LocalStore> participants = new ArrayList<>();

    /** The number of the last contender, greater than that of every earlier one of this namespace. */
    @GuardedBy("guard") private long contenders = CONTENDERS.get();

    Namespace(String name) {
        this.name = name;
    }

    // ------------------------------------------------------------------ which there are

    /** Makes a participant of a namespace, which comes into being with its first. */
    static LocalStore open(String name, Function<Namespace, LocalStore> factory) {
        LocalStore[] opened = new LocalStore[1];
        ALL.compute(name, (key, known) -> {
            Namespace namespace = known != null ? known : new Namespace(key);
            opened[0] = factory.apply(namespace);
            namespace.add(opened[0]);
            return namespace;
        });
        return opened[0];
    }

    static void close(LocalStore store) {
        ALL.computeIfPresent(store.namespace.name, (key, known) -> known.remove(store) ? known.end() : known);
    }

    static @Nullable Namespace find(String name) {
        return ALL.get(name);
    }

    /**
     * Forgets a namespace, unless it has participants.
     *
     * @return who is in the way
     */
    static List<LocalStore> forget(String name) {
        List<LocalStore> open = new ArrayList<>();
        ALL.computeIfPresent(name, (key, known) -> {
            open.addAll(known.participants());
            return open.isEmpty() ? known.end() : known;
        });
        return open;
    }

    /** The next of that name will count on. */
    private @Nullable Namespace end() {
        guard.lock();
        try {
            CONTENDERS.accumulateAndGet(contenders, Math::max);
        } finally {
            guard.unlock();
        }
        return null;
    }

    private void add(LocalStore store) {
        guard.lock();
        try {
            participants.add(store);
        } finally {
            guard.unlock();
        }
    }

    /** Whether nothing is left. */
    private boolean remove(LocalStore store) {
        guard.lock();
        try {
            participants.remove(store);
            dropIdleLines();
            return participants.isEmpty() && queues.isEmpty() && flags.isEmpty() && evictions.isEmpty();
        } finally {
            guard.unlock();
        }
    }

    List<LocalStore> participants() {
        guard.lock();
        try {
            return List.copyOf(participants);
        } finally {
            guard.unlock();
        }
    }

    // ------------------------------------------------------------------ what is in it; the caller holds the guard

    /** The number of the next contender, greater than that of every earlier one of this namespace. */
    @GuardedBy("guard") long nextContender() {
        contenders++;
        return contenders;
    }

    /** The line of a resource, made if there is none. */
    @GuardedBy("guard") QueueRoom queue(Resource resource) {
        QueueRoom room = queues.get(resource);
        if (room == null) {
            if (queues.size() >= manyLines) {
                dropIdleLines();
                manyLines = Math.max(FEW_LINES, 2 * queues.size());
            }
            room = new QueueRoom(sizeOfNew(resource));
            queues.put(resource, room);
        }
        return room;
    }

    private static int sizeOfNew(Resource resource) {
        return resource.kind() == ResourceKind.LOCK ? 1 : 0;
    }

    @GuardedBy("guard")
    void dropIdleLines() {
        queues.values().removeIf(room -> {
            room.dropped = room.isIdle();
            return room.dropped;
        });
    }

    /** Puts out what rests: what anybody does next is a request. */
    @GuardedBy("guard")
    void endRests() {
        queues.values().forEach(room -> room.machine.endRest());
    }

    /** A flag, made if there is none. */
    @GuardedBy("guard") FlagRoom flag(Resource resource) {
        return flags.computeIfAbsent(resource, key -> new FlagRoom());
    }

    /** Drops a flag that says no more than a new one would. */
    @GuardedBy("guard")
    void tidy(Resource resource, FlagRoom room) {
        if (room.watches.isEmpty() && room.machine.version() == 0) {
            flags.remove(resource);
        }
    }

    // ------------------------------------------------------------------ what takes the guard by itself

    int sizeOf(Resource resource) {
        guard.lock();
        try {
            QueueRoom room = queues.get(resource);
            return room == null ? sizeOfNew(resource) : room.machine.size();
        } finally {
            guard.unlock();
        }
    }

    /** How many lines are kept, idle ones among them. */
    int lines() {
        guard.lock();
        try {
            return queues.size();
        } finally {
            guard.unlock();
        }
    }

    QueueView view(Resource resource) {
        guard.lock();
        try {
            QueueRoom room = queues.get(resource);
            return view(resource, room != null ? room.machine : new QueueMachine<>(sizeOfNew(resource)));
        } finally {
            guard.unlock();
        }
    }

    void record(Eviction eviction) {
        guard.lock();
        try {
            evictions.put(eviction.resource(), eviction);
        } finally {
            guard.unlock();
        }
    }

    Optional<Eviction> lastEviction(Resource resource) {
        guard.lock();
        try {
            return Optional.ofNullable(evictions.get(resource));
        } finally {
            guard.unlock();
        }
    }

    long version(Resource resource) {
        guard.lock();
        try {
            FlagRoom room = flags.get(resource);
            return room == null ? 0 : room.machine.version();
        } finally {
            guard.unlock();
        }
    }

    /** Everything that says more than nothing, sorted. */
    List<ResourceView> list(Predicate<Resource> which) {
        List<ResourceView> found = new ArrayList<>();
        guard.lock();
        try {
            queues.forEach((resource, room) -> {
                if (!room.isIdle()) {
                    found.add(view(resource, room.machine));
                }
            });
            flags.forEach((resource, room) -> {
                if (room.machine.version() > 0) {
                    found.add(new EventView(resource, new EventState(room.machine.version())));
                }
            });
        } finally {
            guard.unlock();
        }
        found.removeIf(view -> !which.test(view.resource()));
        found.sort(Comparator.comparing(ResourceView::resource));
        return List.copyOf(found);
    }

    private static QueueView view(Resource resource, QueueMachine<LocalContender> machine) {
        return new QueueView(resource, machine.size(), views(machine.holders()), views(machine.waiters()));
    }

    private static List<ContenderView> views(List<LocalContender> contenders) {
        return contenders.stream().map(LocalContender::view).toList();
    }

    /** Takes every contender of a session out of its line. */
    List<LocalContender> expel(Tenure session) {
        List<LocalContender> out = new ArrayList<>();
        guard.lock();
        try {
            for (QueueRoom room : queues.values()) {
                var changes = room.machine.leaveAll(contender -> contender.session == session);
                out.addAll(changes.out());
                LocalQueue.tellAll(changes.granted());
            }
        } finally {
            guard.unlock();
        }
        return out;
    }

    /** Has the watches of a participant look at their flags again. */
    void lookAgain(LocalStore store) {
        guard.lock();
        try {
            for (FlagRoom room : flags.values()) {
                room.watches.stream()
                        .filter(watch -> watch.store == store)
                        .forEach(watch -> watch.see(room.machine.version()));
            }
        } finally {
            guard.unlock();
        }
    }

    void unwatchAll(LocalStore store) {
        guard.lock();
        try {
            flags.values().removeIf(room -> {
                room.watches.removeIf(watch -> watch.store == store);
                return room.watches.isEmpty() && room.machine.version() == 0;
            });
        } finally {
            guard.unlock();
        }
    }
}
