package io.signalbox.faults;

/** How far an operation has come. */
enum Outcome {
    /** It begins. */
    INVOKE,
    /** It did what it should. */
    OK,
    /** It did nothing, and says so: not acquired, not set. */
    EMPTY,
    /** It failed, and has had no effect. */
    FAIL,
    /** It failed, and may have had its effect. */
    UNKNOWN
}
