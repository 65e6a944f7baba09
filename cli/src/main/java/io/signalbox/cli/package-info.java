/**
 * The {@code signalbox} command. A command class parses, calls and prints; what a demo does, and how its workers are
 * started and heard, is in classes of their own.
 */
@NullMarked
package io.signalbox.cli;

import org.jspecify.annotations.NullMarked;
