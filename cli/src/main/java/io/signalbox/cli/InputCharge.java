package io.signalbox.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** Nothing is done but to wait for the end of the input, or for a signal. */
final class InputCharge implements Charge {

    private static final int BUFFER = 8_192;

    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private InputCharge() {}

    static InputCharge start(InputStream input) {
        InputCharge charge = new InputCharge();
        Thread reader = new Thread(() -> charge.drain(input), "waits for the end of the input");
        reader.setDaemon(true);
        reader.start();
        return charge;
    }

    private void drain(InputStream input) {
        byte[] buffer = new byte[BUFFER];
        try {
            while (input.read(buffer) >= 0) {
                // What it says does not matter.
            }
        } catch (IOException e) {
            // As good as its end.
        }
        ended.complete(ExitCode.OK.number());
    }

    @Override
    public CompletableFuture<Integer> ended() {
        return ended;
    }

    @Override
    public void allow(long nanos) {
        // Nobody but this process knows that it is held.
    }

    @Override
    public boolean hasOverstayed() {
        return false;
    }

    @Override
    public void signal(SignalTrap.Caught signal) {
        if (SignalTrap.ENDING.contains(signal.name())) {
            ended.complete(signal.exitCode());
        } else if (signal.name().equals("TSTP")) {
            SignalTrap.stopThisProcess();
        }
    }

    @Override
    public void pause() {
        // There is nothing that runs.
    }

    @Override
    public void resume() {
        // It was not paused.
    }

    @Override
    public void end() {
        ended.complete(ExitCode.LOST.number());
    }

    @Override
    public void kill() {
        end();
    }
}
