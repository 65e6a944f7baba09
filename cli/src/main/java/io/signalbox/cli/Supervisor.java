package io.signalbox.cli;

import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Subscription;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sees to it that what is done under a lease is over before the lease can be somebody else's. */
final class Supervisor {

    /*
     * One thread decides, the one that calls supervise(). Signals, changes of the lease and the end of the charge are put
     * into `events` by other threads, and only wake it up or are carried out by it. Each time it looks at the lease anew and
     * does what the Outlook says; it looks at the latest when the Outlook would change if nothing were heard.
     *
     * END and KILL are final: what was asked to end is not asked to go on, even if the store is heard of again. `stage` is
     * what the charge was last told, so it never goes down from there.
     *
     * The charge is told each time for how long it may go on. If this process is stopped or too busy to say so again, the
     * guardian ends the charge in time: the time that is allowed ends where KILL begins.
     */

    private final Console console;
    private final InDoubt inDoubt;
    private final BlockingQueue<Consumer<Charge>> events = new LinkedBlockingQueue<>();
    private Outlook.Stage stage = Outlook.Stage.RUN;
    private long windowNanos;

    Supervisor(Console console, InDoubt inDoubt) {
        this.console = console;
        this.inDoubt = inDoubt;
    }

    /** A signal for the charge. Any thread may call it, also before there is a charge. */
    void arrive(SignalTrap.Caught signal) {
        events.add(charge -> pass(signal, charge));
    }

    private void wake() {
        events.add(charge -> {});
    }

    /** Returns when the charge is over: its exit code, or that the lease was lost. */
    int supervise(Lease lease, Charge charge) throws InterruptedException {
        charge.ended().whenComplete((code, failure) -> wake());
        try (Subscription changes = lease.onChange(state -> wake())) {
            while (true) {
                LeaseState state = lease.state();
                long safe = lease.safeFor().toNanos();
                windowNanos = Math.max(windowNanos, safe);
                if (charge.ended().isDone()) {
                    break;
                }
                Outlook outlook = Outlook.of(inDoubt, state, safe, windowNanos);
                if (outlook.stage() != Outlook.Stage.KILL && safe != Long.MAX_VALUE) {
                    charge.allow(safe - Outlook.killNanos(windowNanos));
                }
                enter(outlook.stage(), lease, charge);
                Consumer<Charge> event = events.poll(outlook.againNanos(), TimeUnit.NANOSECONDS);
                if (event != null) {
                    event.accept(charge);
                }
            }
        }
        return result(lease, charge);
    }

    private void enter(Outlook.Stage wanted, Lease lease, Charge charge) {
        if (wanted == Outlook.Stage.KILL) {
            if (stage.compareTo(Outlook.Stage.END) < 0) {
                tell(lease, "what runs under it is killed");
            }
            charge.kill();
        } else if (stage.compareTo(Outlook.Stage.END) >= 0 || wanted == stage) {
            return;
        } else if (wanted == Outlook.Stage.END) {
            tell(lease, "what runs under it is ended");
            charge.end();
        } else if (wanted == Outlook.Stage.PAUSE) {
            tell(lease, "what runs under it is paused");
            charge.pause();
        } else {
            tell(lease, "what runs under it goes on");
            charge.resume();
        }
        stage = wanted;
    }

    private void tell(Lease lease, String consequence) {
        console.talk("signalbox: " + lease.resource() + " is "
                + switch (lease.state()) {
                    case HELD -> "held again: ";
                    case IN_DOUBT -> "in doubt, because the store does not answer: ";
                    case LOST, RELEASED -> "lost: ";
                }
                + consequence);
    }

    private void pass(SignalTrap.Caught signal, Charge charge) {
        if (signal.name().equals("CONT") && stage == Outlook.Stage.PAUSE) {
            return; // it goes on when the lease does
        }
        charge.signal(signal);
    }

    private int result(Lease lease, Charge charge) {
        int code = charge.ended().join();
        boolean ended = stage.compareTo(Outlook.Stage.END) >= 0;
        if (ended || charge.hasOverstayed()) {
            charge.kill(); // what it has left behind
            if (!ended) {
                tell(lease, "what ran under it was killed, because this process was stopped or too busy");
            }
            return ExitCode.LOST.number();
        }
        if (lease.state() == LeaseState.LOST) {
            console.talk("signalbox: " + lease.resource() + " was lost while what ran under it ended, with exit code "
                    + code);
            return ExitCode.LOST.number();
        }
        return code;
    }
}
