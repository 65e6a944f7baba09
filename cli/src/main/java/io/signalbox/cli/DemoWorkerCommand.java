package io.signalbox.cli;

import picocli.CommandLine.Command;

/** {@code signalbox demo worker}. */
@Command(
        name = "worker",
        description = {
            "Plays one worker of a demo in this process, on a shared store: for several machines or containers, which meet"
                    + " by the name."
        })
final class DemoWorkerCommand {}
