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
     * A sole place of somebody else counts as all the permits that there are for those behind it, also when the size has been
     * raised, until it is known that it was shared; see Place. A sole place of ours counts as what it wants: if the size is
     * another one, it is sole no more.
     *
     * Own places that are leaving count as gone although their delete may still be on its way: whoever stands behind
     * them in our own session may follow at once. No other process can be granted in between, because it still sees both
     * nodes, and if the session dies they die together.
     */

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
        long sum = 0;
        for (ContenderName contender : picture.line) {
            Place ours = picture.ours(contender);
            if (isGone(ours)) {
                continue;
            }
            if (sum + contender.permits() > size) {
                break;
            }
            if (ours != null && ours.waits(session)) {
                ours.grant(session);
            }
            sum += weight(contender, ours);
        }
    }

    /** How many permits one takes from those behind it. */
    private int weight(ContenderName contender, @Nullable Place ours) {
        return ours == null && picture.isSole(contender) ? Math.max(size, contender.permits()) : contender.permits();
    }

    boolean fits(Place place) {
        long sum = 0;
        for (ContenderName contender : picture.line) {
            Place ours = picture.ours(contender);
            if (ours == place || sum > size) {
                break;
            }
            if (!isGone(ours)) {
                sum += weight(contender, ours);
            }
        }
        return sum + place.permits <= size;
    }

    /** Those before a place that would leave it room if they were shared, and of which that is not known. */
    List<ContenderName> soleInTheWayOf(Place place) {
        List<ContenderName> sole = new ArrayList<>(0);
        long sum = place.permits;
        for (ContenderName contender : picture.line) {
            Place ours = picture.ours(contender);
            if (ours == place) {
                break;
            }
            if (!isGone(ours)) {
                sum += contender.permits();
                if (ours == null && picture.isSole(contender)) {
                    sole.add(contender);
                }
            }
            if (sum > size) {
                return List.of(); // it does not fit in any case, however long the line is
            }
        }
        return sole;
    }

    /**
     * Tells those that are not granted, and will not be before somebody else goes. Who waits only for a sole one to be shared is
     * told later: the size was raised, so there is room for it, as soon as the holder has heard of that.
     */
    void tellWaiting(Session session) {
        for (Place place : own) {
            if (place.waits(session)
                    && !place.toldWaiting
                    && size > 0
                    && (picture.line.isPlaced() || !fitsAmongPlaced(place))) {
                if (place.isSharingOverdue() || soleInTheWayOf(place).isEmpty()) {
                    place.tellWaiting();
                } else {
                    place.awaitSharing();
                }
            }
        }
    }

    /** Whether it would fit if those did not count whose own place is not known yet. */
    private boolean fitsAmongPlaced(Place place) {
        long sum = place.permits;
        for (ContenderName contender : picture.line) {
            Place ours = picture.ours(contender);
            if (ours == place || sum > size) {
                break;
            }
            if (contender.isPlaced() && !isGone(ours)) {
                sum += weight(contender, ours);
            }
        }
        return sum <= size;
    }

    private static boolean isGone(@Nullable Place ours) {
        return ours != null && ours.isLeaving();
    }
}
