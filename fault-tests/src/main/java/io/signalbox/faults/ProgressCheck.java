package io.signalbox.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * After the last fault is over, everybody is served again in time: C7.
 *
 * @param findings what must not be
 * @param judged how often the time after a fault was long enough to tell
 * @param longestNanos the longest time from the end of a fault to the next grant
 */
record ProgressCheck(List<Finding> findings, int judged, long longestNanos) {

    static ProgressCheck of(List<Entry> history, List<String> resources, long boundNanos) {
        List<Finding> findings = new ArrayList<>();
        int judged = 0;
        long longest = 0;
        for (String resource : resources) {
            TreeMap<Long, Entry> grants = new TreeMap<>();
            history.stream()
                    .filter(e -> e.is(Act.ACQUIRE, Outcome.OK) && e.resource().equals(resource))
                    .forEach(e -> grants.put(e.at(), e));
            for (long[] quiet : quietTimes(history)) {
                Long next = grants.higherKey(quiet[0]);
                if (next != null && next <= quiet[1]) {
                    judged++;
                    longest = Math.max(longest, next - quiet[0]);
                }
                boolean late = next == null || next - quiet[0] > boundNanos;
                if (late && quiet[1] - quiet[0] > boundNanos) {
                    findings.add(new Finding(
                            "C7",
                            "no grant of " + resource + " within " + boundNanos / 1_000_000 + " ms after "
                                    + quiet[0]
                                    + (next == null
                                            ? ""
                                            : ", the next came after " + (next - quiet[0]) / 1_000_000 + " ms")));
                }
            }
        }
        return new ProgressCheck(findings, judged, longest);
    }

    /** From the end of the last fault that was going on to the beginning of the next. */
    private static List<long[]> quietTimes(List<Entry> history) {
        List<long[]> times = new ArrayList<>();
        int active = 0;
        long since = 0;
        for (Entry entry : history) {
            if (entry.is(Act.FAULT, Outcome.INVOKE)) {
                if (active == 0 && since != 0) {
                    times.add(new long[] {since, entry.at()});
                }
                active++;
            } else if (entry.is(Act.FAULT, Outcome.OK)) {
                active--;
                since = entry.at();
            }
        }
        return times;
    }
}
