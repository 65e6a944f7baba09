package io.signalbox.faults;

import io.signalbox.DistributedEvent;
import io.signalbox.EventState;
import io.signalbox.SignalboxException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Sets, clears, looks at and waits for events. */
final class EventWork {

    private final Parent run;
    private final String thread;
    private final DistributedEvent event;
    private final Patience patience;
    private final RandomGenerator lot;

    EventWork(Parent run, String thread, DistributedEvent event, Patience patience, RandomGenerator lot) {
        this.run = run;
        this.thread = thread;
        this.event = event;
        this.patience = patience;
        this.lot = lot;
    }

    /** Sets, clears or looks, by lot. */
    void steer() throws InterruptedException {
        switch (lot.nextInt(4)) {
            case 0 -> steer(Act.SET);
            case 1 -> steer(Act.CLEAR);
            default -> steer(Act.LOOK);
        }
        TimeUnit.MILLISECONDS.sleep(lot.nextInt(10, 150));
    }

    /** Looks now and then, which tells that the store answers. */
    void look() throws InterruptedException {
        steer(Act.LOOK);
        TimeUnit.MILLISECONDS.sleep(lot.nextInt(100, 300));
    }

    /** Sets, and clears at once. */
    void pulse() throws InterruptedException {
        steer(Act.SET);
        steer(Act.CLEAR);
        TimeUnit.NANOSECONDS.sleep(lot.nextLong(patience.waitNanos()));
        steer(Act.LOOK);
    }

    private void steer(Act act) {
        tell(act, Outcome.INVOKE, 0, patience.operationNanos(), "");
        try {
            tell(act, Outcome.OK, begin(act).join().version(), 0, "");
        } catch (SignalboxException e) {
            unknown(act, e);
        } catch (CompletionException e) {
            unknown(act, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private CompletableFuture<EventState> begin(Act act) {
        return switch (act) {
            case SET -> event.setAsync();
            case CLEAR -> event.clearAsync();
            default -> event.stateAsync();
        };
    }

    private void unknown(Act act, Throwable why) {
        tell(act, act == Act.LOOK ? Outcome.FAIL : Outcome.UNKNOWN, 0, 0, String.valueOf(why));
    }

    /** Waits for a while. */
    void await() throws InterruptedException {
        long nanos = lot.nextLong(patience.waitNanos());
        tell(Act.AWAIT, Outcome.INVOKE, 0, nanos, "");
        try {
            boolean seen = event.await(Duration.ofNanos(nanos));
            tell(Act.AWAIT, seen ? Outcome.OK : Outcome.EMPTY, 0, 0, "");
            if (seen) {
                TimeUnit.MILLISECONDS.sleep(lot.nextInt(10, 60)); // an event that stays set would be asked in a spin
            }
        } catch (SignalboxException e) {
            tell(Act.AWAIT, Outcome.FAIL, 0, 0, e.getClass().getSimpleName());
            TimeUnit.MILLISECONDS.sleep(lot.nextInt(10, 60));
        }
    }

    private void tell(Act act, Outcome outcome, long version, long aux, String note) {
        run.record(System.nanoTime(), thread, act, outcome, "event/" + event.name(), 0, version, aux, note);
    }
}
