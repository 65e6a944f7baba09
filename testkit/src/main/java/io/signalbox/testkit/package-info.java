/**
 * The conformance suites of Signalbox, for backends of our own and of others.
 *
 * <p>A backend implements {@link io.signalbox.testkit.StoreFixture}, subclasses every suite of
 * {@link io.signalbox.testkit.Suites#ALL}, and has one test that calls
 * {@link io.signalbox.testkit.Suites#assertAllSubclassed}. Each test names the {@linkplain io.signalbox.testkit.Clause
 * clause} of the contract that it proves; a table of tests by clause is logged at the end of the run.
 */
@NullMarked
package io.signalbox.testkit;

import org.jspecify.annotations.NullMarked;
