package io.signalbox.zookeeper;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** The contenders of one resource, in order, as far as they are known. Not safe for use by many threads. */
final class Line implements Iterable<ContenderName> {

    private final NavigableSet<ContenderName> contenders = new TreeSet<>();
    private final Map<String, ContenderName> byName = new HashMap<>();

    /** Those whose place is known only when their birth is. */
    private final Set<String> unplaced = new LinkedHashSet<>(0);

    void replaceBy(Collection<ContenderName> present) {
        Map<String, ContenderName> before = Map.copyOf(byName);
        clear();
        for (ContenderName contender : present) {
            add(before.getOrDefault(contender.name(), contender));
        }
    }

    /** Adds one; of one that is there already the birth may become known. */
    void add(ContenderName contender) {
        ContenderName before = byName.get(contender.name());
        if (before != null && (before.isPlaced() || !contender.isPlaced())) {
            return;
        }
        remove(contender);
        byName.put(contender.name(), contender);
        contenders.add(contender);
        if (!contender.isPlaced()) {
            unplaced.add(contender.name());
        }
    }

    /** The birth of one is known, if it is still there. */
    void learn(ContenderName contender) {
        if (byName.containsKey(contender.name())) {
            add(contender);
        }
    }

    void remove(ContenderName contender) {
        ContenderName before = byName.remove(contender.name());
        if (before != null) {
            contenders.remove(before);
            unplaced.remove(contender.name());
        }
    }

    void clear() {
        contenders.clear();
        byName.clear();
        unplaced.clear();
    }

    /** Whether the place of each one is known. */
    boolean isPlaced() {
        return unplaced.isEmpty();
    }

    /** Those whose birth must be asked for. Until it is known they stand before all others of such numbers. */
    List<ContenderName> unplaced() {
        List<ContenderName> found = new ArrayList<>(unplaced.size());
        for (String name : unplaced) {
            ContenderName contender = byName.get(name);
            if (contender != null) {
                found.add(contender);
            }
        }
        return found;
    }

    @Override
    public Iterator<ContenderName> iterator() {
        return contenders.iterator();
    }
}
