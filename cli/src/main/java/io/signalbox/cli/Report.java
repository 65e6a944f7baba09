package io.signalbox.cli;

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

    /** Prints, for a worker that nobody attends. */
    static Report onScreen(String worker, Console console) {
        return (signal, text) -> {
            String line = signal.onScreen(worker, text);
            if (!line.isEmpty()) {
                console.print(line);
            }
        };
    }
}
