package io.signalbox.cli;

import java.io.IOException;
import java.util.List;

/** A demo that knows what has to come out of it. */
@FunctionalInterface
interface Demo {

    /** Plays it to the end, and answers which of its promises were broken; an empty list if none. */
    List<String> play(Stage stage) throws IOException, InterruptedException;

    /** Says what was broken, and turns it into the command's answer. */
    static ExitCode verdict(List<String> violations, Console console) {
        violations.forEach(violation -> console.talk("violated: " + violation));
        return violations.isEmpty() ? ExitCode.OK : ExitCode.NO;
    }
}
