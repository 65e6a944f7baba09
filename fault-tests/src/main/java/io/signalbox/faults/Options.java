package io.signalbox.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a run is to do.
 *
 * @param seconds how long there are faults
 * @param leastGrants how many leases there must have been granted before it ends, unless that takes three times as long
 * @param seed decides everything that is left to lot
 * @param kinds which faults
 * @param sessionMillis the clients' session timeout
 * @param tickMillis the servers' tick
 * @param syncLimit how many ticks a follower may lag
 * @param clients how many client JVMs
 * @param permits the size of the semaphore
 * @param isolationRounds how often a follower is isolated; 0 for a run with faults of all kinds
 * @param loopback whether to do without namespaces, even if they are permitted
 * @param folder where the history and the logs are kept
 */
record Options(
        long seconds,
        int leastGrants,
        long seed,
        List<Kind> kinds,
        int sessionMillis,
        int tickMillis,
        int syncLimit,
        int clients,
        int permits,
        int isolationRounds,
        boolean loopback,
        Path folder) {

    static final String USAGE = """
            usage: run [--minutes M | --seconds S] [--seed N] [--faults KIND,KIND] [--session-timeout MILLIS]
                       [--tick MILLIS] [--sync-limit TICKS] [--clients N] [--grants LEAST]
                       [--loopback] [--out FOLDER]
                   run --isolation [ROUNDS] [--seed N] [--out FOLDER]
            faults: %s
            exit: 0 no violation; 1 a violation, or a control that shows nothing; 2 wrong usage; 3 the run failed
            """;

    static String usage() {
        return String.format(
                Locale.ROOT,
                USAGE,
                Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", ")));
    }

    static Options standard(Path folder) {
        return new Options(60, 0, 1, List.of(Kind.values()), 2_000, 500, 4, 5, 3, 0, false, folder);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it cannot be understood
     */
    static Options parse(List<String> arguments, Path folder) {
        Options o = standard(folder);
        List<String> words = new ArrayList<>(arguments);
        for (ListIterator<String> i = words.listIterator(); i.hasNext(); ) {
            String word = i.next();
            o = switch (word) {
                case "--minutes" -> o.withSeconds(Math.round(60 * Double.parseDouble(value(word, i))));
                case "--seconds" -> o.withSeconds(Long.parseLong(value(word, i)));
                case "--seed" -> o.withSeed(Long.parseLong(value(word, i)));
                case "--faults" ->
                    o.withKinds(Arrays.stream(value(word, i).split(","))
                            .map(Kind::of)
                            .toList());
                case "--session-timeout" -> o.withServers(Integer.parseInt(value(word, i)), o.tickMillis, o.syncLimit);
                case "--tick" -> o.withServers(o.sessionMillis, Integer.parseInt(value(word, i)), o.syncLimit);
                case "--sync-limit" -> o.withServers(o.sessionMillis, o.tickMillis, Integer.parseInt(value(word, i)));
                case "--clients" -> o.withClients(Integer.parseInt(value(word, i)));
                case "--grants" -> o.withLeastGrants(Integer.parseInt(value(word, i)));
                case "--loopback" -> o.withLoopback();
                case "--out" -> o.withFolder(Path.of(value(word, i)));
                case "--isolation" -> o.withIsolation(followsNumber(words, i) ? Integer.parseInt(i.next()) : 20);
                default -> throw new IllegalArgumentException("unknown: " + word);
            };
        }
        if (o.clients < 3) {
            throw new IllegalArgumentException("--clients must be >= 3, was " + o.clients);
        }
        return o;
    }

    private static boolean followsNumber(List<String> words, ListIterator<String> i) {
        return i.hasNext() && words.get(i.nextIndex()).matches("\\d+");
    }

    private static String value(String word, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(word + " needs a value");
        }
        return rest.next();
    }

    Options withSeconds(long s) {
        return new Options(
                s,
                leastGrants,
                seed,
                kinds,
                sessionMillis,
                tickMillis,
                syncLimit,
                clients,
                permits,
                isolationRounds,
                loopback,
                folder);
    }

    Options withLeastGrants(int g) {
        return new Options(
                seconds,
                g,
                seed,
                kinds,
                sessionMillis,
                tickMillis,
                syncLimit,
                clients,
                permits,
                isolationRounds,
                loopback,
                folder);
    }

    Options withSeed(long s) {
        return new Options(
                seconds,
                leastGrants,
                s,
                kinds,
                sessionMillis,
                tickMillis,
                syncLimit,
                clients,
                permits,
                isolationRounds,
                loopback,
                folder);
    }

    Options withKinds(List<Kind> k) {
        return new Options(
                seconds,
                leastGrants,
                seed,
                k,
                sessionMillis,
                tickMillis,
                syncLimit,
                clients,
                permits,
                isolationRounds,
                loopback,
                folder);
    }

    Options withServers(int session, int tick, int sync) {
        return new Options(
                seconds,
                leastGrants,
                seed,
                kinds,
                session,
                tick,
                sync,
                clients,
                permits,
                isolationRounds,
                loopback,
                folder);
    }

    Options withClients(int c) {
        return new Options(
                seconds,
                leastGrants,
                seed,
                kinds,
                sessionMillis,
                tickMillis,
                syncLimit,
                c,
                permits,
                isolationRounds,
                loopback,
                folder);
    }

    Options withIsolation(int rounds) {
        return new Options(
                seconds,
                leastGrants,
                seed,
                kinds,
                sessionMillis,
                tickMillis,
                syncLimit,
                clients,
                permits,
                rounds,
                loopback,
                folder);
    }

    Options withLoopback() {
        return new Options(
                seconds,
                leastGrants,
                seed,
                kinds,
                sessionMillis,
                tickMillis,
                syncLimit,
                clients,
                permits,
                isolationRounds,
                true,
                folder);
    }

    Options withFolder(Path f) {
        return new Options(
                seconds,
                leastGrants,
                seed,
                kinds,
                sessionMillis,
                tickMillis,
                syncLimit,
                clients,
                permits,
                isolationRounds,
                loopback,
                f);
    }

    /** C7: within what time after the end of the last fault somebody must be granted what nobody holds for long. */
    long progressMillis() {
        long election = (long) syncLimit * tickMillis + 500;
        return sessionMillis + 2L * tickMillis + election + 1_000;
    }

    /** The same for what may be held for long. */
    long slowProgressMillis() {
        return progressMillis() + ClientMain.longestHoldMillis(sessionMillis);
    }
}
