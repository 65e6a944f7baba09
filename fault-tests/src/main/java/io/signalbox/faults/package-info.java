/** Real ensembles, real processes and real faults, a history of all that was seen, and checkers that read it. */
@NullMarked
package io.signalbox.faults;

import org.jspecify.annotations.NullMarked;
