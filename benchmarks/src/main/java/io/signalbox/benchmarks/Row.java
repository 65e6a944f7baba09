package io.signalbox.benchmarks;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param scenario which scenario it came from
 * @param name what was measured
 * @param bar what the figure has to reach
 * @param metric of ours and the peer's
 * @param ours null if it failed
 * @param peer null if there is none
 * @param figure what is judged: ours, or the ratio of ours to the peer's, round by round
 * @param isRatio which of the two
 * @param note what else is to be known
 */
record Row(
        String scenario,
        String name,
        Bar bar,
        Metric metric,
        @Nullable Spread ours,
        @Nullable Spread peer,
        @Nullable Spread figure,
        boolean isRatio,
        String note) {

    static Row failed(String scenario, Throwable cause) {
        return new Row(scenario, scenario, Bar.none(), Metric.COUNT, null, null, null, false, "failed: " + cause);
    }

    Row noting(String newNote) {
        return new Row(scenario, name, bar, metric, ours, peer, figure, isRatio, newNote);
    }

    Spread figureOrFail() {
        return Objects.requireNonNull(figure, name);
    }

    boolean isOk() {
        return figure != null && bar.holds(figure.median());
    }

    boolean isJudged() {
        return bar.kind() != Bar.Kind.NONE || figure == null;
    }
}
