package io.signalbox.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Nobody believes to hold more than there is: I2 and S1, and, for whom the process was stopped, I3.
 *
 * @param findings what must not be
 * @param pauses overlaps that were seen only while a process was stopped, or until it could look again
 * @param stalls overlaps that were seen only while a process stood still that nobody had stopped
 */
record BeliefCheck(List<Finding> findings, int pauses, int stalls) {
    /*
     * A belief is certain up to the last look that confirmed it, and possible up to the first that did not. Three sweeps:
     *
     *  1. certain times. An overlap is a violation, pause or no pause: both looked, and both were told that they hold.
     *  2. possible times, without those in which the process was stopped and 100 ms after. An overlap is a violation too,
     *     unless one of them did not look for longer than a poll takes: then the machine stopped it, which no clock covers
     *     either, and it is counted and not hidden.
     *  3. possible times. What overlaps here only is what a pause can do.
     */
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** Several beliefs at one time, with more permits than there are. */
    record Overlap(long at, long until, Set<Belief> beliefs) {}

    private record Piece(Belief belief, long from, long to) {}

    /**
     * Checks.
     *
     * @param sizes how many permits each resource has; 1 for those it does not name
     */
    static BeliefCheck of(String check, List<Belief> beliefs, Map<String, Integer> sizes, Pauses pauses) {
        List<Finding> findings = new ArrayList<>();
        int onlyPauses = 0;
        int stalls = 0;
        Map<String, List<Belief>> byResource =
                beliefs.stream().collect(Collectors.groupingBy(Belief::resource, TreeMap::new, Collectors.toList()));
        for (Map.Entry<String, List<Belief>> one : byResource.entrySet()) {
            int size = sizes.getOrDefault(one.getKey(), 1);
            List<Overlap> certain = overlaps(
                    one.getValue().stream()
                            .map(b -> new Piece(b, b.from(), b.certain()))
                            .toList(),
                    size);
            certain.forEach(overlap -> findings.add(finding(check, "certainly", one.getKey(), size, overlap)));
            List<Overlap> possible = overlaps(
                    one.getValue().stream()
                            .flatMap(b -> pauses.without(b.client(), b.from(), b.to()).stream()
                                    .map(p -> new Piece(b, p[0], p[1])))
                            .toList(),
                    size);
            for (Overlap overlap : possible) {
                if (isStall(overlap)) {
                    stalls++;
                } else if (certain.stream().noneMatch(c -> c.beliefs().equals(overlap.beliefs()))) {
                    findings.add(finding(check, "possibly", one.getKey(), size, overlap));
                }
            }
            List<Overlap> all = overlaps(
                    one.getValue().stream()
                            .map(b -> new Piece(b, b.from(), b.to()))
                            .toList(),
                    size);
            onlyPauses += Math.max(0, all.size() - possible.size());
        }
        return new BeliefCheck(findings, onlyPauses, stalls);
    }

    private static boolean isStall(Overlap overlap) {
        return overlap.beliefs().stream().anyMatch(b -> b.gapNanos() >= STALL_NANOS && overlap.at() >= b.certain());
    }

    private static Finding finding(String check, String how, String resource, int size, Overlap overlap) {
        return new Finding(
                check,
                how + " more than " + size + " of " + resource + " for " + (overlap.until() - overlap.at()) / 1_000
                        + " us from " + overlap.at() + ": "
                        + overlap.beliefs().stream().map(Belief::toString).collect(Collectors.joining("; ")));
    }

    private static List<Overlap> overlaps(List<Piece> pieces, int size) {
        record Edge(long at, boolean begins, Piece piece) {}
        List<Edge> edges = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.to > piece.from) {
                edges.add(new Edge(piece.from, true, piece));
                edges.add(new Edge(piece.to, false, piece));
            }
        }
        edges.sort(Comparator.comparingLong(Edge::at).thenComparing(Edge::begins));
        List<Overlap> found = new ArrayList<>();
        Set<Piece> now = new HashSet<>();
        int sum = 0;
        for (int i = 0; i < edges.size(); i++) {
            Edge edge = edges.get(i);
            int permits = edge.piece.belief.permits();
            if (edge.begins) {
                now.add(edge.piece);
                sum += permits;
                if (sum > size) {
                    Set<Belief> beliefs = now.stream().map(Piece::belief).collect(Collectors.toSet());
                    found.add(new Overlap(edge.at, edges.get(i + 1).at, beliefs));
                }
            } else {
                now.remove(edge.piece);
                sum -= permits;
            }
        }
        return found;
    }
}
