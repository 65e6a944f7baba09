package io.signalbox.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Who gives a time gets an answer in time, whatever has become of the store: C4 and E4. */
final class AnswerCheck {

    /** The small constant, on a machine that is busy with a whole ensemble. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private AnswerCheck() {}

    static List<Finding> of(List<Entry> history, Pauses pauses) {
        List<Finding> findings = new ArrayList<>();
        Map<String, Entry> asked = new HashMap<>();
        Set<String> killed = new HashSet<>();
        for (Entry entry : history) {
            boolean counts = switch (entry.act()) {
                case ACQUIRE, SET, CLEAR, LOOK, AWAIT -> true;
                default -> false;
            };
            if (entry.act() == Act.KILLED) {
                killed.add(entry.client());
            }
            if (!counts) {
                continue;
            }
            if (entry.outcome() == Outcome.INVOKE) {
                asked.put(entry.teller(), entry);
                continue;
            }
            Entry begin = asked.remove(entry.teller());
            if (begin != null && isLate(begin, entry.at(), pauses)) {
                findings.add(new Finding("C4", "an answer came too late: " + begin + ", " + entry));
            }
        }
        long end = history.isEmpty() ? 0 : history.get(history.size() - 1).at();
        for (Entry begin : asked.values()) {
            if (!killed.contains(begin.client()) && isLate(begin, end, pauses)) {
                findings.add(new Finding("C4", "an answer never came: " + begin));
            }
        }
        return findings;
    }

    private static boolean isLate(Entry begin, long at, Pauses pauses) {
        long took = at - begin.at() - pauses.within(begin.client(), begin.at(), at);
        return begin.aux() >= 0 && took > begin.aux() + GRACE_NANOS;
    }
}
