package io.signalbox.benchmarks;

import java.time.Duration;

/**
 * What a scenario has at hand.
 *
 * @param servers the store
 * @param rounds how often each contestant has its turn
 * @param quick whether the run should take minutes only
 */
record Bench(Servers servers, int rounds, boolean quick) {

    /** How long one contestant runs in one round. */
    Duration window() {
        return Duration.ofMillis(quick ? 300 : 1_000);
    }

    /** How many rounds of a crowd are thrown away, at least. */
    int warmUps() {
        return quick ? 1 : 5;
    }

    /**
     * How many grants each contestant is given before those that count. What runs once a grant must have run ten
     * thousand times until it is as fast as it gets, and until then the compiler has a good part of the cores.
     */
    int warmUpGrants() {
        return quick ? 1 : 10_000;
    }

    Clients clients() {
        return new Clients(servers);
    }

    boolean isEnsemble() {
        return servers.size() > 1;
    }

    /** Runs, and counts what the servers had to do. */
    Traffic count(Interleaving.Task task) throws Exception {
        Traffic before = servers.traffic();
        task.run();
        return servers.traffic().minus(before);
    }
}
