package io.signalbox;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task of user code on the callback threads whenever it is rung, never twice at the same time. Rings during a
 * run lead to one more run.
 */
final class Bell {

    private static final Logger LOG = LoggerFactory.getLogger(Signalbox.class);

    private final BoxRuntime box;
    private final Runnable task;
    private final AtomicInteger rings = new AtomicInteger();

    Bell(BoxRuntime box, Runnable task) {
        this.box = box;
        this.task = task;
    }

    void ring() {
        if (rings.getAndIncrement() == 0) {
            box.callback(this::answer);
        }
    }

    private void answer() {
        int answered;
        do {
            answered = rings.get();
            runTask();
        } while (rings.addAndGet(-answered) > 0);
    }

    private void runTask() {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // a listener's fault is not ours, and the next must be told all the same
            LOG.warn("a listener threw an exception", e);
        }
    }
}
