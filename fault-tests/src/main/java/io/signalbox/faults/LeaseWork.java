package io.signalbox.faults;

import io.signalbox.Lease;
import io.signalbox.SignalboxException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Acquires in every way there is, and under a lock changes a fenced and an unfenced register. It is a careless holder: it
 * never asks whether it still holds before it writes.
 */
final class LeaseWork implements Work {

    private final Parent run;
    private final String thread;
    private final String resource;
    private final Permits permits;
    private final int most;
    private final long longestHoldNanos;
    private final Patience patience;
    private final @Nullable RegisterClient registers;
    private final RandomGenerator lot;
    private long elements;

    private LeaseWork(
            Parent run,
            String thread,
            String resource,
            Permits permits,
            int most,
            long longestHoldNanos,
            Patience patience,
            @Nullable RegisterClient registers,
            RandomGenerator lot) {
        this.run = run;
        this.thread = thread;
        this.resource = resource;
        this.permits = permits;
        this.most = most;
        this.longestHoldNanos = longestHoldNanos;
        this.patience = patience;
        this.registers = registers;
        this.lot = lot;
    }

    static LeaseWork ofLock(
            Parent run,
            String thread,
            String resource,
            Permits lock,
            Duration longestHold,
            Patience patience,
            Path socket,
            RandomGenerator lot)
            throws IOException {
        return new LeaseWork(
                run, thread, resource, lock, 1, longestHold.toNanos(), patience, new RegisterClient(socket), lot);
    }

    static LeaseWork ofSemaphore(
            Parent run,
            String thread,
            String resource,
            Permits semaphore,
            int most,
            Duration longestHold,
            Patience patience,
            RandomGenerator lot) {
        return new LeaseWork(run, thread, resource, semaphore, most, longestHold.toNanos(), patience, null, lot);
    }

    @Override
    public void once() throws InterruptedException, IOException {
        Lease lease = acquire(lot.nextInt(1, most + 1));
        if (lease == null) {
            TimeUnit.MILLISECONDS.sleep(lot.nextInt(10, 60));
            return;
        }
        Holding holding = new Holding(run, thread, resource, lease);
        long hold = (long) (longestHoldNanos * Math.pow(lot.nextDouble(), 3)); // most are short
        if (registers == null) {
            holding.lookFor(hold);
        } else {
            change(registers, holding, hold);
        }
        holding.release();
        TimeUnit.MILLISECONDS.sleep(lot.nextInt(2, 20));
    }

    private @Nullable Lease acquire(int wanted) throws InterruptedException {
        int dice = lot.nextInt(100);
        long nanos = lot.nextLong(patience.waitNanos());
        try {
            if (dice < 55) {
                begin(wanted, -1, "acquire");
                return permits.acquire(wanted);
            }
            if (dice < 80) {
                begin(wanted, nanos, "tryAcquire(d)");
                return orEmpty(wanted, permits.tryAcquire(wanted, Duration.ofNanos(nanos)));
            }
            if (dice < 90) {
                begin(wanted, patience.operationNanos(), "tryAcquire");
                return orEmpty(wanted, permits.tryAcquire(wanted));
            }
            begin(wanted, nanos, "acquireAsync, cancel");
            return orCancel(wanted, permits.acquireAsync(wanted), nanos);
        } catch (SignalboxException e) {
            end(wanted, Outcome.FAIL, e.getClass().getSimpleName());
            return null;
        }
    }

    private void begin(int wanted, long within, String how) {
        run.record(System.nanoTime(), thread, Act.ACQUIRE, Outcome.INVOKE, resource, wanted, 0, within, how);
    }

    private void end(int wanted, Outcome outcome, String note) {
        run.record(System.nanoTime(), thread, Act.ACQUIRE, outcome, resource, wanted, 0, 0, note);
    }

    private @Nullable Lease orEmpty(int wanted, Optional<Lease> answer) {
        if (answer.isEmpty()) {
            end(wanted, Outcome.EMPTY, "");
        }
        return answer.orElse(null);
    }

    private @Nullable Lease orCancel(int wanted, CompletableFuture<Lease> future, long nanos)
            throws InterruptedException {
        try {
            return future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (future.cancel(false)) {
                end(wanted, Outcome.EMPTY, "cancelled");
                return null;
            }
            return future.join(); // the grant was first
        } catch (ExecutionException | CompletionException e) {
            end(wanted, Outcome.FAIL, String.valueOf(e.getCause()));
            return null;
        }
    }

    private void change(RegisterClient store, Holding holding, long hold) throws IOException {
        String fenced = Register.of(resource, true);
        String open = Register.of(resource, false);
        long token = holding.token();
        String element = run.name() + "-" + thread + "-" + ++elements;
        long fencedHead = store.read(fenced, token);
        long openHead = store.read(open, token);
        holding.lookFor(hold);
        if (fencedHead != Register.STALE) {
            write(store, fenced, token, fencedHead, element);
        }
        write(store, open, token, openHead, element);
    }

    private void write(RegisterClient store, String register, long token, long parent, String element)
            throws IOException {
        run.record(System.nanoTime(), thread, Act.WRITE, Outcome.INVOKE, register, 0, token, parent, element);
        boolean stale = store.write(register, token, parent, element) == Register.STALE;
        run.record(
                System.nanoTime(),
                thread,
                Act.WRITE,
                stale ? Outcome.FAIL : Outcome.OK,
                register,
                0,
                token,
                parent,
                element);
    }
}
