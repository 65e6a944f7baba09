/** Proof that the recipes keep their promises: so far the models, checked by TLC. Read README.md first. */
@NullMarked
package io.signalbox.faults;

import org.jspecify.annotations.NullMarked;
