package io.signalbox.spi;

import java.util.Objects;

/**
 * A process that takes part, as others see it.
 *
 * @param host its host name
 * @param pid its process id
 * @param label what its owner calls it, or empty
 */
public record Participant(String host, long pid, String label) {

    /**
     * Checks that nothing is missing.
     *
     * @param host its host name
     * @param pid its process id
     * @param label what its owner calls it, or empty
     */
    public Participant {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(label, "label");
    }
}
