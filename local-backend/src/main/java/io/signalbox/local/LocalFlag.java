package io.signalbox.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.Resource;
import io.signalbox.Subscription;
import io.signalbox.spi.VersionedFlag;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** One flag, as one participant sees it. */
final class LocalFlag implements VersionedFlag {

    private final Resource resource;
    private final LocalStore store;

    LocalFlag(Resource resource, LocalStore store) {
        this.resource = resource;
        this.store = store;
    }

    @Override
    public CompletionStage<Long> read() {
        return store.request("read " + resource, () -> store.namespace.version(resource));
    }

    @Override
    public CompletionStage<Long> advance(long from) {
        return store.request("change " + resource, () -> change(from));
    }

    private long change(long from) {
        store.namespace.guard.lock();
        try {
            Namespace.FlagRoom room = store.namespace.flag(resource);
            if (room.machine.advance(from)) {
                room.watches.forEach(watch -> watch.see(room.machine.version()));
            }
            long version = room.machine.version();
            store.namespace.tidy(resource, room);
            return version;
        } finally {
            store.namespace.guard.unlock();
        }
    }

    @Override
    public Subscription watch(LongConsumer observer) {
        Watch watch = new Watch(store, observer);
        store.namespace.guard.lock();
        try {
            Namespace.FlagRoom room = store.namespace.flag(resource);
            room.watches.add(watch);
            watch.see(room.machine.version());
        } finally {
            store.namespace.guard.unlock();
        }
        return () -> unwatch(watch);
    }

    private void unwatch(Watch watch) {
        watch.closed = true;
        store.namespace.guard.lock();
        try {
            Namespace.FlagRoom room = store.namespace.flag(resource);
            room.watches.remove(watch);
            store.namespace.tidy(resource, room);
        } finally {
            store.namespace.guard.unlock();
        }
    }

    /** One observer. */
    static final class Watch {

        final LocalStore store;
        private final LongConsumer observer;

        @GuardedBy("store.namespace.guard") private long told = -1;

        volatile boolean closed; // read without the guard before the observer is called

        Watch(LocalStore store, LongConsumer observer) {
            this.store = store;
            this.observer = observer;
        }

        /** The flag has this version now. It is told unless it is old, or the observer is cut off: then it is told later. */
        void see(long version) {
            store.namespace.guard.lock();
            try {
                if (version > told && store.isReachable()) {
                    told = version;
                    store.post(() -> tell(version));
                }
            } finally {
                store.namespace.guard.unlock();
            }
        }

        private void tell(long version) {
            if (!closed) {
                observer.accept(version);
            }
        }
    }
}
