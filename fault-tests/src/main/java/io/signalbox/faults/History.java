package io.signalbox.faults;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that was seen in one run, in memory and in a file. Safe for use by many threads. */
final class History implements AutoCloseable {

    private final ReentrantLock guard = new ReentrantLock();
    private final BufferedWriter file;

    @GuardedBy("guard") private final List<Entry> entries = new ArrayList<>();

    @GuardedBy("guard") private final Map<String, Long> lastGrants = new HashMap<>();

    @GuardedBy("guard") private final Map<String, Entry> holders = new HashMap<>();

    /** With what token each register was last read, if nobody has written it since with that token. */
    @GuardedBy("guard") private final Map<String, Long> reads = new HashMap<>();

    /** With what tokens each register was written. */
    @GuardedBy("guard") private final Map<String, NavigableSet<Long>> writers = new HashMap<>();

    @GuardedBy("guard") private int grants;

    @GuardedBy("guard") private boolean closed;

    History(Path path) throws IOException {
        this.file = Files.newBufferedWriter(path);
    }

    void add(Entry entry) {
        guard.lock();
        try {
            if (closed) {
                return;
            }
            entries.add(entry);
            file.write(entry.encode());
            file.write('\n');
            if (entry.is(Act.ACQUIRE, Outcome.OK)) {
                grants++;
                lastGrants.merge(entry.resource(), entry.at(), Math::max);
                holders.put(entry.resource(), entry);
            } else if (entry.act() == Act.RELEASE) {
                holders.remove(entry.resource());
            } else if (entry.is(Act.READ, Outcome.OK)) {
                reads.put(entry.resource(), entry.token());
            } else if (entry.is(Act.WRITE, Outcome.OK) && entry.client().equals(Register.TELLER)) {
                reads.remove(entry.resource(), entry.token());
                writers.computeIfAbsent(entry.resource(), r -> new TreeSet<>()).add(entry.token());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            guard.unlock();
        }
    }

    /** What the run itself does. */
    void addFault(Outcome outcome, String note) {
        add(new Entry(System.nanoTime(), "faults", "-", Act.FAULT, outcome, "-", 0, 0, 0, note));
    }

    int grants() {
        guard.lock();
        try {
            return grants;
        } finally {
            guard.unlock();
        }
    }

    /** Whether a resource was granted to anybody after some moment. */
    boolean grantedSince(String resource, long at) {
        guard.lock();
        try {
            Long last = lastGrants.get(resource);
            return last != null && last - at > 0;
        } finally {
            guard.unlock();
        }
    }

    /** The client that was last told that it holds, if it has not released. */
    @Nullable String holder(String resource) {
        guard.lock();
        try {
            Entry grant = holders.get(resource);
            return grant == null ? null : grant.client();
        } finally {
            guard.unlock();
        }
    }

    /**
     * The lease under which a client has read a register and not written it yet, null if there is none.
     *
     * @param resource what it must hold for that
     */
    @Nullable Entry change(String client, String resource, String register) {
        guard.lock();
        try {
            Entry grant = holders.get(resource);
            return grant != null && grant.client().equals(client) && Objects.equals(reads.get(register), grant.token())
                    ? grant
                    : null;
        } finally {
            guard.unlock();
        }
    }

    /** Whether a register was written with a token. */
    boolean isWritten(String register, long token) {
        guard.lock();
        try {
            return writersOf(register).contains(token);
        } finally {
            guard.unlock();
        }
    }

    /** Whether a register was written with a greater token. */
    boolean isWrittenByLater(String register, long token) {
        guard.lock();
        try {
            return writersOf(register).higher(token) != null;
        } finally {
            guard.unlock();
        }
    }

    @GuardedBy("guard") private NavigableSet<Long> writersOf(String register) {
        return writers.getOrDefault(register, Collections.emptyNavigableSet());
    }

    /** In the order of time. */
    List<Entry> sorted() {
        guard.lock();
        try {
            List<Entry> all = new ArrayList<>(entries);
            all.sort(Comparator.comparingLong(Entry::at));
            return all;
        } finally {
            guard.unlock();
        }
    }

    static List<Entry> read(Path path) throws IOException {
        try (Stream<String> lines = Files.lines(path, StandardCharsets.UTF_8)) {
            return lines.map(Entry::decode)
                    .sorted(Comparator.comparingLong(Entry::at))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        guard.lock();
        try {
            closed = true;
            file.close();
        } finally {
            guard.unlock();
        }
    }
}
