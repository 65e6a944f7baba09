package io.signalbox;

import org.jspecify.annotations.Nullable;

/** The store could not be reached, or did not answer in time: try again later. Of a change it is unknown whether it took place. */
public final class StoreUnavailableException extends SignalboxException {

    private static final long serialVersionUID = 1L;

    /**
     * With its cause.
     *
     * @param message what could not be done, the name, why, and what to do
     * @param cause what lies behind it, or null
     */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Without a cause.
     *
     * @param message what could not be done, the name, why, and what to do
     */
    public StoreUnavailableException(String message) {
        super(message, null);
    }
}
