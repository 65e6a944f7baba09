package io.signalbox;

import org.jspecify.annotations.Nullable;

/** The {@link Signalbox} was closed: open another. */
public final class SignalboxClosedException extends SignalboxException {

    private static final long serialVersionUID = 1L;

    /**
     * With its cause.
     *
     * @param message what could not be done, the name, why, and what to do
     * @param cause what lies behind it, or null
     */
    public SignalboxClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Without a cause.
     *
     * @param message what could not be done, the name, why, and what to do
     */
    public SignalboxClosedException(String message) {
        super(message, null);
    }
}
