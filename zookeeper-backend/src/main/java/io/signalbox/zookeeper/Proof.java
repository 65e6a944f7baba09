package io.signalbox.zookeeper;

import io.signalbox.spi.Clock.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the acknowledged writes of one session prove of when its leader was last told that the session lives. Not safe for
 * use by many threads.
 */
final class Proof {
    /*
     * A leader ends a session that it was not told of for T. It is told by the follower that the client is connected with,
     * in answer to the leader's ping, each half a tick; a write that is passed on is no news to it. So a follower that hears
     * its leader late, or not for a while, lets writes be acknowledged that are much younger than what the leader knows.
     * If it is cut off right then, the session ends sooner than T after the last of them.
     *
     * Three writes prove more. Let the second be sent at least half a tick after the first was acknowledged, and the third
     * after the second was. The leader pings the follower between those two commits, in one pipe with them; so when the
     * second is acknowledged the follower has answered such a ping, and has told of the session, which had sent the
     * first. That answer is ahead of the third write on the way back, in one pipe again; so when the third is acknowledged,
     * the leader has been told, later than the first was sent. Call that `told`: the session lives until told + T at
     * least, however slow the ways are. T/6 stands for half a tick here; T has 4 ticks or more.
     *
     * What a tenure counts from is then the last write, or told + T/3 if that is earlier. Its window is T/2, so it ends
     * T/6 before told + T, for what the rates of the clocks differ. Heartbeats are sent T/6 apart, so told is T/3 behind the
     * last of them, and the two are about the same: what is held costs nothing more, and is believed as long as ever.
     *
     * After a rest, when nothing was written for T/4 and nothing was missing an answer, there are not three. The first
     * write then counts by itself, as far as one write can (see Tenure), and those that follow do not extend that until
     * there are three: the second heartbeat is sent as soon as the first is answered, so that is soon after T/6. What is
     * left is a first write that itself passes by in the one moment in which a follower hears its leader, after a
     * while without and just before it is cut off.
     *
     * Writes are acknowledged in the order in which they were sent; so if one was sent, and not answered, for long, its
     * answer is heard before any later one's, and there is no rest.
     *
     * Another connection may be with another follower, and begins another chain. But the leader has been asked whether the
     * session lives before that connection stood, which is news to it, and that was after the last write that was
     * acknowledged on the old one. After T/4 without an answer that counts as a rest: what was asked then is newer than
     * what a rest can rely on.
     *
     * The fault-tests' model Tenure has all this, and what is wrong with two writes, or with a shorter link.
     */
    private final long thirdNanos;
    private final long linkNanos;
    private final long restNanos;
    private final long lagNanos;

    /** The leader was told of the session then, or later. */
    private Moment told;

    /** When the last write that was acknowledged was sent. */
    private Moment lastSent;

    /** When the server last answered a write, in whatever way. */
    private long lastAnswered;

    /** When it last acknowledged one, or first refused one after that. */
    private long lastOfUse;

    private boolean refused;

    /** The second of three if there is a `first`, and else the first. */
    private @Nullable Moment second;

    private long secondAcknowledged;

    private @Nullable Moment first;

    /**
     * A session begins, by a write.
     *
     * @param sessionTimeout as granted
     * @param begun before that write was sent
     */
    Proof(Duration sessionTimeout, Moment begun) {
        long timeout = sessionTimeout.toNanos();
        this.thirdNanos = timeout / 3;
        this.linkNanos = timeout / 6;
        this.restNanos = timeout / 4;
        this.lagNanos = timeout / 12;
        this.told = begun;
        this.lastSent = begun;
        this.lastAnswered = begun.nanos();
        this.lastOfUse = begun.nanos();
    }

    /**
     * A write was acknowledged.
     *
     * @param sent before it was sent
     * @param now later than the answer came
     * @return what the tenure may count from
     */
    Moment acknowledged(Moment sent, long now) {
        if (first != null && sent.nanos() - secondAcknowledged >= 0) {
            told = later(told, first);
            first = null;
        }
        if (endsRest(sent) || second == null) {
            begin(sent, now);
        } else if (sent.nanos() - secondAcknowledged >= linkNanos) {
            first = second;
            second = sent;
            secondAcknowledged = now;
        }
        lastSent = later(lastSent, sent);
        lastAnswered = now;
        lastOfUse = now;
        refused = false;
        return countedFrom();
    }

    private boolean endsRest(Moment sent) {
        boolean rested = sent.nanos() - lastAnswered >= restNanos;
        if (rested) {
            told = later(told, shifted(sent, -thirdNanos));
        }
        return rested;
    }

    private void begin(Moment sent, long now) {
        first = null;
        second = sent;
        secondAcknowledged = now;
    }

    private Moment countedFrom() {
        Moment bound = shifted(told, thirdNanos);
        return bound.nanos() - lastSent.nanos() < 0 ? bound : lastSent;
    }

    /**
     * A write was refused, as the first create in a directory that is not there yet. It proves nothing; but if it ended a
     * rest, those that follow count as far as it would have. Usually one follows at once, so the next heartbeat can wait;
     * but only once, for many may be refused in a row.
     */
    void refused(Moment sent, long now) {
        if (endsRest(sent)) {
            first = null;
            second = null;
        }
        lastAnswered = now;
        if (!refused) {
            refused = true;
            lastOfUse = now;
        }
    }

    /** Whether the last write that was answered was refused. */
    boolean isRefused() {
        return refused;
    }

    /** The connection is lost. It matters only once there is another. */
    void disconnected() {
        told = later(told, lastSent);
        first = null;
        second = null;
    }

    /** How long it is, in nanoseconds, until another write is of use. */
    long nextWriteIn(long now) {
        boolean lags = lastSent.nanos() - countedFrom().nanos() > lagNanos;
        if (lags && first != null) {
            return 0; // the third of three
        }
        return (lags && second != null ? secondAcknowledged : lastOfUse) + linkNanos - now;
    }

    private static Moment later(Moment one, Moment other) {
        return one.nanos() - other.nanos() < 0 ? other : one;
    }

    private static Moment shifted(Moment moment, long nanos) {
        return new Moment(moment.nanos() + nanos, moment.wallMillis() + nanos / 1_000_000);
    }
}
