package io.signalbox;

import org.jspecify.annotations.Nullable;

/** Somebody else may hold by now: stop the work. */
public final class LeaseLostException extends SignalboxException {

    private static final long serialVersionUID = 1L;

    /**
     * With its cause.
     *
     * @param message what could not be done, the name, why, and what to do
     * @param cause what lies behind it, or null
     */
    public LeaseLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Without a cause.
     *
     * @param message what could not be done, the name, why, and what to do
     */
    public LeaseLostException(String message) {
        super(message, null);
    }
}
