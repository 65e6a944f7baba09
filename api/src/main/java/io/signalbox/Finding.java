package io.signalbox;

import java.util.Objects;

/**
 * One thing that was looked at when a connection with a store was {@linkplain Signalbox#diagnose diagnosed}.
 *
 * @param level how bad it is
 * @param subject what was looked at: {@code server zk1:2181}, {@code session timeout}
 * @param text what was found, one line
 * @param advice what to do about it, one line; empty if there is nothing to do
 */
public record Finding(Level level, String subject, String text, String advice) {

    /** How bad a finding is; the worst is the last. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Could not be looked at, or is worth to know. */
        NOTE,
        /** Works, but breaks a promise or an advice under some circumstances. */
        WARNING,
        /** Does not work. */
        PROBLEM
    }

    /**
     * Checks that nothing is missing.
     *
     * @param level how bad it is
     * @param subject what was looked at: {@code server zk1:2181}, {@code session timeout}
     * @param text what was found, one line
     * @param advice what to do about it, one line; empty if there is nothing to do
     */
    public Finding {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(advice, "advice");
    }
}
