package io.signalbox.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A picture of one resource: who believed to hold it, and when which fault was going on. */
final class TimelineChart {

    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 150;
    private static final int ROW = 30;
    private static final int BAR = 18;
    private static final int BELOW = 40;
    private static final int LABEL = 16;
    private static final double PER_SECOND = 20;
    private static final int MIN_PLOT = 400;

    private record Span(String note, long from, long to) {}

    private final StringBuilder svg = new StringBuilder();
    private final List<String> places;
    private final long begin;
    private final long end;

    private TimelineChart(List<String> places, long begin, long end) {
        this.places = places;
        this.begin = begin;
        this.end = end;
    }

    /** The whole document. */
    static String of(List<Entry> history, String resource) {
        List<Belief> beliefs = Belief.of(history).held().stream()
                .filter(belief -> belief.resource().equals(resource))
                .toList();
        List<String> places = List.copyOf(
                new TreeSet<>(beliefs.stream().map(b -> placeOf(b.client())).toList()));
        long begin = history.isEmpty() ? 0 : history.get(0).at();
        long end = history.isEmpty() ? 1 : history.get(history.size() - 1).at();
        return new TimelineChart(places, begin, end).document(resource, beliefs, faults(history));
    }

    private static String placeOf(String client) {
        @Nullable String place = Clients.place(client);
        return place == null ? client : place;
    }

    private static List<Span> faults(List<Entry> history) {
        Map<String, Deque<Long>> open = new HashMap<>();
        List<Span> spans = new ArrayList<>();
        for (Entry entry : history) {
            if (entry.is(Act.FAULT, Outcome.INVOKE)) {
                open.computeIfAbsent(entry.note(), n -> new ArrayDeque<>()).add(entry.at());
            } else if (entry.is(Act.FAULT, Outcome.OK)) {
                Long from = open.getOrDefault(entry.note(), new ArrayDeque<>()).poll();
                if (from != null && !entry.note().equals(FaultRun.QUIET)) {
                    spans.add(new Span(entry.note(), from, entry.at()));
                }
            }
        }
        return spans;
    }

    private String document(String resource, List<Belief> beliefs, List<Span> faults) {
        int bottom = TOP + places.size() * ROW;
        int width = (int) (LEFT + plot() + RIGHT);
        int height = bottom + BELOW;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"12\">%n",
                width, height, width, height);
        add("<title>who believed to hold %s, and when which fault was going on</title>%n", resource);
        add("<style>.ink{fill:#24292f}.page{fill:#fff}.hold{fill:#1f6feb}.fault{fill:#cf222e;fill-opacity:.14}"
                + ".line{stroke:#d0d7de}%n@media(prefers-color-scheme:dark){.ink{fill:#e6edf3}.page{fill:#0d1117}"
                + ".line{stroke:#30363d}.fault{fill-opacity:.3}}</style>%n");
        add("<rect class=\"page\" width=\"%d\" height=\"%d\"/>%n", width, height);
        double free = 0;
        for (Span fault : faults) {
            add(
                    "<rect class=\"fault\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>%n",
                    x(fault.from),
                    TOP - 6,
                    Math.max(2, x(fault.to) - x(fault.from)),
                    bottom - TOP + 12,
                    escaped(fault.note));
            double at = Math.max(free, x(fault.from) + 8);
            free = at + LABEL;
            add(
                    "<text class=\"ink\" transform=\"translate(%.1f %d) rotate(-50)\">%s</text>%n",
                    at, TOP - 10, escaped(label(fault.note)));
        }
        for (int row = 0; row < places.size(); row++) {
            add(
                    "<text class=\"ink\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                    LEFT - 8, TOP + row * ROW + 20, places.get(row));
        }
        for (Belief belief : beliefs) {
            add(
                    "<rect class=\"hold\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"><title>%s</title></rect>%n",
                    x(belief.from()),
                    TOP + places.indexOf(placeOf(belief.client())) * ROW + (ROW - BAR) / 2,
                    Math.max(0.4, x(belief.to()) - x(belief.from())),
                    BAR,
                    escaped(belief.client() + ", token " + belief.token()));
        }
        for (long second = 0; second * 1_000_000_000L <= end - begin; second += 5) {
            double x = x(begin + second * 1_000_000_000L);
            add("<line class=\"line\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n", x, bottom + 4, x, bottom + 10);
            add("<text class=\"ink\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d s</text>%n", x, bottom + 26, second);
        }
        return svg.append("</svg>\n").toString();
    }

    private static String label(String note) {
        String[] words = note.split(" ", -1);
        return words.length < 2 ? note : words[0] + " " + words[1];
    }

    private double plot() {
        return Math.max(MIN_PLOT, (end - begin) / 1e9 * PER_SECOND);
    }

    private double x(long at) {
        return LEFT + (double) (at - begin) / Math.max(1, end - begin) * plot();
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
