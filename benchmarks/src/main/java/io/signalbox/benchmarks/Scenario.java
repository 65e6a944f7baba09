package io.signalbox.benchmarks;

import java.util.List;

/** A family of rows that are measured together. */
interface Scenario {

    /** What {@code --only} calls it. */
    String name();

    /** Whether {@code --quick} leaves it out. */
    default boolean isLong() {
        return false;
    }

    List<Row> measure(Bench bench) throws Exception;
}
