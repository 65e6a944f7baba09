package io.signalbox.local;

import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.spi.VersionedFlag;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** What Lincheck may do with a flag. */
@Param(name = "from", gen = IntGen.class, conf = "0:3")
public abstract class FlagOperations {

    /** Made once: Lincheck would follow every step of the check of the name. */
    private static final Resource EVENT = new Resource(ResourceKind.EVENT, "x");

    /** By the first participant. */
    @Operation
    public abstract long read();

    /** By the second. */
    @Operation
    public abstract long advance(@Param(name = "from") int from);

    /** The subject. */
    public static final class Flag extends FlagOperations {

        private final VersionedFlag first;
        private final VersionedFlag second;

        /** For Lincheck. */
        public Flag() {
            Namespace namespace = new Namespace("flag");
            first = Quiet.store(namespace).flag(EVENT);
            second = Quiet.store(namespace).flag(EVENT);
        }

        @Override
        public long read() {
            return first.read().toCompletableFuture().join();
        }

        @Override
        public long advance(int from) {
            return second.advance(from).toCompletableFuture().join();
        }
    }

    /** The specification. */
    public static final class Defined extends FlagOperations {

        private long version;

        /** For Lincheck. */
        public Defined() {}

        @Override
        public long read() {
            return version;
        }

        @Override
        public long advance(int from) {
            if (from == version) {
                version++;
            }
            return version;
        }
    }

    /** The negative control. */
    public static final class Broken extends FlagOperations {

        private final FlagMachine machine = new FlagMachine();

        /** For Lincheck. */
        public Broken() {}

        @Override
        public long read() {
            return machine.version();
        }

        @Override
        public long advance(int from) {
            machine.advance(from);
            return machine.version();
        }
    }
}
