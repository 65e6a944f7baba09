package io.signalbox.faults;

import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.PermitMismatchException;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxException;
import io.signalbox.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A client: some threads that use locks, a semaphore and events, until they are told to stop.
 *
 * <p>Arguments: its name, the URL, the registers' socket, a seed, the session timeout and the operation timeout in
 * milliseconds, the size of the semaphore, and what it does with events: {@code steer}, {@code pulse} or {@code wait}.
 * Commands: {@code stop} ends the threads; {@code take} takes every permit there is and gives them back; {@code close}
 * closes the box and tells what threads are left.
 */
final class ClientMain {

    static final String BUSY = "lock/busy";
    static final String SLOW = "lock/slow";
    static final String POOL = "semaphore/pool";

    /** Of one permit or two, in turn, so that it is passed on in memory at times, and at times is not. */
    static final String NARROW = "semaphore/narrow";

    static final int NARROW_MOST = 2;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Parent run;
    private final Signalbox box;
    private final int size;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    private ClientMain(Parent run, Signalbox box, int size) {
        this.run = run;
        this.box = box;
        this.size = size;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Parent run = new Parent(arguments[0]);
        Signalbox box = openPatiently(arguments[1]);
        ClientMain client = new ClientMain(run, box, Integer.parseInt(arguments[6]));
        long sessionMillis = Long.parseLong(arguments[4]);
        Patience patience = new Patience(
                TimeUnit.MILLISECONDS.toNanos(sessionMillis) * 3 / 2,
                TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[5])));
        client.begin(Path.of(arguments[2]), Long.parseLong(arguments[3]), sessionMillis, patience, arguments[7]);
        Thread ticks = new Thread(client::tick, "ticks");
        ticks.setDaemon(true);
        ticks.start();
        run.answer("ready");
        client.obey();
    }

    private static Signalbox openPatiently(String url) throws InterruptedException {
        while (true) {
            try {
                return Signalbox.open(url);
            } catch (StoreUnavailableException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** How long the slow lock is held at most: long enough for a loss to be told. */
    static long longestHoldMillis(long sessionMillis) {
        return 2 * sessionMillis;
    }

    private void begin(Path socket, long seed, long sessionMillis, Patience patience, String role)
            throws IOException, InterruptedException {
        Random lot = new Random(seed);
        for (int i = 1; i <= 2; i++) {
            lock(BUSY, i, Duration.ofMillis(15), patience, socket, lot);
        }
        lock(SLOW, 1, Duration.ofMillis(longestHoldMillis(sessionMillis)), patience, socket, lot);
        DistributedSemaphore pool = open("pool", size);
        DistributedSemaphore narrow = open("narrow", 1);
        for (int i = 1; i <= 2; i++) {
            semaphore(POOL, pool, i, 2, Duration.ofMillis(400), patience, lot);
        }
        for (int i = 1; i <= 2; i++) {
            semaphore(NARROW, narrow, i, 1, Duration.ofMillis(15), patience, lot);
        }
        events(role, patience, lot);
        for (int i = 3; i <= NARROW_MOST + 2; i++) { // some wait in memory when others of the process have all
            semaphore(NARROW, narrow, i, 1, Duration.ofMillis(15), patience, lot);
        }
        if (role.equals("steer")) {
            Random sizes = new Random(lot.nextLong());
            loop("resize", () -> resize(narrow, sizes));
        }
    }

    private void semaphore(
            String resource,
            DistributedSemaphore semaphore,
            int number,
            int most,
            Duration hold,
            Patience patience,
            Random lot) {
        String thread = semaphore.name() + "-" + number;
        loop(
                thread,
                LeaseWork.ofSemaphore(
                        run,
                        thread,
                        resource,
                        Permits.of(semaphore),
                        most,
                        hold,
                        patience,
                        new Random(lot.nextLong())));
    }

    private static void resize(DistributedSemaphore semaphore, Random lot) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(lot.nextInt(20, 400));
        try {
            semaphore.resize(lot.nextInt(1, NARROW_MOST + 1));
        } catch (SignalboxException e) {
            // what the size is now does not matter
        }
    }

    private void lock(String resource, int number, Duration hold, Patience patience, Path socket, Random lot)
            throws IOException {
        String name = resource.substring(resource.indexOf('/') + 1);
        String thread = name + "-" + number;
        Permits lock = Permits.of(box.lock(name));
        loop(thread, LeaseWork.ofLock(run, thread, resource, lock, hold, patience, socket, new Random(lot.nextLong())));
    }

    private DistributedSemaphore open(String name, int firstSize) throws InterruptedException {
        while (true) {
            try {
                return openOnce(name, firstSize);
            } catch (StoreUnavailableException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private DistributedSemaphore openOnce(String name, int firstSize) {
        try {
            return box.semaphore(name, firstSize);
        } catch (PermitMismatchException e) {
            return box.semaphore(name); // it was resized
        }
    }

    private void events(String role, Patience patience, Random lot) {
        EventWork bell = new EventWork(run, "bell", box.event("bell"), patience, new Random(lot.nextLong()));
        EventWork pulse = new EventWork(run, "pulse", box.event("pulse"), patience, new Random(lot.nextLong()));
        EventWork look = new EventWork(run, "look", box.event("pulse"), patience, new Random(lot.nextLong()));
        loop("look", look::look);
        switch (role) {
            case "steer" -> {
                loop("bell", bell::steer);
                loop("pulse", pulse::await);
            }
            case "pulse" -> {
                loop("bell", bell::await);
                loop("pulse", pulse::pulse);
            }
            default -> {
                loop("bell", bell::await);
                loop("pulse", pulse::await);
            }
        }
    }

    private void loop(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!stopping) {
                            work.once();
                        }
                    } catch (IOException | RuntimeException e) {
                        left(name + " ended: " + e);
                        e.printStackTrace();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Tells when this process does not get the processor. */
    private void tick() {
        long last = System.nanoTime();
        while (true) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            if (now - last > TICK_NANOS + STALL_NANOS) {
                run.record(last + TICK_NANOS, "ticks", Act.STALLED, Outcome.OK, "-", 0, 0, now, "");
            }
            last = now;
        }
    }

    private void left(String what) {
        run.record(System.nanoTime(), "main", Act.LEFT, Outcome.FAIL, "-", 0, 0, 0, what);
    }

    private void obey() throws InterruptedException {
        while (true) {
            String command = run.command();
            switch (command) {
                case "stop" -> stop();
                case "take" -> run.answer(take());
                case "close" -> {
                    box.close();
                    run.answer(threadsLeft());
                }
                default -> run.answer("unknown: " + command);
            }
        }
    }

    private void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        run.answer("stopped");
    }

    /** Takes permits one by one until there are none, and answers how many there were. */
    private String take() {
        List<Lease> leases = new ArrayList<>();
        try {
            Optional<Lease> lease = box.semaphore("pool").tryAcquire();
            while (lease.isPresent()) {
                leases.add(lease.get());
                lease = box.semaphore("pool").tryAcquire();
            }
            return Integer.toString(leases.size());
        } catch (SignalboxException e) {
            return e.toString();
        } finally {
            leases.forEach(Lease::close);
        }
    }

    private static String threadsLeft() throws InterruptedException {
        String left = "none";
        for (int i = 0; i < 50; i++) { // a thread that was told to end may take a moment
            left = Thread.getAllStackTraces().entrySet().stream()
                    .map(Map.Entry::getKey)
                    .map(Thread::getName)
                    .filter(ClientMain::isOurs)
                    .sorted()
                    .collect(Collectors.joining(", "));
            if (left.isEmpty()) {
                return "none";
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return left;
    }

    private static boolean isOurs(String thread) {
        return thread.startsWith("signalbox")
                || thread.startsWith("Curator")
                || thread.contains("SendThread")
                || thread.contains("EventThread");
    }
}
