package io.signalbox;

import org.jspecify.annotations.Nullable;

/** A URL, an option or its value cannot be: correct the configuration. */
public final class ConfigurationException extends SignalboxException {

    private static final long serialVersionUID = 1L;

    /**
     * With its cause.
     *
     * @param message what could not be done, the name, why, and what to do
     * @param cause what lies behind it, or null
     */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Without a cause.
     *
     * @param message what could not be done, the name, why, and what to do
     */
    public ConfigurationException(String message) {
        super(message, null);
    }
}
