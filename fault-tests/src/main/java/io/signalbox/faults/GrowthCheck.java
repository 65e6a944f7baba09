package io.signalbox.faults;

import java.util.ArrayList;
import java.util.List;

/** Nothing is more at the end than when everything had been used once: A4. */
final class GrowthCheck {

    /** What a heap may vary by: buffers grow once, caches of the JDK fill. */
    private static final double HEAP_SHARE = 0.10;

    private static final long HEAP_BYTES = 2L << 20;

    private GrowthCheck() {}

    static List<Finding> of(Census before, Census after) {
        List<Finding> findings = new ArrayList<>();
        compare(findings, "bytes of heap", (long) (before.heap() * (1 + HEAP_SHARE)) + HEAP_BYTES, after.heap());
        compare(findings, "threads", before.threads(), after.threads());
        compare(findings, "watches", before.watches(), after.watches());
        compare(findings, "nodes", before.nodes(), after.nodes());
        compare(findings, "ephemeral nodes", before.ephemerals(), after.ephemerals());
        return findings;
    }

    private static void compare(List<Finding> findings, String what, long most, long seen) {
        if (seen > most) {
            findings.add(new Finding("A4", "at most " + most + " " + what + " should be left, there are " + seen));
        }
    }
}
