package io.signalbox;

import org.jspecify.annotations.Nullable;

/** The store holds something there that is not ours or cannot be: look at what is named. */
public final class StoreContentException extends SignalboxException {

    private static final long serialVersionUID = 1L;

    /**
     * With its cause.
     *
     * @param message what could not be done, the name, why, and what to do
     * @param cause what lies behind it, or null
     */
    public StoreContentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Without a cause.
     *
     * @param message what could not be done, the name, why, and what to do
     */
    public StoreContentException(String message) {
        super(message, null);
    }
}
