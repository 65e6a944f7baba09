package io.signalbox.local;

import io.signalbox.ConfigurationException;
import java.util.List;
import java.util.Objects;

/**
 * The faults of a namespace, for tests: what a real store does to a service once in a year, at the moment of your choice
 * and without waiting.
 *
 * <pre>{@code
 * try (Signalbox box = Signalbox.open("local:orders?label=billing")) {
 *     Lease lease = box.lock("orders/42").acquire();
 *     LocalParticipant billing = LocalControl.of("orders").participant("billing");
 *
 *     billing.suspend();                                  // lease.state() is IN_DOUBT
 *     billing.advanceClock(billing.sessionTimeout());     // it is LOST, and another participant may acquire
 *     billing.restore();                                  // whoever waited has rejoined the line
 * }
 * }</pre>
 *
 * <p>What this and {@link LocalParticipant} do to the store and to {@link io.signalbox.Lease#state()} has been done when
 * they return. Listeners, futures and threads that wait hear of it a moment later, on their own threads.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class LocalControl {

    private final String name;

    private LocalControl(String name) {
        this.name = name;
    }

    /**
     * The control of a namespace, whether or not anybody has opened it yet.
     *
     * @param namespace what stands behind {@code local:} in the URL, without parameters; may be empty
     * @return its control
     * @throws ConfigurationException if it cannot be a namespace
     */
    public static LocalControl of(String namespace) {
        return new LocalControl(LocalBackendProvider.checked(Objects.requireNonNull(namespace, "namespace")));
    }

    /**
     * Who takes part: one for each open {@link io.signalbox.Signalbox}.
     *
     * @return in the order in which they were opened
     */
    public List<LocalParticipant> participants() {
        Namespace namespace = Namespace.find(name);
        return namespace == null
                ? List.of()
                : namespace.participants().stream().map(LocalParticipant::new).toList();
    }

    /**
     * The one with a label, as given by the option {@code label}: {@code local:orders?label=billing}.
     *
     * @param label the label; empty for the one without
     * @return the participant
     * @throws IllegalStateException if none has it, or several have; names the labels there are
     */
    public LocalParticipant participant(String label) {
        Objects.requireNonNull(label, "label");
        List<LocalParticipant> all = participants();
        List<LocalParticipant> found =
                all.stream().filter(one -> one.label().equals(label)).toList();
        if (found.size() != 1) {
            List<String> labels =
                    all.stream().map(one -> "\"" + one.label() + "\"").toList();
            throw new IllegalStateException(
                    found.size() + " participants of local:" + name + " have the label \"" + label
                            + "\"; open are " + labels + "; give each a label of its own, as in local:" + name
                            + "?label=billing");
        }
        return found.get(0);
    }

    /**
     * Forgets the sizes of all semaphores and the state of all events, which would otherwise live as long as the JVM.
     * Fencing tokens go on rising.
     *
     * @throws IllegalStateException if anybody takes part; names who
     */
    public void reset() {
        List<LocalStore> open = Namespace.forget(name);
        if (!open.isEmpty()) {
            throw new IllegalStateException("cannot reset local:" + name + ": still open are " + open + "; close them");
        }
    }

    @Override
    public String toString() {
        return "LocalControl[local:" + name + "]";
    }
}
