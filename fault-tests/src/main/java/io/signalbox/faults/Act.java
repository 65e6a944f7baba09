package io.signalbox.faults;

/** What an {@link Entry} of the history is about. */
enum Act {
    /** A client asks for permits; {@code aux} is within how many nanoseconds it must be answered, or -1. */
    ACQUIRE,
    /** What a holder sees of its lease has changed; the note is the state, {@code aux} when it last saw otherwise. */
    BELIEF,
    /** A client gives permits back; {@code aux} is when it last saw that it held them. */
    RELEASE,
    /** A register was read, told by the client, or, in order, by the register itself. */
    READ,
    /** A register was written, told by the client, or, in order, by the register itself. */
    WRITE,
    /** An event is set; the token is the version. */
    SET,
    /** An event is cleared; the token is the version. */
    CLEAR,
    /** An event is looked at; the token is the version. */
    LOOK,
    /** A client waits for an event. */
    AWAIT,
    /** The run does something to the world; it is over with {@link Outcome#OK}. */
    FAULT,
    /** A client's process stood still, from the time of the entry until {@code aux}. */
    STOPPED,
    /** A client's process got no processor, from the time of the entry until {@code aux}. */
    STALLED,
    /** A client's process was killed. */
    KILLED,
    /** Something was left behind; the note says what. */
    LEFT
}
