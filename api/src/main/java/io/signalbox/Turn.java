package io.signalbox;

import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import org.jspecify.annotations.Nullable;

/** One contender of this process in the store's line. All fields are guarded by the guard of its {@link PermitLine}. */
final class Turn extends Link<Turn> implements ContenderListener {

    final PermitLine line;
    final int permits;

    @Nullable Contender contender; // null only while join() runs

    @Nullable Grant grant;

    /** How many waiters had come when it was sent, the one it was sent for among them. */
    int sentAfter;

    /** Whom it would serve next, as the line was last aligned. */
    @Nullable Waiter matched;

    /** The store has confirmed the place. */
    boolean placed;

    /** It has served, is kept for the next newcomer, and may be ended by the backend without a word. */
    boolean resting;

    /** How many leases it has served. */
    int served;

    /** How many of its tokens leases have had, its own and those of others. */
    int tokens;

    /** Whether one of those was another's. */
    boolean lends;

    /** Of which turn the lease that it serves has its token; null if of this one. */
    @Nullable Turn source;

    /** The lease it serves now. */
    @Nullable Lease lease;

    Turn(PermitLine line, int permits) {
        this.line = line;
        this.permits = permits;
    }

    /** It holds from now on. */
    void hold(Grant newGrant) {
        placed = true;
        grant = newGrant;
    }

    /** It could serve a waiter, now or later, and does not. */
    boolean isWaiting() {
        return isLinked() && lease == null && !resting;
    }

    @Override
    public void waiting() {
        line.turnWaits(this);
    }

    @Override
    public void granted(Grant newGrant) {
        line.turnGranted(this, newGrant);
    }

    @Override
    public void failed(SignalboxException cause) {
        line.turnFailed(this, cause);
    }

    @Override
    public void revoked() {
        line.turnRevoked(this);
    }

    @Override
    public void resized() {
        line.resized();
    }
}
