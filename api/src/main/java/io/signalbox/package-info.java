/**
 * Locks, semaphores and events that are shared by processes on many machines.
 *
 * <p>{@link io.signalbox.Signalbox#open()} connects to a store; {@link io.signalbox.DistributedLock},
 * {@link io.signalbox.DistributedSemaphore} and {@link io.signalbox.DistributedEvent} are got from it by name. What a
 * lock or semaphore grants is a {@link io.signalbox.Lease}, an object of its own that belongs to no thread.
 *
 * <h2 id="memory">Memory effects</h2>
 *
 * <p>Within one JVM, what a thread did before it released a lease <i>happens-before</i> what another thread does after
 * it was granted the next lease of the same resource, as with {@code java.util.concurrent}: a successful
 * {@code acquire}, {@code tryAcquire} or completed {@code acquireAsync} is a lock action, and
 * {@link io.signalbox.Lease#close()} is an unlock action. What happens before {@link io.signalbox.DistributedEvent#set()}
 * happens-before what follows a return of {@code await} that saw it. Between processes there is no shared memory:
 * order there is what the {@linkplain io.signalbox.Lease#fencingToken() fencing token} says.
 *
 * <h2 id="clocks">Durations and clocks</h2>
 *
 * <p>Every {@link java.time.Duration} is measured on this machine's monotonic clock. Zero and negative durations do not
 * wait. A duration too long for the clock (292 years) means for ever.
 *
 * <h2 id="certainty">Certainty and loss</h2>
 *
 * <p>A lease is {@link io.signalbox.LeaseState#HELD} only while it is <em>certain</em> that nobody else holds: until a
 * deadline that is computed here from the writes that the store has acknowledged, and never from connection events. A
 * lease in doubt becomes held again by a fresh acknowledged write, or {@link io.signalbox.LeaseState#LOST} at the
 * deadline, whichever comes first; lost is final. What no clock can cover, a pause between a check and its effect, is
 * covered by the fencing token, if the resource that is protected refuses tokens lower than the highest it has seen.
 */
@NullMarked
package io.signalbox;

import org.jspecify.annotations.NullMarked;
