package io.signalbox.models;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A counterexample as TLC prints it, made short: each state is its action and the variables that it has changed. */
final class Trace {

    private static final Pattern STATE = Pattern.compile("^State (\\d+): (?:<(\\w+)|(Stuttering))", Pattern.MULTILINE);
    private static final Pattern BACK = Pattern.compile("^Back to state (\\d+)", Pattern.MULTILINE);
    private static final Pattern CONJUNCT =
            Pattern.compile("^/\\\\ (\\w+) = (.*?)(?=^/\\\\ |\\z)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Trace() {}

    static String of(String output) {
        StringBuilder trace = new StringBuilder();
        Map<String, String> before = new LinkedHashMap<>();
        Matcher state = STATE.matcher(output);
        while (state.find()) {
            String action = state.group(2) == null ? "nothing more can happen" : state.group(2);
            trace.append(state.group(1)).append(". ").append(action).append('\n');
            variables(output, state.end()).forEach((name, value) -> {
                if (!value.equals(before.put(name, value))) {
                    trace.append("     ")
                            .append(name)
                            .append(" = ")
                            .append(value)
                            .append('\n');
                }
            });
        }
        Matcher back = BACK.matcher(output);
        if (back.find()) {
            trace.append("   and again from ").append(back.group(1)).append(".\n");
        }
        return trace.toString();
    }

    /** The lines from there to the next empty one, one variable each, though TLC breaks long ones. */
    private static Map<String, String> variables(String output, int from) {
        Map<String, String> variables = new LinkedHashMap<>();
        int begin = output.indexOf('\n', from) + 1;
        int end = output.indexOf("\n\n", begin);
        String text = end < 0 ? output.substring(begin) : output.substring(begin, end);
        Matcher conjunct = CONJUNCT.matcher(text);
        while (conjunct.find()) {
            variables.put(
                    conjunct.group(1), SPACE.matcher(conjunct.group(2).strip()).replaceAll(" "));
        }
        return variables;
    }
}
