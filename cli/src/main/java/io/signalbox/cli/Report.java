package io.signalbox.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a worker tells what it does. */
@FunctionalInterface
interface Report {

    /**
     * Returns when it was heard; {@link Signal#READY} when the work may begin. So what is told before a release was heard,
     * and printed, before anybody else could acquire.
     */
    void tell(Signal signal, String text) throws InterruptedException;

    default void tell(Signal signal) throws InterruptedException {
        tell(signal, "");
    }

    /** Prints, for a worker that nobody attends; behind the time, if it is wanted. */
    static Report onScreen(String worker, Console console, boolean stamped) {
        return (signal, text) -> {
            String line = signal.onScreen(worker, text);
            if (!line.isEmpty()) {
                console.print(stamped ? now() + " " + line : line);
            }
        };
    }

    /** Of one length, so that lines can be sorted as they are. */
    private static String now() {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                .format(Instant.now().atOffset(ZoneOffset.UTC));
    }
}
