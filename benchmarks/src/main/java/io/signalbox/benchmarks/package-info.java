/** Signalbox, Curator's recipes and the raw store, measured in turn in one run. */
@NullMarked
package io.signalbox.benchmarks;

import org.jspecify.annotations.NullMarked;
