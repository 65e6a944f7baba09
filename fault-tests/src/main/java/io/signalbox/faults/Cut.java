package io.signalbox.faults;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Frames that do not arrive, in one direction.
 *
 * @param from where they come from
 * @param to where they were to go
 * @param percent how many of a hundred are dropped
 */
record Cut(Set<String> from, Set<String> to, int percent) {

    /** Everything between two groups, both ways. */
    static List<Cut> between(Set<String> some, Set<String> others) {
        return List.of(new Cut(some, others, 100), new Cut(others, some, 100));
    }

    /** The rules of all cuts, in place of those that were before. */
    static String ruleset(Collection<Cut> cuts) {
        return "add table bridge faults\ndelete table bridge faults\ntable bridge faults {\n"
                + " chain cuts {\n  type filter hook forward priority 0; policy accept;\n"
                + cuts.stream().map(cut -> "  " + cut.rule() + "\n").collect(Collectors.joining())
                + " }\n}\n";
    }

    private String rule() {
        return "iifname " + ports(from) + " oifname " + ports(to)
                + (percent == 100 ? "" : " numgen random mod 100 < " + percent) + " drop";
    }

    private static String ports(Set<String> places) {
        return new TreeSet<>(places)
                .stream()
                        .map(place -> "\"" + NamespaceNetwork.port(place) + "\"")
                        .collect(Collectors.joining(", ", "{ ", " }"));
    }
}
