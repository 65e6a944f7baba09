package io.signalbox.faults;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A thing that must be changed by one at a time: a set, which clients read whole, add to in memory, and write back whole.
 * With a fence it refuses a token smaller than the greatest it has seen. Safe for use by many threads.
 *
 * <p>A version of the set is kept as its parent and the element added, so reading and writing cost the same at any size;
 * what is lost by a blind write is what it would be.
 */
final class Register {

    static final long STALE = -1;

    /** Who tells what registers do, in a history. */
    static final String TELLER = "resource";

    /** The register that is protected by a resource: with a fence, or open. */
    static String of(String resource, boolean fenced) {
        return (fenced ? "fenced/" : "open/") + resource;
    }

    private final String name;
    private final boolean fenced;
    private final Consumer<Entry> log;
    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private long greatestToken;

    @GuardedBy("guard") private long head;

    @GuardedBy("guard") private long versions;

    Register(String name, boolean fenced, Consumer<Entry> log) {
        this.name = name;
        this.fenced = fenced;
        this.log = log;
    }

    /** The present version, {@link #STALE} if the token is. */
    long read(long token) {
        guard.lock();
        try {
            boolean fine = admit(token);
            tell(Act.READ, fine, token, head, "");
            return fine ? head : STALE;
        } finally {
            guard.unlock();
        }
    }

    /** Puts a version with one element more in place of whatever is there, and answers it, or {@link #STALE}. */
    long write(long token, long parent, String element) {
        guard.lock();
        try {
            boolean fine = admit(token);
            if (fine) {
                head = ++versions;
            }
            tell(Act.WRITE, fine, token, parent, fine ? head + " " + element : element);
            return fine ? head : STALE;
        } finally {
            guard.unlock();
        }
    }

    @GuardedBy("guard") private boolean admit(long token) {
        if (fenced && token < greatestToken) {
            return false;
        }
        greatestToken = Math.max(greatestToken, token);
        return true;
    }

    private void tell(Act act, boolean fine, long token, long aux, String note) {
        log.accept(new Entry(
                System.nanoTime(), TELLER, "-", act, fine ? Outcome.OK : Outcome.FAIL, name, 0, token, aux, note));
    }
}
