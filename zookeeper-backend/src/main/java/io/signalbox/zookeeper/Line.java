package io.signalbox.zookeeper;

import java.util.Collection;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The contenders of one resource, in order, as far as they are known. Not safe for use by many threads. */
final class Line implements Iterable<ContenderName> {

    private final NavigableSet<ContenderName> contenders = new TreeSet<>();

    void replaceBy(Collection<ContenderName> present) {
        contenders.clear();
        contenders.addAll(present);
    }

    void add(ContenderName contender) {
        contenders.add(contender);
    }

    void remove(ContenderName contender) {
        contenders.remove(contender);
    }

    void clear() {
        contenders.clear();
    }

    @Override
    public Iterator<ContenderName> iterator() {
        return contenders.iterator();
    }
}
