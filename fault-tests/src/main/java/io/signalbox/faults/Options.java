package io.signalbox.faults;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ListIterator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
 * @param servers how many servers, an odd number
 * @param clients how many client JVMs
 * @param permits the size of the semaphore
 * @param isolationRounds how often a follower is isolated; 0 for a run with faults of all kinds
 * @param soakSeconds how long names are used with nothing broken; 0 for a run with faults
 * @param names how many names of each kind are used then
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
        int servers,
        int clients,
        int permits,
        int isolationRounds,
        long soakSeconds,
        int names,
        boolean loopback,
        Path folder) {

    private static final int PERMITS = 3;

    static String usage() {
        String kinds = Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, """
            usage: run [--minutes M | --seconds S] [--seed N] [--faults KIND,KIND] [--session-timeout MILLIS]
                       [--tick MILLIS] [--sync-limit TICKS] [--servers N] [--clients N] [--grants LEAST]
                       [--loopback] [--out FOLDER]
                   run --isolation [ROUNDS] [--seed N] [--out FOLDER]
                   run --soak MINUTES [--names N] [--servers N] [--seed N] [--out FOLDER]
            faults: %s
            exit: 0 no violation; 1 a violation, or a control that shows nothing; 2 wrong usage; 3 the run failed
            """, kinds);
    }

    /** What is not said otherwise. */
    static Draft draft(Path folder) {
        return new Draft(folder);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it cannot be understood
     */
    static Options parse(List<String> arguments, Path folder) {
        Draft draft = new Draft(folder);
        for (ListIterator<String> words = List.copyOf(arguments).listIterator(); words.hasNext(); ) {
            draft.read(words.next(), words);
        }
        return draft.done();
    }

    /** Options while they are collected. */
    static final class Draft {
        private long seconds = 60;
        private int leastGrants;
        private long seed = 1;
        private List<Kind> kinds = List.of(Kind.values());
        private int sessionMillis = 2_000;
        private int tickMillis = 500;
        private int syncLimit = 4;
        private int servers = 3;
        private int clients = 5;
        private int isolationRounds;
        private long soakSeconds;
        private int names = 10_000;
        private boolean loopback;
        private Path folder;

        private Draft(Path folder) {
            this.folder = folder;
        }

        Draft seed(long number) {
            seed = number;
            return this;
        }

        Draft leastGrants(int least) {
            leastGrants = least;
            return this;
        }

        Draft isolationRounds(int rounds) {
            isolationRounds = rounds;
            return this;
        }

        private void read(String word, ListIterator<String> rest) {
            switch (word) {
                case "--minutes" -> seconds = minutes(word, rest);
                case "--soak" -> soakSeconds = minutes(word, rest);
                case "--names" -> names = number(word, rest);
                case "--seconds" -> seconds = Long.parseLong(value(word, rest));
                case "--seed" -> seed = Long.parseLong(value(word, rest));
                case "--faults" ->
                    kinds = Arrays.stream(value(word, rest).split(","))
                            .map(Kind::of)
                            .toList();
                case "--session-timeout" -> sessionMillis = number(word, rest);
                case "--tick" -> tickMillis = number(word, rest);
                case "--sync-limit" -> syncLimit = number(word, rest);
                case "--servers" -> servers = number(word, rest);
                case "--clients" -> clients = number(word, rest);
                case "--grants" -> leastGrants = number(word, rest);
                case "--loopback" -> loopback = true;
                case "--out" -> folder = Path.of(value(word, rest));
                case "--isolation" -> isolationRounds = followsNumber(rest) ? number(word, rest) : 20;
                default -> throw new IllegalArgumentException("unknown: " + word);
            }
        }

        private static long minutes(String word, ListIterator<String> rest) {
            return Math.round(60 * Double.parseDouble(value(word, rest)));
        }

        private static boolean followsNumber(ListIterator<String> rest) {
            if (!rest.hasNext()) {
                return false;
            }
            boolean follows = rest.next().matches("\\d+");
            rest.previous();
            return follows;
        }

        private static int number(String word, ListIterator<String> rest) {
            return Integer.parseInt(value(word, rest));
        }

        private static String value(String word, ListIterator<String> rest) {
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(word + " needs a value");
            }
            return rest.next();
        }

        Options done() {
            if (clients < 3) {
                throw new IllegalArgumentException("--clients must be >= 3, was " + clients);
            }
            if (servers < 3 || servers % 2 == 0) {
                throw new IllegalArgumentException("--servers must be odd and >= 3, was " + servers);
            }
            return new Options(
                    seconds,
                    leastGrants,
                    seed,
                    kinds,
                    sessionMillis,
                    tickMillis,
                    syncLimit,
                    servers,
                    clients,
                    PERMITS,
                    isolationRounds,
                    soakSeconds,
                    names,
                    loopback,
                    folder);
        }
    }

    /** The servers' names. */
    List<String> serverNames() {
        return IntStream.rangeClosed(1, servers).mapToObj(i -> "s" + i).toList();
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
