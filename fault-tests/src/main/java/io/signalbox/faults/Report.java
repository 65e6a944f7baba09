package io.signalbox.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run has shown.
 *
 * @param lines what there is to say, in order
 * @param findings what must not be
 * @param grants how many leases were granted
 * @param controls what each control has shown
 */
record Report(List<String> lines, List<Finding> findings, int grants, List<Control> controls) {

    /**
     * A thing that is wrong on purpose, or cannot be right.
     *
     * @param name what it is
     * @param shown how often the harness has seen it go wrong, or -1 if it was not run
     * @param note why not
     */
    record Control(String name, int shown, String note) {

        boolean isBlind() {
            return shown == 0;
        }

        @Override
        public String toString() {
            return name + ": " + (shown < 0 ? "not run, " + note : shown == 0 ? "NOTHING SEEN" : "seen " + shown);
        }
    }

    boolean passes() {
        return findings.isEmpty() && controls.stream().noneMatch(Control::isBlind);
    }

    /** Both, one after the other. */
    Report and(Report other) {
        List<String> allLines = new ArrayList<>(lines);
        allLines.addAll(other.lines);
        List<Finding> allFindings = new ArrayList<>(findings);
        allFindings.addAll(other.findings);
        List<Control> allControls = new ArrayList<>(controls);
        allControls.addAll(other.controls);
        return new Report(allLines, allFindings, grants + other.grants, allControls);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        controls.forEach(control -> text.append("control     ").append(control).append('\n'));
        findings.stream()
                .limit(20)
                .forEach(f -> text.append("VIOLATION   ").append(f).append('\n'));
        text.append("result      ").append(findings.size()).append(" violations, ");
        text.append(controls.stream().filter(Control::isBlind).count()).append(" blind controls\n");
        return text.toString();
    }
}
