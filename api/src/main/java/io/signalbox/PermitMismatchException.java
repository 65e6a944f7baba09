package io.signalbox;

import org.jspecify.annotations.Nullable;

/** A semaphore has another size than was asked for: correct the size, or resize it. */
public final class PermitMismatchException extends SignalboxException {

    private static final long serialVersionUID = 1L;

    /**
     * With its cause.
     *
     * @param message what could not be done, the name, why, and what to do
     * @param cause what lies behind it, or null
     */
    public PermitMismatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Without a cause.
     *
     * @param message what could not be done, the name, why, and what to do
     */
    public PermitMismatchException(String message) {
        super(message, null);
    }
}
