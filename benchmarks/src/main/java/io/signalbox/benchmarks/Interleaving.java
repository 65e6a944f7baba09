package io.signalbox.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Contestants in turn, A B C A B C …, so that what else the machine does in the meantime hits all of them alike. Nothing
 * else in this module takes the turns.
 */
final class Interleaving {

    static final String OURS = "signalbox";
    static final String CURATOR = "curator";
    static final String RAW = "raw";

    /** Something to be done. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    /** One contestant's turn in one round. */
    @FunctionalInterface
    interface Trial {
        Sample run() throws Exception;
    }

    /** One operation, timed by itself, so that it can tidy up behind the clock. */
    @FunctionalInterface
    interface Operation {
        long nanos() throws Exception;
    }

    private final Map<String, Trial> trials = new LinkedHashMap<>();
    private final List<String> once = new ArrayList<>();

    Interleaving add(String contestant, Trial trial) {
        trials.put(contestant, trial);
        return this;
    }

    /** Has a turn in the first round only, because it takes too long. */
    Interleaving addOnce(String contestant, Trial trial) {
        once.add(contestant);
        return add(contestant, trial);
    }

    /**
     * Runs all rounds.
     *
     * @param warmUps rounds whose samples are thrown away
     */
    Series run(String scenario, int rounds, int warmUps) throws Exception {
        Series series = new Series(scenario);
        for (int round = -warmUps; round < rounds; round++) {
            for (Map.Entry<String, Trial> contestant : trials.entrySet()) {
                String name = contestant.getKey();
                if (once.contains(name) && round != 0) {
                    continue;
                }
                Sample sample = contestant.getValue().run();
                if (round >= 0) {
                    series.add(name, sample);
                }
            }
        }
        return series;
    }

    /**
     * Runs all rounds of crowds, behind a warm-up of some rounds, and of more for whoever has not been granted often enough
     * by then.
     */
    Series runWarm(String scenario, Bench bench) throws Exception {
        Map<String, Double> granted = new LinkedHashMap<>();
        boolean cold = true;
        for (int round = 0; cold; round++) {
            cold = false;
            for (Map.Entry<String, Trial> contestant : trials.entrySet()) {
                String name = contestant.getKey();
                if (round < bench.warmUps() || granted.getOrDefault(name, 0.0) < bench.warmUpGrants()) {
                    granted.merge(name, contestant.getValue().run().get(Metric.COUNT), Double::sum);
                    cold = true;
                }
            }
        }
        return run(scenario, bench.rounds(), 0);
    }

    /**
     * Single operations of all contestants in shuffled turn: in a fixed order whoever comes first looks slower than it is.
     *
     * @param warmUps rounds whose samples are thrown away
     * @param operations how many each has in one round
     */
    static Series shuffle(String scenario, Map<String, Operation> contestants, int rounds, int warmUps, int operations)
            throws Exception {
        Series series = new Series(scenario);
        List<String> turns = new ArrayList<>();
        contestants.keySet().forEach(name -> turns.addAll(Collections.nCopies(operations, name)));
        Random random = new Random(1);
        for (int round = -warmUps; round < rounds; round++) {
            Collections.shuffle(turns, random);
            Map<String, Times> times = new LinkedHashMap<>();
            for (String name : turns) {
                Operation operation = contestants.get(name);
                if (operation != null) {
                    times.computeIfAbsent(name, n -> new Times()).add(operation.nanos());
                }
            }
            if (round >= 0) {
                times.forEach((name, measured) -> series.add(name, measured.toSample()));
            }
        }
        return series;
    }
}
