package io.signalbox.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.ContenderView;
import io.signalbox.SignalboxException;
import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Tenure;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A place in line, as its participant has it. Fields that change are guarded by the guard of the {@link Namespace}.
 */
class LocalContender extends Place<LocalContender> implements Contender {

    /** How many tokens each contender has to give out. */
    static final int TOKENS = 1024;

    /** What its listener was told. */
    enum Told {
        NOTHING,
        WAITING,
        OUTCOME
    }

    final LocalQueue queue;
    final ContenderListener listener;

    /** Who asked last. */
    String thread;

    /** The session in which the request reached the store; null until it does. */
    @Nullable Tenure session;

    long number; // counted when the request reaches the store, so that numbers rise along the line
    long sinceMillis; // likewise
    Told told = Told.NOTHING;

    /** Why it was put out of the line. */
    @Nullable SignalboxException failure;

    /** The answer to a leave() that the store has not confirmed yet. */
    @Nullable CompletableFuture<Void> leaving;

    /** It was asked to leave, and its listener is not called any more. */
    boolean asked;

    LocalContender(LocalQueue queue, int permits, String thread, ContenderListener listener) {
        super(permits);
        this.queue = queue;
        this.thread = thread;
        this.listener = listener;
    }

    @Override
    @GuardedBy("queue.store.namespace.guard") public final CompletionStage<Void> leave() {
        return queue.leave(this);
    }

    @Override
    @GuardedBy("queue.store.namespace.guard") public final int outOf() {
        return outOf;
    }

    @Override
    @GuardedBy("queue.store.namespace.guard") public final boolean rest() {
        return queue.rest(this);
    }

    @Override
    @GuardedBy("queue.store.namespace.guard") public final boolean resume(String newThread) {
        return queue.resume(this, newThread);
    }

    /** What it holds by. It has reached the store, so its session and number do not change any more. */
    final Grant granted() {
        return new Grant(number * TOKENS, TOKENS, Objects.requireNonNull(session, "session"));
    }

    /** As others see it, once it is in the line. */
    final ContenderView view() {
        return new ContenderView(
                queue.store.self,
                thread,
                Instant.ofEpochMilli(sinceMillis),
                permits,
                number * TOKENS,
                "contender-" + number);
    }

    @Override
    public final String toString() {
        return "LocalContender[" + queue.resource + ", number " + number + ", permits " + permits + ", " + standing
                + "]";
    }

    /** One that held when it had joined. */
    static final class Granted extends LocalContender implements PermitQueue.Granted {

        Granted(LocalQueue queue, int permits, String thread, ContenderListener listener) {
            super(queue, permits, thread, listener);
            told = Told.OUTCOME;
        }

        @Override
        public Grant grant() {
            return granted();
        }
    }
}
