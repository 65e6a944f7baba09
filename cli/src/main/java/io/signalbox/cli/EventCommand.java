package io.signalbox.cli;

import picocli.CommandLine.Command;

/** {@code signalbox event}. */
@Command(
        name = "event",
        description =
                "Sets, clears, asks or waits for an event. Exit codes are made for if and &&: status and wait answer.")
final class EventCommand {}
