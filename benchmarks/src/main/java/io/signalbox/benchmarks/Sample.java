package io.signalbox.benchmarks;

import java.util.EnumMap;
import java.util.Map;
import java.util.NoSuchElementException;

/** What one contestant showed in one round. */
final class Sample {

    private final Map<Metric, Double> figures = new EnumMap<>(Metric.class);

    Sample with(Metric metric, double figure) {
        figures.put(metric, figure);
        return this;
    }

    /** The requests and notifications of so many operations. */
    Sample with(Traffic traffic, long operations) {
        return with(Metric.REQUESTS, (double) traffic.requests() / operations)
                .with(Metric.NOTIFICATIONS, (double) traffic.notifications() / operations);
    }

    double get(Metric metric) {
        Double figure = figures.get(metric);
        if (figure == null) {
            throw new NoSuchElementException(metric + " was not measured, only " + figures.keySet());
        }
        return figure;
    }

    boolean has(Metric metric) {
        return figures.containsKey(metric);
    }
}
