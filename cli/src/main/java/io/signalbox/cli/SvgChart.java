package io.signalbox.cli;

import java.util.List;
import java.util.Locale;

/** A timeline as a picture. */
final class SvgChart {

    private static final int LEFT = 110;
    private static final int PLOT = 720;
    private static final int RIGHT = 30;
    private static final int TOP = 64;
    private static final int ROW = 34;
    private static final int BAR = 20;
    private static final int BELOW = 64;
    private static final int MAX_TICKS = 10;

    private final StringBuilder svg = new StringBuilder();
    private final Timeline timeline;
    private final List<String> workers;
    private final TimeAxis axis;
    private final int bottom;

    private SvgChart(Timeline timeline, List<String> workers) {
        this.timeline = timeline;
        this.workers = workers;
        this.axis = TimeAxis.of(timeline.lengthNanos(), MAX_TICKS);
        this.bottom = TOP + workers.size() * ROW;
    }

    /** The whole document. */
    static String document(String title, Timeline timeline, List<String> workers) {
        return new SvgChart(timeline, workers).document(title);
    }

    private String document(String title) {
        int width = LEFT + PLOT + RIGHT;
        int height = bottom + BELOW;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"",
                width, height, width, height);
        add(" font-family=\"system-ui, sans-serif\" font-size=\"13\">%n<title>%s</title>%n", escaped(title));
        add("<style>.ink{fill:#24292f}.line{stroke:#d0d7de}.wait{fill:#d4a72c}.hold{fill:#1f6feb}"
                + ".page{fill:#ffffff}%n@media(prefers-color-scheme:dark){.ink{fill:#e6edf3}.line{stroke:#30363d}"
                + ".page{fill:#0d1117}}</style>%n");
        add("<rect class=\"page\" width=\"%d\" height=\"%d\"/>%n", width, height);
        text(LEFT, 32, "start", title, " font-size=\"16\" font-weight=\"600\"");
        axis.ticks().forEach(this::tick);
        for (int row = 0; row < workers.size(); row++) {
            text(LEFT - 12, TOP + row * ROW + ROW / 2 + 5, "end", workers.get(row), "");
        }
        timeline.spans().forEach(this::bar);
        legend();
        return svg.append("</svg>\n").toString();
    }

    private void tick(long nanos) {
        double x = x(nanos);
        add("<line class=\"line\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n", x, TOP - 8, x, bottom);
        text(x, bottom + 18, "middle", TimeAxis.label(nanos), "");
    }

    private void bar(Timeline.Span span) {
        int row = workers.indexOf(span.worker());
        int height = span.holding() ? BAR : BAR / 4;
        double from = x(span.from());
        add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"><title>%s</title></rect>%n",
                span.holding() ? "hold" : "wait",
                from,
                TOP + row * ROW + (ROW - height) / 2,
                Math.max(0.5, x(span.to()) - from),
                height,
                escaped(span.worker() + (span.holding() ? " holds from " : " waits from ") + seconds(span.from())
                        + " to " + seconds(span.to())));
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3fs", nanos / 1e9);
    }

    private void legend() {
        int y = bottom + 46;
        add("<rect class=\"wait\" x=\"%d\" y=\"%d\" width=\"24\" height=\"5\" rx=\"2\"/>%n", LEFT, y - 7);
        text(LEFT + 32, y, "start", "waiting", "");
        add("<rect class=\"hold\" x=\"%d\" y=\"%d\" width=\"24\" height=\"14\" rx=\"2\"/>%n", LEFT + 110, y - 12);
        text(LEFT + 142, y, "start", "holding", "");
    }

    private double x(long nanos) {
        return LEFT + (double) nanos / axis.lengthNanos() * PLOT;
    }

    private void text(double x, int y, String anchor, String text, String more) {
        add(
                "<text class=\"ink\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\"%s>%s</text>%n",
                x, y, anchor, more, escaped(text));
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), arguments));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
