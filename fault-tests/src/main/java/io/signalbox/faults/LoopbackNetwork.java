package io.signalbox.faults;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Without namespaces: each place is an address of the loopback network, and nothing between them can be cut. */
final class LoopbackNetwork implements Network {

    private final List<String> places;
    private final String prefix;

    /**
     * Takes a part of 127.0.0.0/8 by lot, so that runs beside each other do not meet.
     */
    LoopbackNetwork(List<String> places, RandomGenerator lot) {
        this.places = List.copyOf(places);
        this.prefix = "127." + lot.nextInt(1, 250) + "." + lot.nextInt(1, 250) + ".";
    }

    @Override
    public List<String> inside(String place) {
        return List.of();
    }

    @Override
    public String address(String place) {
        return prefix + (places.indexOf(place) + 1);
    }

    @Override
    public boolean canBeCut() {
        return false;
    }

    @Override
    public void cut(Collection<Cut> cuts) {
        throw new UnsupportedOperationException("the loopback network cannot be cut");
    }

    @Override
    public void reset(String place, Set<String> others) {
        throw new UnsupportedOperationException("the loopback network cannot be cut");
    }

    @Override
    public void holdBack(String place, boolean held) {
        throw new UnsupportedOperationException("the loopback network cannot be cut");
    }

    @Override
    public void heal() {}

    @Override
    public void close() {}
}
