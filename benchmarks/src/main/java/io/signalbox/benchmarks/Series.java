package io.signalbox.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The samples of all rounds, by contestant. */
final class Series {

    private final String scenario;
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    Series(String scenario) {
        this.scenario = scenario;
    }

    void add(String contestant, Sample sample) {
        samples.computeIfAbsent(contestant, c -> new ArrayList<>()).add(sample);
    }

    /** Ours over the peer's, round by round; a peer that had one turn only counts for all rounds. */
    Row ratio(String name, Bar bar, Metric metric, String ours, String peer) {
        List<Double> mine = figures(ours, metric);
        List<Double> theirs = figures(peer, metric);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < mine.size(); round++) {
            ratios.add(mine.get(round) / theirs.get(Math.min(round, theirs.size() - 1)));
        }
        return new Row(scenario, name, bar, metric, Spread.of(mine), Spread.of(theirs), Spread.of(ratios), true, "");
    }

    /** How much more ours is than the peer, round by round. */
    Row difference(String name, Bar bar, Metric metric, String ours, String peer) {
        List<Double> mine = figures(ours, metric);
        List<Double> theirs = figures(peer, metric);
        List<Double> more = new ArrayList<>();
        for (int round = 0; round < mine.size(); round++) {
            more.add(mine.get(round) - theirs.get(round));
        }
        return new Row(scenario, name, bar, metric, Spread.of(mine), Spread.of(theirs), Spread.of(more), false, "");
    }

    /** Ours as it is, judged by itself. */
    Row figure(String name, Bar bar, Metric metric, String ours, @Nullable String peer) {
        Spread mine = Spread.of(figures(ours, metric));
        Spread theirs = peer == null ? null : Spread.of(figures(peer, metric));
        return new Row(scenario, name, bar, metric, mine, theirs, mine, false, "");
    }

    private List<Double> figures(String contestant, Metric metric) {
        return samples.getOrDefault(contestant, List.of()).stream()
                .map(sample -> sample.get(metric))
                .toList();
    }
}
