package io.signalbox;

import io.signalbox.spi.Tenure;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sees to it that leases whose session is in doubt or over are told so, by news of the session and by the clock. */
final class LeaseWatch {
    /*
     * One alarm for all leases of a box. It is set when something is granted, goes off when a tenure's phase would change
     * if nothing were heard, looks at every line, and is set anew while leases are left. An uncontended acquire finds an
     * alarm that is early enough: it costs a volatile read here, at most a look at the clock, and not a timer.
     *
     * The earlier alarm wins: a session with a shorter timeout may follow one with a longer. The alarm it takes the place
     * of goes off all the same, sees that it is not `alarm` any more, and does nothing.
     *
     * No lease goes unwatched: `alarm` is taken back before the lines are looked at, so a grant that comes after the look
     * sets the alarm itself. And an alarm that is taken over is taken over by an earlier one, which looks at every line.
     */

    /** Alarms are so much late, that they need not be set twice, and one that is so little earlier is not worth setting. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A timer that was set. By identity, so not a record. */
    private static final class Alarm {
        private final long dueNanos; // System.nanoTime(), by which timers go
        private final long setForNanos; // how long it had to go when it was set

        Alarm(long dueNanos, long setForNanos) {
            this.dueNanos = dueNanos;
            this.setForNanos = setForNanos;
        }
    }

    private final BoxRuntime box;
    private final Supplier<Collection<PermitLine>> lines;
    private final AtomicReference<@Nullable Alarm> alarm = new AtomicReference<>();
    private final AtomicBoolean lookPending = new AtomicBoolean();
    private final AtomicReference<@Nullable Tenure> known = new AtomicReference<>();

    LeaseWatch(BoxRuntime box, Supplier<Collection<PermitLine>> lines) {
        this.box = box;
        this.lines = lines;
    }

    /** Hears the news of a tenure from now on: to be called before anything that is granted in it is served. */
    void listen(Tenure tenure) {
        Tenure last = known.get();
        if (last != tenure && known.compareAndSet(last, tenure)) {
            tenure.onNews(this::lookSoon);
        }
    }

    /** Something was granted in a tenure that is listened to: sees to it that the clock is heard as well. May begin a thread. */
    void watchClock(Tenure tenure) {
        setAlarm(tenure.nextPhaseInNanos());
    }

    private void setAlarm(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            return;
        }
        Alarm last = alarm.get();
        if (last != null && nanos >= last.setForNanos) {
            return; // it was to go off no later than that from when it was set, and that was before now
        }
        long now = System.nanoTime();
        long due = now + nanos + SLACK_NANOS;
        if (last != null && due - last.dueNanos >= -SLACK_NANOS) {
            return;
        }
        Alarm mine = new Alarm(due, nanos);
        if (alarm.compareAndSet(last, mine)) {
            box.after(due - now, () -> goOff(mine));
        } else {
            setAlarm(nanos); // somebody else set one just now, which may be early enough
        }
    }

    void lookSoon() {
        if (lookPending.compareAndSet(false, true)) {
            box.soon(() -> {
                lookPending.set(false);
                look();
            });
        }
    }

    private void goOff(Alarm gone) {
        if (alarm.compareAndSet(gone, null)) {
            look();
        }
    }

    private void look() {
        lines.get().forEach(PermitLine::reconsider);
        resetAlarm();
    }

    private void resetAlarm() {
        Set<Tenure> tenures = new HashSet<>();
        lines.get().forEach(line -> line.collectTenures(tenures));
        long soonest = Long.MAX_VALUE;
        for (Tenure tenure : tenures) {
            soonest = Math.min(soonest, tenure.nextPhaseInNanos());
        }
        setAlarm(soonest);
    }
}
