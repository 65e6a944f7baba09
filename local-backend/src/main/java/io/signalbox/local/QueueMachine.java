package io.signalbox.local;

import io.signalbox.local.Place.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of one line, and nothing else: no clock, no thread, no lock. Each method takes one input and answers who
 * holds from now on.
 *
 * @param <P> the type of the places
 */
final class QueueMachine<P extends Place<P>> {
    /*
     * The places are a doubly linked list, first come first. Before the first stands the last, so `head` is the whole list,
     * and alone is written when a place joins an empty line. A place holds as soon as its permits and those of all before it
     * fit the size, so those that hold are always a prefix of the list:
     *
     *  - A place is granted only by grant(), which goes on from `next`, the first that waits, and stops at the first that
     *    does not fit. Whoever stands behind it is not looked at, however little it wants: that is what keeps large
     *    wishes from starving.
     *  - Newcomers stand at the tail; whoever leaves shortens the prefix or the rest.
     *  - A smaller size takes nothing away. It makes `held` larger than the size until enough have left.
     *
     * Hence the whole state is the list, `next`, and `held`, the sum of the prefix. Between two inputs, either nobody
     * waits or the permits of `next` do not fit.
     *
     * A place knows the size for as long as that stays what it was when the place was made. While places hold that want all of
     * it together, nobody else does, whatever was granted since they came: they know it no more from a raise on, in the same
     * step in which others are granted. A later fall does not bring it back, for one of those may hold.
     *
     * A place that holds and is alone in the line may rest there. It stands outside of what is said above: every other input,
     * and every question, first puts it out, so nobody else ever finds it. It was granted last, and is so still while it
     * rests, for a grant is an input.
     *
     * A wish larger than the size would block the line for ever, so it never stands in it: join() is not called with one,
     * and resize() puts those out that have become too large.
     */

    /**
     * What an input has changed.
     *
     * @param granted who holds from now on, in order
     * @param out who is no longer in the line
     * @param resized for whom the size is no longer what it was
     */
    record Changes<P>(List<P> granted, List<P> out, List<P> resized) {}

    private int size;
    private long held;
    private @Nullable P head;
    private @Nullable P next;

    /** With a size, or 0 if it was not agreed yet. */
    QueueMachine(int size) {
        this.size = size;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        endRest();
        return head == null;
    }

    /** Whether somebody who joined now would hold at once. */
    boolean fits(int permits) {
        endRest();
        return next == null && held + permits <= size;
    }

    /** A place that wants no more than the size stands at the tail. Its standing tells what came of it. */
    void join(P place) {
        if (place.standing != Standing.OUTSIDE || place.permits > size) {
            throw new IllegalStateException("cannot stand in line: " + place);
        }
        boolean holds = fits(place.permits);
        place.outOf = size;
        append(place);
        if (holds) {
            place.standing = Standing.HOLDING;
            held += place.permits;
        } else {
            place.standing = Standing.WAITING;
            if (next == null) {
                next = place;
            }
        }
    }

    /** Whether a place may stay, unused, until the line is asked for anything. */
    @SuppressWarnings("ReferenceEquality") // a place is itself, whatever its class says of equality
    static <P extends Place<P>> boolean rest(P place) {
        boolean alone = place.before == place;
        place.resting = alone && place.standing == Standing.HOLDING;
        return place.resting;
    }

    /** Whether a place has rested until now, and so holds again. */
    static boolean resume(Place<?> place) {
        boolean rested = place.resting;
        place.resting = false;
        return rested;
    }

    /** Puts a place out that rests. */
    void endRest() {
        P place = head;
        if (place != null && place.resting) {
            takeOut(place);
        }
    }

    /** A place goes, whether it waits or holds. One that is not in the line changes nothing. */
    List<P> leave(P place) {
        endRest();
        if (place.standing == Standing.OUTSIDE) {
            return List.of();
        }
        takeOut(place);
        return grant();
    }

    /** All places of a kind go at once, so that none of them is granted what another gives up. */
    Changes<P> leaveAll(Predicate<? super P> which) {
        endRest();
        List<P> out = new ArrayList<>();
        for (P place = head; place != null; place = place.behind) {
            if (which.test(place)) {
                out.add(place);
            }
        }
        out.forEach(this::takeOut);
        return new Changes<>(grant(), out, List.of());
    }

    /** Another size. Those who wait for more than that are put out. */
    Changes<P> resize(int newSize) {
        endRest();
        List<P> out = new ArrayList<>(0);
        for (P place = next; place != null; place = place.behind) {
            if (place.permits > newSize) {
                out.add(place);
            }
        }
        out.forEach(this::takeOut);
        size = newSize;
        return new Changes<>(grant(), out, resized());
    }

    private List<P> resized() {
        List<P> changed = new ArrayList<>(0);
        for (P place = head; place != null; place = place.behind) {
            if (place.outOf > 0 && place.outOf != size) {
                place.outOf = 0;
                changed.add(place);
            }
        }
        return changed;
    }

    List<P> holders() {
        return list(Standing.HOLDING);
    }

    List<P> waiters() {
        return list(Standing.WAITING);
    }

    private List<P> list(Standing standing) {
        endRest();
        List<P> found = new ArrayList<>();
        for (P place = head; place != null; place = place.behind) {
            if (place.standing == standing) {
                found.add(place);
            }
        }
        return found;
    }

    private void append(P place) {
        P first = head;
        if (first == null) {
            head = place;
            place.before = place;
        } else {
            P last = Objects.requireNonNull(first.before, "before");
            last.behind = place;
            place.before = last;
            first.before = place;
        }
    }

    @SuppressWarnings("ReferenceEquality") // a place is itself, whatever its class says of equality
    private void takeOut(P place) {
        if (place.standing == Standing.HOLDING) {
            held -= place.permits;
        } else if (place == next) {
            next = place.behind;
        }
        unlink(place);
        place.standing = Standing.OUTSIDE;
        place.resting = false;
    }

    @SuppressWarnings("ReferenceEquality") // a place is itself, whatever its class says of equality
    private void unlink(P place) {
        P before = Objects.requireNonNull(place.before, "before");
        P behind = place.behind;
        if (place == head) {
            head = behind;
        } else {
            before.behind = behind;
        }
        P follower = behind != null ? behind : head;
        if (follower != null) {
            follower.before = before;
        }
        place.before = null;
        place.behind = null;
    }

    private List<P> grant() {
        P place = next;
        if (place == null || held + place.permits > size) {
            return List.of();
        }
        List<P> granted = new ArrayList<>(1);
        while (place != null && held + place.permits <= size) {
            place.standing = Standing.HOLDING;
            held += place.permits;
            granted.add(place);
            place = place.behind;
        }
        next = place;
        return granted;
    }
}
