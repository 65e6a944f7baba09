package io.signalbox.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was written under a fence is not lost, and no fence lets a stale token pass: I3 and I4.
 *
 * @param findings what must not be
 * @param lostInTheOpen updates that were acknowledged by a register without a fence, and are gone
 * @param acknowledged updates that registers with a fence have acknowledged
 * @param refused how often a fence refused
 */
record UpdateCheck(List<Finding> findings, int lostInTheOpen, int acknowledged, int refused) {

    static UpdateCheck of(List<Entry> history) {
        Map<String, Log> logs = new HashMap<>();
        for (Entry entry : history) {
            if (entry.act() == Act.READ || entry.act() == Act.WRITE) {
                logs.computeIfAbsent(entry.resource(), Log::new).read(entry);
            }
        }
        List<Finding> findings = new ArrayList<>();
        int lost = 0;
        int acknowledged = 0;
        int refused = 0;
        for (Log log : logs.values()) {
            Set<String> gone = log.lost();
            if (log.fenced) {
                findings.addAll(log.findings);
                gone.forEach(element -> findings.add(
                        new Finding("I4", "an acknowledged update of " + log.name + " is lost: " + element)));
                acknowledged += log.acknowledged.size();
                refused += log.refused;
            } else {
                lost += gone.size();
            }
        }
        return new UpdateCheck(findings, lost, acknowledged, refused);
    }

    /** One register: what it did, in its own order, and what clients were told. */
    private static final class Log {
        final String name;
        final boolean fenced;
        final List<Finding> findings = new ArrayList<>();
        final Set<String> acknowledged = new HashSet<>();
        final Map<Long, Long> parents = new HashMap<>();
        final Map<Long, String> elements = new HashMap<>();
        long head;
        long greatestToken;
        int refused;

        Log(String name) {
            this.name = name;
            this.fenced = name.startsWith("fenced");
        }

        void read(Entry entry) {
            if (!entry.client().equals(Register.TELLER)) {
                if (entry.is(Act.WRITE, Outcome.OK)) {
                    acknowledged.add(entry.note());
                }
            } else if (entry.outcome() == Outcome.FAIL) {
                refused++;
            } else {
                if (fenced && entry.token() < greatestToken) {
                    findings.add(new Finding("I3", "a fence let a stale token pass: " + entry));
                }
                greatestToken = Math.max(greatestToken, entry.token());
                if (entry.act() == Act.WRITE) {
                    String[] words = entry.note().split(" ", 2);
                    head = Long.parseLong(words[0]);
                    parents.put(head, entry.aux());
                    elements.put(head, words[1]);
                }
            }
        }

        Set<String> lost() {
            Set<String> gone = new HashSet<>(acknowledged);
            for (long at = head; at != 0; at = parents.getOrDefault(at, 0L)) {
                gone.remove(elements.get(at));
            }
            return gone;
        }
    }
}
