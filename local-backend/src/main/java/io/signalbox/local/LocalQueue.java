package io.signalbox.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.Eviction;
import io.signalbox.PermitMismatchException;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.local.LocalContender.Told;
import io.signalbox.local.Place.Standing;
import io.signalbox.spi.Clock;
import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.PermitQueue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One line, as one participant sees it: brings inputs to the {@link QueueMachine}, and back what comes of them. */
final class LocalQueue implements PermitQueue {
    /*
     * Joins and leaves come under the guard of the namespace, which is lent for that; what else is asked takes it.
     *
     * A contender is first unsent, if its participant is suspended; then it has a session and stands in the line; then it
     * is out: it left, was refused, or its session is over. What its listener must know follows from that, and is told by
     * LocalStore.tell(), which is called after each change, and once more when a suspended participant is restored.
     */
    private static final CompletableFuture<Void> LEFT = CompletableFuture.completedFuture(null);

    final Resource resource;
    final LocalStore store;
    private final CoarseClock coarse;

    @GuardedBy("store.namespace.guard") private int heard; // the size last heard of

    @GuardedBy("store.namespace.guard") private Namespace.@Nullable QueueRoom remembered;

    LocalQueue(Resource resource, LocalStore store) {
        this.resource = resource;
        this.store = store;
        this.coarse = store.coarse;
    }

    @GuardedBy("store.namespace.guard") private QueueMachine<LocalContender> machine() {
        Namespace.QueueRoom room = remembered;
        if (room == null || room.dropped) {
            room = store.namespace.queue(resource);
            remembered = room;
        }
        return room.machine;
    }

    @Override
    public ReentrantLock guard() {
        return store.namespace.guard;
    }

    @Override
    @GuardedBy("store.namespace.guard") public Contender join(int permits, String thread, ContenderListener listener) {
        LocalContender contender;
        if (store.isReachable()) {
            QueueMachine<LocalContender> machine = machine();
            contender = !store.losesReply() && machine.fits(permits)
                    ? new LocalContender.Granted(this, permits, thread, listener)
                    : new LocalContender(this, permits, thread, listener);
            stand(contender, machine);
        } else {
            contender = new LocalContender(this, permits, thread, listener);
            store.sendLater(contender);
        }
        return contender;
    }

    /** The request of a contender that was unsent reaches the store. The caller holds the guard of the namespace. */
    void arrive(LocalContender contender) {
        store.namespace.guard.lock();
        try {
            stand(contender, machine());
        } finally {
            store.namespace.guard.unlock();
        }
    }

    @GuardedBy("store.namespace.guard") private void stand(LocalContender contender, QueueMachine<LocalContender> machine) {
        contender.session = store.session();
        contender.number = store.namespace.nextContender();
        contender.sinceMillis = contender.told == Told.OUTCOME ? coarse.wallMillis() : Clock.SYSTEM.wallMillis();
        heard = machine.size();
        if (contender.permits > machine.size()) {
            contender.failure = tooLarge(contender.permits, machine.size());
        } else {
            machine.join(contender);
        }
        if (contender.told != Told.OUTCOME) {
            store.tell(contender);
        }
    }

    private PermitMismatchException tooLarge(int permits, int size) {
        return new PermitMismatchException("cannot acquire " + permits + " permits of " + resource + ": "
                + (size == 0
                        ? "nobody has given it a size; open it with one"
                        : "its size is " + size + "; ask for fewer"));
    }

    @GuardedBy("store.namespace.guard") boolean rest(LocalContender contender) {
        return store.letsRest(contender) && QueueMachine.rest(contender);
    }

    @GuardedBy("store.namespace.guard") @SuppressWarnings("ReferenceEquality") // the same name again, which spares a write
    boolean resume(LocalContender contender, String thread) {
        boolean rested = QueueMachine.resume(contender);
        if (rested) {
            if (contender.thread != thread) {
                contender.thread = thread;
            }
            contender.sinceMillis = coarse.wallMillis();
        }
        return rested;
    }

    @GuardedBy("store.namespace.guard") CompletionStage<Void> leave(LocalContender contender) {
        contender.asked = true;
        if (contender.session == null) {
            store.forget(contender);
            return LEFT;
        }
        if (contender.leaving != null) {
            return contender.leaving;
        }
        if (contender.standing == Standing.OUTSIDE) {
            return LEFT;
        }
        if (!store.isReachable()) {
            return store.leaveLater(contender);
        }
        boolean lost = store.losesReply();
        takeOut(contender);
        return lost ? store.leaveLater(contender) : LEFT;
    }

    /** A contender goes out of the line, and others are granted. The caller holds the guard of the namespace. */
    void depart(LocalContender contender) {
        store.namespace.guard.lock();
        try {
            takeOut(contender);
        } finally {
            store.namespace.guard.unlock();
        }
    }

    @GuardedBy("store.namespace.guard") private void takeOut(LocalContender contender) {
        tellAll(machine().leave(contender));
    }

    /** Each by its own participant. */
    static void tellAll(List<LocalContender> contenders) {
        for (LocalContender contender : contenders) {
            contender.queue.store.tell(contender);
        }
    }

    @Override
    public int knownSize() {
        if (resource.kind() == ResourceKind.LOCK) {
            return 1;
        }
        store.namespace.guard.lock();
        try {
            if (store.isReachable()) {
                heard = store.namespace.sizeOf(resource);
            }
            return heard;
        } finally {
            store.namespace.guard.unlock();
        }
    }

    @Override
    public CompletionStage<Integer> agree(int offer) {
        return store.request("agree on the size of " + resource, () -> {
            int size = store.namespace.sizeOf(resource);
            if (size == 0 && offer > 0) {
                changeSize(offer);
                return offer;
            }
            return size;
        });
    }

    @Override
    public CompletionStage<Void> resize(int size) {
        if (size < 1 || resource.kind() == ResourceKind.LOCK) {
            throw new IllegalArgumentException("cannot resize " + resource + " to " + size
                    + ": only a semaphore has a size to choose, and it is at least 1");
        }
        return store.request("resize " + resource, () -> {
            changeSize(size);
            return null;
        });
    }

    private void changeSize(int size) {
        store.namespace.guard.lock();
        try {
            QueueMachine<LocalContender> machine = machine();
            QueueMachine.Changes<LocalContender> changes = machine.resize(size);
            heard = size;
            for (LocalContender refused : changes.out()) {
                refused.failure = tooLarge(refused.permits, size);
            }
            tellAll(changes.out());
            for (LocalContender resized : changes.resized()) {
                resized.queue.store.tell(resized, resized.listener::resized);
            }
            tellAll(changes.granted());
        } finally {
            store.namespace.guard.unlock();
        }
    }

    @Override
    public CompletionStage<QueueView> inspect() {
        return store.request("inspect " + resource, () -> store.namespace.view(resource));
    }

    @Override
    public CompletionStage<Optional<Eviction>> evict(long token) {
        return store.request("put a holder out of " + resource, () -> putOut(token / LocalContender.TOKENS));
    }

    private Optional<Eviction> putOut(long number) {
        store.namespace.guard.lock();
        try {
            Optional<LocalContender> found = machine().holders().stream()
                    .filter(contender -> contender.number == number)
                    .findFirst();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            LocalContender holder = found.get();
            Eviction eviction =
                    new Eviction(resource, holder.view(), store.self, Instant.ofEpochMilli(Clock.SYSTEM.wallMillis()));
            store.namespace.record(eviction);
            takeOut(holder);
            holder.queue.store.tell(holder, holder.listener::revoked);
            return Optional.of(eviction);
        } finally {
            store.namespace.guard.unlock();
        }
    }

    @Override
    public CompletionStage<Optional<Eviction>> lastEviction() {
        return store.request("read the last eviction of " + resource, () -> store.namespace.lastEviction(resource));
    }
}
