package io.signalbox.zookeeper;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The contenders of one resource, in order, as far as they are known. Not safe for use by many threads. */
final class Line implements Iterable<ContenderName> {
    /*
     * A sorted array: contenders come at the tail and go at the head, a list is sorted at once, and an idle line is next to
     * nothing. One whose birth became known moves.
     */
    private List<ContenderName> contenders = List.of();

    /** How many there are whose place is known only when their birth is. */
    private int unplaced;

    void replaceBy(List<ContenderName> present) {
        ArrayList<ContenderName> next = new ArrayList<>(present);
        if (!present.isEmpty()) {
            keepBirths(next);
            next.sort(inOrderAround(present.get(0)));
        }
        contenders = next;
        unplaced =
                (int) next.stream().filter(contender -> !contender.isPlaced()).count();
    }

    private void keepBirths(List<ContenderName> next) {
        Map<String, ContenderName> born = new HashMap<>(0);
        for (ContenderName contender : contenders) {
            if (!contender.isNumbered() && contender.isPlaced()) {
                born.put(contender.name(), contender);
            }
        }
        if (!born.isEmpty()) {
            next.replaceAll(contender -> born.getOrDefault(contender.name(), contender));
        }
    }

    /** The order of the line, told by distances from one in it, so that no garbage makes it contradict itself. */
    private static Comparator<ContenderName> inOrderAround(ContenderName one) {
        int base = one.sequence();
        return (a, b) -> a.isNumbered() && b.isNumbered()
                ? Integer.compare(a.sequence() - base, b.sequence() - base)
                : a.compareTo(b);
    }

    /** Adds one; of one that is there already the birth may become known. */
    void add(ContenderName contender) {
        int index = indexOf(contender);
        if (index >= 0) {
            if (contenders.get(index).isPlaced() || !contender.isPlaced()) {
                return;
            }
            removeAt(index);
        }
        if (contenders.isEmpty()) {
            contenders = new ArrayList<>(2);
        }
        contenders.add(-1 - Collections.binarySearch(contenders, contender), contender);
        unplaced += contender.isPlaced() ? 0 : 1;
    }

    /** The birth of one is known, if it is still there. */
    void learn(ContenderName contender) {
        if (indexOf(contender) >= 0) {
            add(contender);
        }
    }

    void remove(ContenderName contender) {
        int index = indexOf(contender);
        if (index >= 0) {
            removeAt(index);
        }
    }

    private void removeAt(int index) {
        unplaced -= contenders.remove(index).isPlaced() ? 0 : 1;
    }

    /** By the name: of the one that is asked for the birth may be known here, or there, and not in both. */
    private int indexOf(ContenderName contender) {
        int index = Collections.binarySearch(contenders, contender);
        if (index < 0 && !contender.isNumbered()) {
            for (int i = 0; i < contenders.size(); i++) {
                if (contenders.get(i).name().equals(contender.name())) {
                    return i;
                }
            }
        }
        return index;
    }

    /** The last ones before a contender and not among some others, the nearest first, as many as are asked for. */
    List<ContenderName> before(ContenderName contender, Set<String> others, int limit) {
        int found = Collections.binarySearch(contenders, contender);
        List<ContenderName> nearest = new ArrayList<>(limit);
        for (int i = (found < 0 ? -1 - found : found) - 1; i >= 0 && nearest.size() < limit; i--) {
            if (!others.contains(contenders.get(i).name())) {
                nearest.add(contenders.get(i));
            }
        }
        return nearest;
    }

    /** Takes one out, and everybody before it but for some. */
    void removeThrough(ContenderName contender, List<ContenderName> kept) {
        int found = Collections.binarySearch(contenders, contender);
        int end = found < 0 ? -1 - found : found + 1;
        if (end > 0) {
            List<ContenderName> stay = new ArrayList<>(contenders.subList(end, contenders.size()));
            for (ContenderName one : kept) {
                int index = indexOf(one);
                if (index >= 0 && index < end) {
                    stay.add(contenders.get(index));
                }
            }
            replaceBy(stay);
        }
    }

    void clear() {
        contenders = List.of();
        unplaced = 0;
    }

    /** Whether everybody stands behind a number. */
    boolean beginsBehind(int number) {
        ContenderName first = contenders.isEmpty() ? null : contenders.get(0);
        return first == null || (first.isNumbered() && first.sequence() - number > 0);
    }

    /** Whether the place of each one is known. */
    boolean isPlaced() {
        return unplaced == 0;
    }

    /** Those whose birth must be asked for. Until it is known they stand before all others of such numbers. */
    List<ContenderName> unplaced() {
        return contenders.stream().filter(contender -> !contender.isPlaced()).toList();
    }

    @Override
    public Iterator<ContenderName> iterator() {
        return contenders.iterator();
    }
}
