package io.signalbox.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A time during which somebody believed to hold.
 *
 * @param resource what
 * @param client who, as a process
 * @param thread who, in it
 * @param token under which token
 * @param permits how many permits
 * @param from when the acquire returned, or it was believed again
 * @param certain when it was last seen to be so
 * @param to when it was first seen not to be so, or was given up
 */
record Belief(
        String resource, String client, String thread, long token, int permits, long from, long certain, long to) {

    /** How long nobody looked before the end. */
    long gapNanos() {
        return to - certain;
    }

    @Override
    public String toString() {
        return client + "/" + thread + " with token " + token + " and " + permits + " permits from " + from + " to "
                + certain + " or " + to;
    }

    /**
     * What was believed in a history.
     *
     * @param held times in which a lease was believed to be held
     * @param kept times in which a lease was not yet known to be lost
     */
    record All(List<Belief> held, List<Belief> kept) {}

    /** Reads a history, which is in the order of time. What has not ended there goes on to its end. */
    static All of(List<Entry> history) {
        Reader reader = new Reader();
        history.forEach(reader::read);
        long end = history.isEmpty() ? 0 : history.get(history.size() - 1).at();
        List.copyOf(reader.open.keySet()).forEach(teller -> reader.close(teller, end, end));
        return new All(reader.held, reader.kept);
    }

    private static final class Reader {
        final List<Belief> held = new ArrayList<>();
        final List<Belief> kept = new ArrayList<>();
        final Map<String, Entry> open = new HashMap<>(); // the grant
        final Map<String, Long> heldFrom = new HashMap<>();

        void read(Entry entry) {
            String teller = entry.teller();
            switch (entry.act()) {
                case ACQUIRE -> {
                    if (entry.outcome() == Outcome.OK) {
                        open.put(teller, entry);
                        heldFrom.put(teller, entry.at());
                    }
                }
                case BELIEF -> {
                    switch (entry.note()) {
                        case "HELD" -> heldFrom.put(teller, entry.at());
                        case "IN_DOUBT" -> closeHeld(teller, entry.aux(), entry.at());
                        default -> close(teller, entry.aux(), entry.at());
                    }
                }
                case RELEASE -> {
                    if (entry.outcome() == Outcome.INVOKE && open.containsKey(teller)) {
                        close(teller, entry.aux(), entry.at());
                    }
                }
                case KILLED ->
                    List.copyOf(open.keySet()).stream()
                            .filter(other -> other.startsWith(entry.client() + "/"))
                            .forEach(other -> close(other, null, entry.at()));
                default -> {}
            }
        }

        private void closeHeld(String teller, @Nullable Long certain, long to) {
            Entry grant = open.get(teller);
            Long from = heldFrom.remove(teller);
            if (grant != null && from != null) {
                held.add(belief(grant, from, certain, to));
            }
        }

        void close(String teller, @Nullable Long certain, long to) {
            closeHeld(teller, certain, to);
            Entry grant = open.remove(teller);
            if (grant != null) {
                kept.add(belief(grant, grant.at(), certain, to));
            }
        }

        /** Of a process that was killed nobody knows when it last looked, so nothing but the beginning is certain. */
        private static Belief belief(Entry grant, long from, @Nullable Long certain, long to) {
            return new Belief(
                    grant.resource(),
                    grant.client(),
                    grant.thread(),
                    grant.token(),
                    grant.permits(),
                    from,
                    Math.max(from, certain == null ? from : certain),
                    Math.max(from, to));
        }
    }
}
