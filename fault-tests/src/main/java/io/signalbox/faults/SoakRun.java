package io.signalbox.faults;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxException;
import io.signalbox.StoreUnavailableException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Uses very many names for a long time with nothing broken, and counts what is left: heap, threads, watches and nodes are
 * the same at the end as when each name had been used once. Participants come and go meanwhile.
 */
final class SoakRun {

    private static final int BOXES = 4;
    private static final int THREADS = 12;
    private static final int SPELLS = 6;
    private static final int LONGEST_REST_MILLIS = 40; // or it would be about the speed of this machine
    private static final long RENEWAL_MILLIS = 10_000;
    private static final long SETTLE_MILLIS = 120_000;
    private static final int SAME = 5;
    private static final int LEAKS = 20;
    private static final int LEAKED_BYTES = 1 << 20;

    private final Options options;
    private final Ensemble ensemble;
    private final AtomicReferenceArray<Signalbox> boxes = new AtomicReferenceArray<>(BOXES);
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();
    private final Queue<Finding> failures = new ConcurrentLinkedQueue<>();
    private final List<String> lines = new ArrayList<>();

    private SoakRun(Options options, Ensemble ensemble) {
        this.options = options;
        this.ensemble = ensemble;
    }

    static Report run(Options options) throws IOException, InterruptedException {
        Files.createDirectories(options.folder());
        List<String> places = new ArrayList<>(options.serverNames());
        places.add(Ensemble.WATCH);
        Ground ground = Ground.of(places, true);
        Thread hook = new Thread(Child::killAll);
        Runtime.getRuntime().addShutdownHook(hook);
        try (Network network = ground.network();
                Ensemble ensemble = Ensemble.start(
                        network, options.folder(), options.serverNames(), options.tickMillis(), options.syncLimit())) {
            return new SoakRun(options, ensemble).soak();
        } finally {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private Report soak() throws IOException, InterruptedException {
        for (int i = 0; i < BOXES; i++) {
            boxes.set(i, open());
        }
        try {
            AtomicInteger next = new AtomicInteger();
            everybody(thread -> {
                for (int i = next.getAndIncrement(); i < options.names(); i = next.getAndIncrement()) {
                    SoakWork.touch(box(thread), i);
                }
            });
            spell(0); // of each kind of work, so that all that is made once is there
            Census first = census("each once");
            Census last = first;
            for (int spell = 1; spell <= SPELLS; spell++) {
                spell(spell);
                last = census("spell " + spell);
            }
            List<Finding> findings = new ArrayList<>(failures);
            findings.addAll(GrowthCheck.of(first, last));
            Report.Control leak = leak(last);
            lines.add("soak        " + options.names() + " names of each kind, " + done + " uses, " + unanswered
                    + " not answered, " + opened + " participants, " + options.soakSeconds() + " s");
            return new Report(lines, findings, 0, List.of(leak));
        } finally {
            for (int i = 0; i < BOXES; i++) {
                boxes.get(i).close();
            }
        }
    }

    private Signalbox open() {
        opened.incrementAndGet();
        return Signalbox.open("zookeeper://" + ensemble.connectString(ensemble.servers()) + "/soak?session-timeout="
                + options.sessionMillis() + "ms");
    }

    private Signalbox box(int thread) {
        return boxes.get(thread % BOXES);
    }

    // ------------------------------------------------------------------ work

    /** What a thread does. */
    @FunctionalInterface
    private interface Task {
        void run(int thread) throws InterruptedException;
    }

    private void everybody(Task task) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(
                    () -> {
                        try {
                            task.run(number);
                        } catch (SignalboxException e) { // nothing is broken, so nothing may fail
                            failures.add(new Finding("soak", e.toString()));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "soak-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Works for a while; now and then all rest, and one participant leaves and another one comes. */
    private void spell(int number) throws InterruptedException {
        long nanos = TimeUnit.SECONDS.toNanos(options.soakSeconds()) / (SPELLS + 1);
        long end = System.nanoTime() + nanos;
        for (int turn = 0; System.nanoTime() - end < 0; turn++) {
            long until = Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(RENEWAL_MILLIS)) + System.nanoTime();
            long seed = options.seed() + 1_000L * number + 100_000L * turn;
            everybody(thread -> {
                Random lot = new Random(seed + thread);
                SoakWork work = new SoakWork(options.names(), lot);
                while (System.nanoTime() - until < 0) {
                    try {
                        work.once(box(thread));
                        done.incrementAndGet();
                    } catch (
                            StoreUnavailableException
                                    e) { // of a wait so short that a busy server does not answer in it
                        unanswered.incrementAndGet();
                    }
                    TimeUnit.MILLISECONDS.sleep(lot.nextInt(LONGEST_REST_MILLIS));
                }
            });
            int which = turn % BOXES;
            boxes.get(which).close();
            boxes.set(which, open());
        }
    }

    // ------------------------------------------------------------------ counting

    /** When nothing changes any more: directories are reaped, watches that linger are gone. */
    private Census census(String when) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
        Census seen = look();
        for (int same = 0; same < SAME && System.nanoTime() - deadline < 0; ) {
            TimeUnit.SECONDS.sleep(1);
            Census now = look();
            boolean still = now.watches() == seen.watches()
                    && now.nodes() == seen.nodes()
                    && now.ephemerals() == seen.ephemerals()
                    && now.threads() == seen.threads();
            same = still ? same + 1 : 0;
            seen = now;
        }
        lines.add(String.format(Locale.ROOT, "soak        %-10s %s", when, seen));
        return seen;
    }

    private Census look() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Census.of(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ensemble.counts());
    }

    // ------------------------------------------------------------------ control

    /** Some leases, waits, threads and bytes that nobody lets go of must be seen. */
    private Report.Control leak(Census before) throws IOException, InterruptedException {
        List<Object> kept = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < LEAKS; i++) {
            kept.add(boxes.get(0).lock("leak/" + i).acquire());
            kept.add(boxes.get(0).event("leak/" + i).awaitAsync());
            kept.add(new byte[LEAKED_BYTES]);
            Thread thread = new Thread(SoakRun::sleep, "leak-" + i);
            thread.start();
            threads.add(thread);
        }
        List<Finding> found = GrowthCheck.of(before, census("leaking " + kept.size()));
        threads.forEach(Thread::interrupt);
        return new Report.Control("kinds of things left behind on purpose", found.size() == 5 ? 5 : 0, "");
    }

    private static void sleep() {
        try {
            TimeUnit.HOURS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
