package io.signalbox.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Who gives a time gets an answer in time, whatever has become of the store: C4 and E4. */
final class AnswerCheck {

    /** The small constant, on a machine that is busy with a whole ensemble. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private AnswerCheck() {}

    static List<Finding> of(List<Entry> history, Pauses pauses) {
        List<Finding> findings = new ArrayList<>();
        Map<String, Entry> asked = new HashMap<>();
        for (Entry entry : history) {
            boolean counts = switch (entry.act()) {
                case ACQUIRE, SET, CLEAR, LOOK, AWAIT -> true;
                default -> false;
            };
            if (!counts) {
                continue;
            }
            if (entry.outcome() == Outcome.INVOKE) {
                asked.put(entry.teller(), entry);
                continue;
            }
            Entry begin = asked.remove(entry.teller());
            if (begin != null && begin.aux() >= 0) {
                long took = entry.at() - begin.at() - pauses.within(entry.client(), begin.at(), entry.at());
                if (took > begin.aux() + GRACE_NANOS) {
                    findings.add(new Finding(
                            "C4",
                            "an answer within " + begin.aux() / 1_000_000 + " ms took " + took / 1_000_000 + " ms: "
                                    + begin + ", " + entry));
                }
            }
        }
        return findings;
    }
}
