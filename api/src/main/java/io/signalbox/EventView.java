package io.signalbox;

import java.util.Objects;

/**
 * An event, at one moment.
 *
 * @param resource which
 * @param state set or clear, and how often it has changed
 */
public record EventView(Resource resource, EventState state) implements ResourceView {

    /**
     * Checks that nothing is missing.
     *
     * @param resource which
     * @param state set or clear, and how often it has changed
     */
    public EventView {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(state, "state");
    }
}
