package io.signalbox.faults;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Where the processes of a run stand, each in a place of its own, and what is between the places. */
interface Network extends AutoCloseable {

    /** The words before a command that is to run in a place. */
    List<String> inside(String place);

    /** The address of a place. */
    String address(String place);

    /** Whether anything but {@link #inside} and {@link #address} can be had. */
    boolean canBeCut();

    /** Drops what these say, and nothing else any more. */
    void cut(Collection<Cut> cuts) throws IOException, InterruptedException;

    /** Answers every TCP segment between a place and others with a reset, at the place; with none, no more. */
    void reset(String place, Set<String> others) throws IOException, InterruptedException;

    /** Holds back what goes to a place, in order, or lets it all arrive. */
    void holdBack(String place, boolean held) throws IOException, InterruptedException;

    /** Everything as at the beginning. */
    void heal() throws IOException, InterruptedException;

    /** Nothing is left of it. Idempotent. */
    @Override
    void close();
}
