package io.signalbox.cli;

import io.signalbox.ConfigurationException;
import io.signalbox.LeaseLostException;
import io.signalbox.PermitMismatchException;
import io.signalbox.SignalboxClosedException;
import io.signalbox.StoreAccessException;
import io.signalbox.StoreContentException;
import io.signalbox.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the command answers to its caller. Above 63 the numbers are those of {@code sysexits.h}. */
enum ExitCode {
    OK(0, "done; to a question: yes"),
    NO(1, "an invariant was violated, or a worker died; to a question: no; not acquired (see --conflict-code)"),
    USAGE(2, "an argument or the configuration cannot be"),
    MISMATCH(65, "the store holds something else there, as a semaphore of another size"),
    UNAVAILABLE(69, "the store could not be reached, or did not answer in time"),
    INTERNAL(70, "a fault in signalbox itself"),
    FILE(74, "a file could not be read or written"),
    LOST(75, "a lease was lost"),
    REFUSED(77, "the store refuses access"),
    NOT_EXECUTABLE(126, "the command cannot be executed"),
    NOT_FOUND(127, "the command was not found; or there is no java"),
    HUNG_UP(129, "ended by SIGHUP"),
    INTERRUPTED(130, "ended by Ctrl-C (SIGINT)"),
    TERMINATED(143, "ended by SIGTERM");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    /** For {@code --help}. */
    static Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        for (ExitCode code : values()) {
            table.put(Integer.toString(code.number), code.meaning);
        }
        return table;
    }

    static ExitCode of(Throwable failure) {
        if (failure instanceof ConfigurationException) {
            return USAGE;
        }
        if (failure instanceof PermitMismatchException || failure instanceof StoreContentException) {
            return MISMATCH;
        }
        if (failure instanceof StoreUnavailableException) {
            return UNAVAILABLE;
        }
        if (failure instanceof LeaseLostException) {
            return LOST;
        }
        if (failure instanceof StoreAccessException) {
            return REFUSED;
        }
        if (failure instanceof SignalboxClosedException || failure instanceof InterruptedException) {
            return TERMINATED;
        }
        return failure instanceof IOException || failure instanceof UncheckedIOException ? FILE : INTERNAL;
    }
}
