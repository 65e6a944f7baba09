package io.signalbox.local;

import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.spi.Contender;
import io.signalbox.spi.PermitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * What Lincheck may do with a line. Up to three participants, each with one place: what one of them does is done by one
 * thread, as a contender is known to its owner only after it has joined.
 */
public abstract class LineOperations {

    /** A line, real or defined. */
    interface Line {
        /** Whether granted at once. */
        boolean join(int who, int permits);

        void leave(int who);

        /** Whether it stays, unused. */
        boolean rest(int who);

        /** Whether it has rested until now. */
        boolean resume(int who);

        void resize(int size);

        /** Holders and waiters. */
        String look();

        /** Forgets what says nothing. Nobody can tell. */
        default void tidy() {}
    }

    /** Made once: Lincheck would follow every step of the check of the name. */
    private static final Resource LOCK = new Resource(ResourceKind.LOCK, "x");

    private static final Resource SEMAPHORE = new Resource(ResourceKind.SEMAPHORE, "x");

    final Line line;

    LineOperations(Line line) {
        this.line = line;
    }

    /** Whether granted at once. */
    @Operation(nonParallelGroup = "first")
    public boolean joinFirst() {
        return line.join(0, 1);
    }

    /** Gives up. */
    @Operation(nonParallelGroup = "first")
    public void leaveFirst() {
        line.leave(0);
    }

    /** Whether granted at once. */
    @Operation(nonParallelGroup = "second")
    public boolean joinSecond() {
        return line.join(1, 1);
    }

    /** Whether what it holds may stay there, unused. */
    @Operation(nonParallelGroup = "first")
    public boolean restFirst() {
        return line.rest(0);
    }

    /** Whether it has rested, and holds again. */
    @Operation(nonParallelGroup = "first")
    public boolean resumeFirst() {
        return line.resume(0);
    }

    /** Gives up. */
    @Operation(nonParallelGroup = "second")
    public void leaveSecond() {
        line.leave(1);
    }

    /** Holders and waiters. */
    @Operation
    public String look() {
        return line.look();
    }

    /** Forgets what says nothing. */
    @Operation
    public void tidy() {
        line.tidy();
    }

    /** Those of a semaphore: a third participant that wants two permits, and other sizes. */
    public abstract static class OfSemaphore extends LineOperations {

        OfSemaphore(Line line) {
            super(line);
        }

        /** Whether granted at once. */
        @Operation(nonParallelGroup = "third")
        public boolean joinThird() {
            return line.join(2, 2);
        }

        /** Gives up. */
        @Operation(nonParallelGroup = "third")
        public void leaveThird() {
            line.leave(2);
        }

        /** For everybody. */
        @Operation
        public void grow() {
            line.resize(3);
        }

        /** For everybody. */
        @Operation
        public void shrink() {
            line.resize(2);
        }
    }

    /** The subject: size 1. */
    public static final class Lock extends LineOperations {
        /** For Lincheck. */
        public Lock() {
            super(new Real(LOCK, 1));
        }
    }

    /** Its specification. */
    public static final class LockDefined extends LineOperations {
        /** For Lincheck. */
        public LockDefined() {
            super(new Defined(1));
        }
    }

    /** The subject: size 2. */
    public static final class Semaphore extends OfSemaphore {
        /** For Lincheck. */
        public Semaphore() {
            super(new Real(SEMAPHORE, 2));
        }
    }

    /** Its specification. */
    public static final class SemaphoreDefined extends OfSemaphore {
        /** For Lincheck. */
        public SemaphoreDefined() {
            super(new Defined(2));
        }
    }

    /** The negative control. */
    public static final class Broken extends LineOperations {
        /** For Lincheck. */
        public Broken() {
            super(new LooksFirst());
        }
    }

    /** The shell and the machine. */
    private static final class Real implements Line {

        private final Namespace namespace = new Namespace("line");
        private final Resource resource;
        private final PermitQueue[] queues = new PermitQueue[3];
        private final Contender[] places = new Contender[3];

        Real(Resource resource, int size) {
            this.resource = resource;
            for (int i = 0; i < queues.length; i++) {
                queues[i] = Quiet.store(namespace).queue(resource);
            }
            queues[0].agree(size);
        }

        @Override
        public boolean join(int who, int permits) {
            if (places[who] != null) {
                return false;
            }
            Contender contender = Guarded.join(queues[who], permits, Integer.toString(who), new Recorder());
            places[who] = contender;
            return contender instanceof PermitQueue.Granted;
        }

        @Override
        public void leave(int who) {
            if (places[who] != null) {
                Guarded.leave(places[who]);
                places[who] = null;
            }
        }

        @Override
        public boolean rest(int who) {
            return places[who] != null && Guarded.rest(places[who]);
        }

        @Override
        public boolean resume(int who) {
            return places[who] != null && Guarded.resume(places[who], Integer.toString(who));
        }

        @Override
        public void resize(int size) {
            queues[0].resize(size);
        }

        @Override
        public void tidy() {
            namespace.guard.lock();
            try {
                namespace.dropIdleLines();
            } finally {
                namespace.guard.unlock();
            }
        }

        @Override
        public String look() {
            namespace.guard.lock();
            try {
                QueueMachine<LocalContender> machine = namespace.queue(resource).machine;
                return names(machine.holders()).toString() + names(machine.waiters());
            } finally {
                namespace.guard.unlock();
            }
        }

        private static List<String> names(List<LocalContender> contenders) {
            List<String> names = new ArrayList<>();
            for (LocalContender contender : contenders) {
                names.add(contender.thread);
            }
            return names;
        }
    }

    /** The definition: who holds is summed up anew each time. */
    private static final class Defined implements Line {

        private final List<Integer> line = new ArrayList<>();
        private final List<Integer> holding = new ArrayList<>();
        private final int[] wanted = new int[3];
        private final boolean[] present = new boolean[3]; // also whose rest was ended
        private int resting = -1;
        private int size;

        Defined(int size) {
            this.size = size;
        }

        @Override
        public boolean join(int who, int permits) {
            if (present[who]) {
                return false;
            }
            endRest();
            present[who] = true;
            line.add(who);
            wanted[who] = permits;
            grant();
            return holding.contains(who);
        }

        @Override
        public void leave(int who) {
            if (!present[who]) {
                return;
            }
            endRest();
            present[who] = false;
            line.removeIf(other -> other == who);
            holding.removeIf(other -> other == who);
            grant();
        }

        @Override
        public boolean rest(int who) {
            boolean rests = line.equals(List.of(who)) && holding.contains(who);
            if (rests) {
                resting = who;
            }
            return rests;
        }

        @Override
        public boolean resume(int who) {
            boolean rested = resting == who;
            if (rested) {
                resting = -1;
            }
            return rested;
        }

        @Override
        public void tidy() {
            endRest();
        }

        private void endRest() {
            line.removeIf(who -> who == resting);
            holding.removeIf(who -> who == resting);
            resting = -1;
        }

        @Override
        public void resize(int newSize) {
            endRest();
            size = newSize;
            grant();
        }

        private void grant() {
            int sum = 0;
            for (int who : line) {
                sum += wanted[who];
                if (sum <= size && !holding.contains(who)) {
                    holding.add(who);
                }
            }
        }

        @Override
        public String look() {
            endRest();
            List<String> holders = new ArrayList<>();
            List<String> waiters = new ArrayList<>();
            for (int who : line) {
                (holding.contains(who) ? holders : waiters).add(Integer.toString(who));
            }
            return holders.toString() + waiters;
        }
    }

    /** Takes the guard for each step, and not for both. */
    private static final class LooksFirst implements Line {

        private static final class Spot extends Place<Spot> {
            Spot() {
                super(1);
            }
        }

        private final ReentrantLock guard = new ReentrantLock();
        private final QueueMachine<Spot> machine = new QueueMachine<>(1);
        private final Spot[] spots = new Spot[3];

        @Override
        public boolean join(int who, int permits) {
            if (spots[who] != null) {
                return false;
            }
            Spot spot = new Spot();
            spots[who] = spot;
            boolean free;
            guard.lock();
            try {
                free = machine.fits(permits);
            } finally {
                guard.unlock();
            }
            guard.lock();
            try {
                machine.join(spot);
            } finally {
                guard.unlock();
            }
            return free;
        }

        @Override
        public void leave(int who) {
            guard.lock();
            try {
                if (spots[who] != null) {
                    machine.leave(spots[who]);
                    spots[who] = null;
                }
            } finally {
                guard.unlock();
            }
        }

        @Override
        public boolean rest(int who) {
            return false;
        }

        @Override
        public boolean resume(int who) {
            return false;
        }

        @Override
        public void resize(int size) {
            throw new UnsupportedOperationException("a lock keeps its size");
        }

        @Override
        public String look() {
            guard.lock();
            try {
                return names(machine.holders()).toString() + names(machine.waiters());
            } finally {
                guard.unlock();
            }
        }

        private List<String> names(List<Spot> places) {
            List<String> names = new ArrayList<>();
            for (int who = 0; who < spots.length; who++) {
                if (places.contains(spots[who])) {
                    names.add(Integer.toString(who));
                }
            }
            return names;
        }
    }
}
