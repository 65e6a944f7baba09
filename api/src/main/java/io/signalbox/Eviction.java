package io.signalbox;

import io.signalbox.spi.Participant;
import java.time.Instant;
import java.util.Objects;

/**
 * The record of a holder that was put out by force; see {@link Signalbox#evict}.
 *
 * @param resource what it held
 * @param holder the holder as it was
 * @param by who did it
 * @param at when, by the clock of who did it
 */
public record Eviction(Resource resource, ContenderView holder, Participant by, Instant at) {

    /**
     * Checks that nothing is missing.
     *
     * @param resource what it held
     * @param holder the holder as it was
     * @param by who did it
     * @param at when, by the clock of who did it
     */
    public Eviction {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(at, "at");
    }
}
