package io.signalbox.cli;

/** A command whose data can be had as JSON; all others refuse {@code --json}. */
interface SpeaksJson {}
