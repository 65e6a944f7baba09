/**
 * The backend {@code local:}, which keeps everything in this JVM, and the fault simulator for tests.
 *
 * <p>{@code local:} and {@code local:<namespace>} name a store of which there is one in the JVM. Every
 * {@link io.signalbox.Signalbox} opened with the same namespace is a participant of its own, as a process would be: order,
 * fencing tokens, sizes, versions and the states of leases are those of a real store. What a real store would survive, a
 * restart of every process, this one does not: it lives and ends with the JVM.
 *
 * <p>A test that wants to see a lost lease takes the participant that is to lose it from
 * {@link io.signalbox.local.LocalControl}.
 */
@NullMarked
package io.signalbox.local;

import org.jspecify.annotations.NullMarked;
