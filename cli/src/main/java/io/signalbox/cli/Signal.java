package io.signalbox.cli;

/** What a worker tells. */
enum Signal {
    /** Connected; goes on when it is told to. */
    READY,
    /** Stands in line from now on. */
    WAITING,
    ACQUIRE,
    /** Still holds, and is about to give back. */
    RELEASE,
    /** A line for the screen. */
    SAY;

    /** What the screen shows of it, or an empty text. */
    String onScreen(String worker, String text) {
        return switch (this) {
            case READY, WAITING -> "";
            case ACQUIRE -> worker + " acquire";
            case RELEASE -> worker + " release";
            case SAY -> text;
        };
    }
}
