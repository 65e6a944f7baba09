package io.signalbox.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who waited and who held, when. Filled by one thread at a time; times are those of this process's monotonic clock, from
 * the first on.
 *
 * <p>A worker tells that it holds after it acquired, and that it gives back before it releases, so what is recorded lies
 * within what was: two recorded spans that overlap did overlap.
 */
final class Timeline {

    /**
     * A time from {@code from} to before {@code to}.
     *
     * @param worker whose
     * @param holding false if it waited
     * @param from in nanoseconds since the first entry
     * @param to in nanoseconds since the first entry
     */
    record Span(String worker, boolean holding, long from, long to) {}

    private record Open(boolean holding, long from) {}

    private final Map<String, Open> open = new LinkedHashMap<>();
    private final List<Span> spans = new ArrayList<>();
    private long start = Long.MIN_VALUE;
    private long last;

    void waits(String worker, long nanoTime) {
        ends(worker, nanoTime);
        open.put(worker, new Open(false, sinceStart(nanoTime)));
    }

    void holds(String worker, long nanoTime) {
        ends(worker, nanoTime);
        open.put(worker, new Open(true, sinceStart(nanoTime)));
    }

    /** Neither waits nor holds any more. */
    void ends(String worker, long nanoTime) {
        Open ended = open.remove(worker);
        if (ended != null) {
            spans.add(new Span(worker, ended.holding, ended.from, sinceStart(nanoTime)));
        }
    }

    private long sinceStart(long nanoTime) {
        if (start == Long.MIN_VALUE) {
            start = nanoTime;
        }
        last = Math.max(last, nanoTime - start);
        return nanoTime - start;
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    long lengthNanos() {
        return last;
    }

    /** The largest number that held at one instant. */
    int mostHeld() {
        return mostHeld(spans);
    }

    static int mostHeld(List<Span> spans) {
        record Step(long at, int change) {}
        List<Step> steps = new ArrayList<>();
        for (Span span : spans) {
            if (span.holding() && span.to() > span.from()) {
                steps.add(new Step(span.from(), 1));
                steps.add(new Step(span.to(), -1));
            }
        }
        // At one instant those who end go first: a span does not contain its end.
        steps.sort(Comparator.comparingLong(Step::at).thenComparingInt(Step::change));
        int held = 0;
        int most = 0;
        for (Step step : steps) {
            held += step.change();
            most = Math.max(most, held);
        }
        return most;
    }
}
