package io.signalbox;

import io.signalbox.spi.Tenure;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sees to it that leases whose session is in doubt or over are told so, by news of the session and by the clock. */
final class LeaseWatch {
    /*
     * One alarm for all leases of a box. It is set when something is granted, goes off when a tenure's phase would change
     * if nothing were heard, looks at every line, and is set anew while leases are left. So an uncontended acquire costs one
     * volatile read here, and not a timer.
     *
     * No lease goes unwatched: `alarmSet` is taken back before the lines are looked at, so a grant that comes after the
     * look sets the alarm itself.
     */
    private final BoxRuntime box;
    private final Supplier<Collection<PermitLine>> lines;
    private final AtomicBoolean alarmSet = new AtomicBoolean();
    private final AtomicBoolean lookPending = new AtomicBoolean();
    private final AtomicReference<@Nullable Tenure> known = new AtomicReference<>();

    LeaseWatch(BoxRuntime box, Supplier<Collection<PermitLine>> lines) {
        this.box = box;
        this.lines = lines;
    }

    /** Something was granted in this tenure. */
    void attend(Tenure tenure) {
        Tenure last = known.get();
        if (last != tenure && known.compareAndSet(last, tenure)) {
            tenure.onNews(this::lookSoon);
        }
        setAlarm(tenure.nextPhaseInNanos());
    }

    private void setAlarm(long nanos) {
        if (nanos != Long.MAX_VALUE && !alarmSet.get() && alarmSet.compareAndSet(false, true)) {
            box.after(nanos + 1_000_000, this::look); // a millisecond late, so that it need not be set twice
        }
    }

    void lookSoon() {
        if (lookPending.compareAndSet(false, true)) {
            box.soon(() -> {
                lookPending.set(false);
                lines.get().forEach(PermitLine::reconsider);
                resetAlarm();
            });
        }
    }

    private void look() {
        alarmSet.set(false);
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
