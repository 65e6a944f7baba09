package io.signalbox.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A timeline in characters: one row a worker, and the time below. */
final class TextChart {

    private static final int MIN_COLUMNS = 20;
    private static final int COLUMNS_PER_TICK = 8;

    private final Timeline timeline;
    private final List<String> workers;
    private final int margin;
    private final int columns;
    private final boolean unicode;
    private final TimeAxis axis;

    private TextChart(Timeline timeline, List<String> workers, int width, boolean unicode) {
        this.timeline = timeline;
        this.workers = workers;
        this.margin = workers.stream().mapToInt(String::length).max().orElse(0) + 1;
        this.columns = Math.max(MIN_COLUMNS, width - margin - 1);
        this.unicode = unicode;
        this.axis = TimeAxis.of(timeline.lengthNanos(), columns / COLUMNS_PER_TICK);
    }

    /** Its lines, each at most so wide. */
    static List<String> lines(Timeline timeline, List<String> workers, int width, boolean unicode) {
        return new TextChart(timeline, workers, width, unicode).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        workers.forEach(worker -> lines.add((padded(worker) + row(worker)).stripTrailing()));
        lines.add(padded("") + ruler());
        lines.add(padded("") + labels());
        lines.add(padded("") + "waiting " + waiting() + "  holding " + holding());
        return lines;
    }

    private char waiting() {
        return unicode ? '·' : '.';
    }

    private char holding() {
        return unicode ? '█' : '#';
    }

    private String padded(String text) {
        return text + " ".repeat(margin - text.length());
    }

    private String row(String worker) {
        char[] row = new char[columns];
        Arrays.fill(row, ' ');
        for (Timeline.Span span : timeline.spans()) {
            if (span.worker().equals(worker)) {
                Arrays.fill(row, column(span.from()), column(span.to()), span.holding() ? holding() : waiting());
            }
        }
        return new String(row);
    }

    private int column(long nanos) {
        return (int) Math.round((double) nanos / axis.lengthNanos() * columns);
    }

    private String ruler() {
        char[] ruler = new char[columns + 1];
        Arrays.fill(ruler, unicode ? '─' : '-');
        for (long tick : axis.ticks()) {
            ruler[column(tick)] = unicode ? '┴' : '+';
        }
        return new String(ruler);
    }

    private String labels() {
        StringBuilder labels = new StringBuilder();
        for (long tick : axis.ticks()) {
            String label = TimeAxis.label(tick);
            if (column(tick) + label.length() <= columns + 1) {
                labels.append(" ".repeat(Math.max(0, column(tick) - labels.length())))
                        .append(label);
            }
        }
        return labels.toString();
    }
}
