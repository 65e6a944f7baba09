package io.signalbox.faults;

import java.util.Locale;

/**
 * What there is of everything that could be left behind.
 *
 * @param heap bytes that a collection of garbage leaves
 * @param threads of this JVM
 * @param watches at all servers
 * @param nodes in the store
 * @param ephemerals of these, how many belong to a session
 */
record Census(long heap, int threads, long watches, long nodes, long ephemerals) {

    /** As the process that watches the ensemble counts it. */
    static Census of(long heap, int threads, String counts) {
        String[] words = counts.split(" ", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("no counts: " + counts);
        }
        return new Census(heap, threads, Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap %.1f MiB, %d threads, %d watches, %d nodes, %d of them ephemeral",
                heap / 1048576.0,
                threads,
                watches,
                nodes,
                ephemerals);
    }
}
