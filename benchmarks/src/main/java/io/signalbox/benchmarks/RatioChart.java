package io.signalbox.benchmarks;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;
import java.util.Locale;

/** The ratios as bars, how many times better than the peer, on a logarithmic axis; a tick on each bar is what it has to reach. */
final class RatioChart {

    private static final int LABEL = 430;
    private static final int WIDTH = 420;
    private static final int ROW = 24;
    private static final double LEAST = 0.1;
    private static final double MOST = 1_000;

    private RatioChart() {}

    static String svg(String title, List<Row> rows) {
        List<Row> ratios = rows.stream()
                .filter(row -> row.isRatio() && row.figure() != null)
                .toList();
        int height = 60 + ROW * ratios.size();
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">",
                LABEL + WIDTH + 90,
                height);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        add(svg, "<text x=\"10\" y=\"18\" font-size=\"14\">%s</text>", escape(title));
        for (double at = LEAST; at <= MOST; at *= 10) {
            add(
                    svg,
                    "<line x1=\"%.1f\" y1=\"40\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>",
                    x(at),
                    x(at),
                    height - 10,
                    at == 1 ? "#333333" : "#dddddd");
            add(svg, "<text x=\"%.1f\" y=\"36\" text-anchor=\"middle\">%s</text>", x(at), Table.number(at) + "×");
        }
        for (int i = 0; i < ratios.size(); i++) {
            addRow(svg, ratios.get(i), 46 + ROW * i);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void addRow(StringBuilder svg, Row row, int y) {
        Spread figure = row.figure();
        if (figure == null) {
            return;
        }
        double better = better(row, figure.median());
        double from = Math.min(x(1), x(better));
        double to = Math.max(x(1), x(better));
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LABEL - 10, y + 13, escape(row.name()));
        add(
                svg,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                from,
                y,
                to - from,
                ROW - 8,
                row.isOk() ? "#3b7dd8" : "#d8743b");
        if (row.bar().kind() != Bar.Kind.NONE) {
            double bar = x(better(row, row.bar().limit()));
            add(
                    svg,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#000000\" stroke-width=\"2\"/>",
                    bar,
                    y - 2,
                    bar,
                    y + ROW - 6);
        }
        add(svg, "<text x=\"%.1f\" y=\"%d\">%s×</text>", to + 5, y + 13, Table.number(better));
    }

    /** A ratio that should be small is turned over. */
    private static double better(Row row, double ratio) {
        return row.bar().kind() == Bar.Kind.AT_MOST ? 1 / ratio : ratio;
    }

    private static double x(double ratio) {
        double within = Math.max(LEAST, Math.min(MOST, ratio));
        return LABEL + WIDTH * Math.log10(within / LEAST) / Math.log10(MOST / LEAST);
    }

    @FormatMethod
    private static void add(StringBuilder svg, @FormatString String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
