package io.signalbox;

import org.jspecify.annotations.Nullable;

/** The root of everything that can go wrong here, sorted by what the caller can do next. */
public abstract sealed class SignalboxException extends RuntimeException
        permits ConfigurationException,
                LeaseLostException,
                PermitMismatchException,
                SignalboxClosedException,
                StoreAccessException,
                StoreContentException,
                StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    SignalboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
