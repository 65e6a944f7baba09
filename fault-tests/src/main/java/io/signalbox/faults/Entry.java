package io.signalbox.faults;

import java.util.List;

/**
 * One line of the history.
 *
 * @param at {@link System#nanoTime()}, which all JVMs of a host share
 * @param client who tells: a client's name and life, as {@code c3.2}; {@code resource} or {@code faults}
 * @param thread which of its threads
 * @param act what it is about
 * @param outcome how far it has come
 * @param resource what it is done to
 * @param permits how many, or 0
 * @param token the fencing token or the version, or 0
 * @param aux see {@link Act}
 * @param note anything else
 */
record Entry(
        long at,
        String client,
        String thread,
        Act act,
        Outcome outcome,
        String resource,
        int permits,
        long token,
        long aux,
        String note) {

    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 10;

    /** One line, without its end. */
    String encode() {
        return String.join(
                SEPARATOR,
                List.of(
                        Long.toString(at),
                        client,
                        thread,
                        act.name(),
                        outcome.name(),
                        resource,
                        Integer.toString(permits),
                        Long.toString(token),
                        Long.toString(aux),
                        note.replace('\t', ' ').replace('\n', ' ')));
    }

    static Entry decode(String line) {
        String[] f = line.split(SEPARATOR, -1);
        if (f.length != FIELDS) {
            throw new IllegalArgumentException("not an entry: " + line);
        }
        return new Entry(
                Long.parseLong(f[0]),
                f[1],
                f[2],
                Act.valueOf(f[3]),
                Outcome.valueOf(f[4]),
                f[5],
                Integer.parseInt(f[6]),
                Long.parseLong(f[7]),
                Long.parseLong(f[8]),
                f[9]);
    }

    /** One thread of one process. */
    String teller() {
        return client + "/" + thread;
    }

    boolean is(Act wanted, Outcome how) {
        return act == wanted && outcome == how;
    }
}
