package io.signalbox.benchmarks;

import java.util.List;

/**
 * What {@code --check} says.
 *
 * @param shortfalls one line for each row that falls short or failed
 * @param judged how many rows were judged
 */
record Verdict(List<String> shortfalls, int judged) {

    static Verdict of(List<Row> rows) {
        List<Row> judged = rows.stream().filter(Row::isJudged).toList();
        return new Verdict(
                judged.stream()
                        .filter(row -> !row.isOk())
                        .map(Verdict::describe)
                        .toList(),
                judged.size());
    }

    private static String describe(Row row) {
        Spread figure = row.figure();
        String name = row.scenario() + ": " + row.name();
        return figure == null
                ? name + ": " + row.note()
                : name + ": " + Table.spread(figure) + ", the bar is " + row.bar();
    }

    /** A run that judged nothing has not passed. */
    boolean passes() {
        return shortfalls.isEmpty() && judged > 0;
    }

    String text() {
        if (judged == 0) {
            return "nothing was judged";
        }
        return shortfalls.isEmpty()
                ? "all " + judged + " bars hold"
                : shortfalls.size() + " of " + judged + " fall short:\n  " + String.join("\n  ", shortfalls);
    }
}
