/**
 * What a backend implements: two small things, a {@link io.signalbox.spi.PermitQueue} and a
 * {@link io.signalbox.spi.VersionedFlag}.
 *
 * <p>Everything that a caller sees (names, blocking and asynchronous forms, deadlines, cancellation, the line of waiters
 * inside a process, leases and their states, listeners, views) is written once in {@code io.signalbox} over these two.
 *
 * <p>To write a backend: implement {@link io.signalbox.spi.BackendProvider} and name it in
 * {@code META-INF/services/io.signalbox.spi.BackendProvider} (and in {@code provides} of the module); let
 * {@link io.signalbox.spi.BackendProvider#open} return a {@link io.signalbox.spi.Store}; keep one
 * {@link io.signalbox.spi.Tenure} a session and tell it of every acknowledged write; then subclass every suite of the
 * testkit. The rules that hold for every method:
 *
 * <ul>
 *   <li>No method blocks, but {@link io.signalbox.spi.BackendProvider#open} and {@link io.signalbox.spi.Store#close}.
 *   <li>A listener or observer is called on any thread, never from within the call that registered it, and never while
 *       the backend holds a lock of its own: the callee may call the backend again, from the same stack.
 *   <li>Stages that are returned are completed once, on any thread, again with no lock held. A stage fails with a
 *       {@link io.signalbox.SignalboxException}: {@link io.signalbox.StoreUnavailableException} when the store cannot
 *       be reached now (the caller may try again), any other for good.
 * </ul>
 */
@NullMarked
package io.signalbox.spi;

import org.jspecify.annotations.NullMarked;
