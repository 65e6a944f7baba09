package io.signalbox;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One line a resource and process, for as long as anybody uses it. Handles, leases and waiters keep their line; when none
 * is left it goes, so that a service may use any number of names one after another.
 *
 * @param <L> the type of the lines
 */
final class LineRegistry<L> {

    /** Knows its key, so that its entry can be found when the line is gone. */
    private static final class Entry<L> extends WeakReference<L> {
        private final Resource resource;

        Entry(Resource resource, L line, ReferenceQueue<L> gone) {
            super(line, gone);
            this.resource = resource;
        }
    }

    private final ConcurrentHashMap<Resource, Entry<L>> entries = new ConcurrentHashMap<>();
    private final ReferenceQueue<L> gone = new ReferenceQueue<>();

    L get(Resource resource, Function<Resource, L> make) {
        forget();
        while (true) {
            Entry<L> entry = entries.get(resource);
            L line = entry == null ? null : entry.get();
            if (line != null) {
                return line;
            }
            L made = make.apply(resource);
            Entry<L> fresh = new Entry<>(resource, made, gone);
            boolean won = entry == null
                    ? entries.putIfAbsent(resource, fresh) == null
                    : entries.replace(resource, entry, fresh);
            if (won) {
                return made;
            }
        }
    }

    private void forget() {
        for (Reference<? extends L> ref = gone.poll(); ref != null; ref = gone.poll()) {
            if (ref instanceof Entry<? extends L> entry) {
                entries.remove(entry.resource, entry);
            }
        }
    }

    List<L> all() {
        List<L> lines = new ArrayList<>();
        for (Entry<L> entry : entries.values()) {
            @Nullable L line = entry.get();
            if (line != null) {
                lines.add(line);
            }
        }
        return lines;
    }
}
