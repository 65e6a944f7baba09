package io.signalbox.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tokens of one resource rise with the grants, and are never used again: I1. */
final class TokenCheck {

    private record Grant(String resource, long asked, long granted, long token, String teller) {}

    private TokenCheck() {}

    static List<Finding> of(List<Entry> history) {
        Map<String, List<Grant>> grants = new HashMap<>();
        Map<String, Entry> asked = new HashMap<>();
        for (Entry entry : history) {
            if (entry.is(Act.ACQUIRE, Outcome.INVOKE)) {
                asked.put(entry.teller(), entry);
            } else if (entry.is(Act.ACQUIRE, Outcome.OK)) {
                Entry begin = asked.getOrDefault(entry.teller(), entry);
                grants.computeIfAbsent(entry.resource(), r -> new ArrayList<>())
                        .add(new Grant(entry.resource(), begin.at(), entry.at(), entry.token(), entry.teller()));
            }
        }
        List<Finding> findings = new ArrayList<>();
        grants.values().forEach(all -> check(all, findings));
        return findings;
    }

    private static void check(List<Grant> grants, List<Finding> findings) {
        Set<Long> used = new HashSet<>();
        for (Grant grant : grants) {
            if (grant.token <= 0 || !used.add(grant.token)) {
                findings.add(new Finding("I1", "a token is used twice, or not positive: " + grant));
            }
        }
        List<Grant> byEnd = new ArrayList<>(grants);
        byEnd.sort(Comparator.comparingLong(Grant::granted));
        List<Grant> byBegin = new ArrayList<>(grants);
        byBegin.sort(Comparator.comparingLong(Grant::asked));
        int ended = 0;
        Grant greatest = null;
        for (Grant grant : byBegin) {
            for (; ended < byEnd.size() && byEnd.get(ended).granted - grant.asked < 0; ended++) {
                if (greatest == null || byEnd.get(ended).token > greatest.token) {
                    greatest = byEnd.get(ended);
                }
            }
            if (greatest != null && greatest.token >= grant.token) {
                findings.add(new Finding("I1", "a later grant has a smaller token: " + greatest + ", then " + grant));
            }
        }
    }
}
