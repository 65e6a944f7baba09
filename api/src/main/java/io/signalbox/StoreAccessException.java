package io.signalbox;

import org.jspecify.annotations.Nullable;

/** The store refuses: correct the credentials, or the access control of what is named. */
public final class StoreAccessException extends SignalboxException {

    private static final long serialVersionUID = 1L;

    /**
     * With its cause.
     *
     * @param message what could not be done, the name, why, and what to do
     * @param cause what lies behind it, or null
     */
    public StoreAccessException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Without a cause.
     *
     * @param message what could not be done, the name, why, and what to do
     */
    public StoreAccessException(String message) {
        super(message, null);
    }
}
