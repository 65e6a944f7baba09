package io.signalbox.zookeeper;

import io.signalbox.PermitMismatchException;
import io.signalbox.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who of our own places in a line may hold, who must wait and who can do neither.
 *
 * @param picture who stands in the line
 * @param own our own places, also those that do not stand there yet
 * @param size how many permits there are; 0 while that is not known, and then nobody fits
 */
record Judgement(Picture picture, Set<Place> own, int size) {
    /*
     * A contender holds when the permits of all before it and its own fit the size. A place of ours is granted by that
     * only if the picture is known to hold everybody before it, and its session is the present one.
     *
     * Places of others that are out of another size, and want all of that, count as all there is for those behind them, until
     * it is known that they were shared; see Place and Tally. Those of ours count as what they want: if the size is another
     * one, we know it.
     *
     * Own places that are leaving count as gone although their delete may still be on its way: whoever stands behind
     * them in our own session may follow at once. No other process can be granted in between, because it still sees both
     * nodes, and if the session dies they die together.
     */

    /** Whether any of ours stands in line without a grant; if not, there is nothing to do. */
    boolean hasAnybodyToJudge() {
        for (Place place : own) {
            if (place.isPlaced()) {
                return true;
            }
        }
        return false;
    }

    /** Fails what asks for more than there is: it would block the line for ever. */
    void refuseTooLarge(Resource semaphore) {
        List<Place> refused = new ArrayList<>(0);
        for (Place place : own) {
            if (size > 0 && place.isPlaced() && place.permits > size) {
                refused.add(place);
            }
        }
        refused.forEach(place -> place.fail(new PermitMismatchException("cannot acquire " + place.permits
                + " permits of " + semaphore + ": its size is " + size + "; ask for less, or resize it")));
    }

    /** Grants what fits, in order. */
    void grant(Session session) {
        Tally before = new Tally(size);
        for (ContenderName contender : picture.line) {
            Place ours = picture.ours(contender);
            if (isGone(ours)) {
                continue;
            }
            if (!before.hasRoomFor(contender.permits())) {
                break;
            }
            if (ours != null && ours.waits(session)) {
                ours.grant(session);
            }
            before.add(contender, outOf(contender, ours));
        }
    }

    /** Out of which size others may take one. */
    private int outOf(ContenderName contender, @Nullable Place ours) {
        return ours == null ? picture.outOf(contender) : 0;
    }

    boolean fits(Place place) {
        Tally before = new Tally(size);
        for (ContenderName contender : picture.line) {
            Place ours = picture.ours(contender);
            if (ours == place || !before.hasRoomFor(place.permits)) {
                break;
            }
            if (!isGone(ours)) {
                before.add(contender, outOf(contender, ours));
            }
        }
        return before.hasRoomFor(place.permits);
    }

    /** Those before a place that would leave it room if they were shared, and of which that is not known. */
    List<ContenderName> unsharedBefore(Place place) {
        List<ContenderName> unshared = new ArrayList<>(0);
        Tally before = new Tally(size);
        for (ContenderName contender : picture.line) {
            Place ours = picture.ours(contender);
            if (ours == place) {
                break;
            }
            if (!isGone(ours)) {
                before.add(contender, outOf(contender, ours));
                if (outOf(contender, ours) > 0) {
                    unshared.add(contender);
                }
            }
            if (!before.wouldHaveRoomFor(place.permits)) {
                return List.of(); // it does not fit in any case, however long the line is
            }
        }
        unshared.removeIf(contender -> !before.isAllOf(contender.outOf()));
        return unshared;
    }

    /**
     * Tells those that are not granted, and will not be before somebody else goes. Who waits only for others to be shared is
     * told later: the size was raised, so there is room for it, as soon as the holder has heard of that.
     */
    void tellWaiting(Session session) {
        for (Place place : own) {
            if (place.waits(session)
                    && !place.toldWaiting
                    && size > 0
                    && (picture.line.isPlaced() || !fitsAmongPlaced(place))) {
                if (place.isSharingOverdue() || unsharedBefore(place).isEmpty()) {
                    place.tellWaiting();
                } else {
                    place.awaitSharing();
                }
            }
        }
    }

    /** Whether it would fit if those did not count whose own place is not known yet. */
    private boolean fitsAmongPlaced(Place place) {
        Tally before = new Tally(size);
        for (ContenderName contender : picture.line) {
            Place ours = picture.ours(contender);
            if (ours == place || !before.hasRoomFor(place.permits)) {
                break;
            }
            if (contender.isPlaced() && !isGone(ours)) {
                before.add(contender, outOf(contender, ours));
            }
        }
        return before.hasRoomFor(place.permits);
    }

    private static boolean isGone(@Nullable Place ours) {
        return ours != null && ours.isLeaving();
    }
}
