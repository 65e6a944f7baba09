package io.signalbox.cli;

import picocli.CommandLine.Option;

/** The options that every worker has. */
final class WorkerOptions {

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "demo",
            description = "What the workers share in the store. Default: ${DEFAULT-VALUE}.")
    private String name = "";

    @Option(
            names = "--as",
            paramLabel = "WORKER",
            defaultValue = "Process-1",
            description = "What this worker is called on the screen. Default: ${DEFAULT-VALUE}.")
    private String worker = "";

    /** Started by a demo: see {@link ProcessWorker}. */
    @Option(names = "--attended", hidden = true)
    private boolean attended;

    String name() {
        return name;
    }

    WorkerShift shift(Console console) {
        return new WorkerShift(console, worker, attended);
    }
}
