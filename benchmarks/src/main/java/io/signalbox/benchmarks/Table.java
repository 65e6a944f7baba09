package io.signalbox.benchmarks;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows as Markdown. */
final class Table {

    private Table() {}

    static String markdown(String header, List<Row> rows) {
        StringBuilder text = new StringBuilder(header)
                .append("\n| scenario | what | bar | ours | peer | judged: median [min–max] | | note |\n")
                .append("|---|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append("| ")
                    .append(String.join(
                            " | ",
                            row.scenario(),
                            row.name(),
                            row.bar().toString(),
                            plain(row.ours(), row.metric()),
                            plain(row.peer(), row.metric()),
                            judged(row),
                            verdict(row),
                            row.note().replace("|", "/").replace("\n", " ")))
                    .append(" |\n");
        }
        return text.toString();
    }

    static String verdict(Row row) {
        if (!row.isJudged()) {
            return "";
        }
        return row.isOk() ? "ok" : "**short**";
    }

    private static String plain(@Nullable Spread spread, Metric metric) {
        return spread == null ? "–" : (number(spread.median()) + " " + metric.unit).strip();
    }

    private static String judged(Row row) {
        Spread figure = row.figure();
        return figure == null ? "–" : (row.isRatio() ? "× " : "") + spread(figure);
    }

    static String spread(Spread spread) {
        return number(spread.median()) + " [" + number(spread.min()) + "–" + number(spread.max()) + "]";
    }

    /** Three digits that mean something, and no exponent. */
    static String number(double figure) {
        double size = Math.abs(figure);
        if (figure == Math.rint(figure) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) figure);
        }
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", figure);
    }
}
