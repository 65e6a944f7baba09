package io.signalbox.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A run with faults of all kinds, from the first server to the verdict. */
final class FaultRun {

    /** The fault that is none: from here on there are no more. */
    static final String QUIET = "quiet";

    private static final List<String> RESOURCES =
            List.of(ClientMain.BUSY, ClientMain.SLOW, ClientMain.POOL, ClientMain.NARROW);

    private final Options options;
    private final Network network;
    private final Ensemble ensemble;
    private final Clients clients;
    private final History history;

    private FaultRun(Options options, Network network, Ensemble ensemble, Clients clients, History history) {
        this.options = options;
        this.network = network;
        this.ensemble = ensemble;
        this.clients = clients;
        this.history = history;
    }

    static Report run(Options options) throws IOException, InterruptedException {
        Files.createDirectories(options.folder());
        List<String> places = new ArrayList<>(options.serverNames());
        places.add(Ensemble.WATCH);
        places.addAll(Clients.places(options.clients()));
        // The path of a socket may have a hundred characters, so it does not stand in the folder.
        Path socket = Path.of(
                System.getProperty("java.io.tmpdir"),
                "sbfault" + ProcessHandle.current().pid());
        Files.deleteIfExists(socket);
        Ground ground = Ground.of(places, options.loopback());
        Thread hook = new Thread(() -> {
            Child.killAll();
            ground.network().close();
            socket.toFile().delete();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        Path file = options.folder().resolve("history.tsv");
        try (Network network = ground.network();
                History history = new History(file);
                RegisterServer registers = new RegisterServer(socket, history::add);
                Ensemble ensemble = Ensemble.start(
                        network, options.folder(), options.serverNames(), options.tickMillis(), options.syncLimit());
                Clients clients = new Clients(options, network, ensemble, history, socket)) {
            clients.startAll();
            FaultRun run = new FaultRun(options, network, ensemble, clients, history);
            run.faults();
            run.quiet();
            List<Entry> all = history.sorted();
            Files.writeString(options.folder().resolve("timeline.svg"), TimelineChart.of(all, ClientMain.SLOW));
            return Verdict.of(all, options, ground.description()).and(run.notRun());
        } finally {
            Files.deleteIfExists(socket);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private boolean canBe(Kind kind) {
        return (network.canBeCut() || !kind.needsNetwork) && (Clients.canFakeTime() || !kind.needsFakeTime());
    }

    private Report notRun() {
        List<String> kinds = options.kinds().stream()
                .filter(kind -> !canBe(kind))
                .map(Kind::label)
                .toList();
        return new Report(kinds.isEmpty() ? List.of() : List.of("NOT RUN     " + kinds), List.of(), 0, List.of());
    }

    // ------------------------------------------------------------------ faults

    private void faults() throws IOException, InterruptedException {
        List<Kind> kinds = options.kinds().stream().filter(this::canBe).toList();
        Schedule schedule = new Schedule(
                options.seed(), kinds, options.sessionMillis(), (long) options.syncLimit() * options.tickMillis());
        FaultDriver driver = new FaultDriver(network, ensemble, clients, history);
        long begin = System.nanoTime();
        awaitProgress(System.nanoTime());
        Fault waiting = null;
        while (!kinds.isEmpty() && goesOn(System.nanoTime() - begin)) {
            Fault fault = waiting == null ? schedule.next() : waiting;
            waiting = null;
            TimeUnit.MILLISECONDS.sleep(fault.afterMillis());
            if (fault.paired()) {
                Fault other = schedule.next();
                if (other.kind().needsNetwork == fault.kind().needsNetwork) {
                    waiting = other;
                    driver.run(fault);
                } else {
                    both(driver, fault, other);
                }
            } else {
                driver.run(fault);
            }
            awaitProgress(System.nanoTime());
        }
    }

    private boolean goesOn(long nanos) {
        long wanted = TimeUnit.SECONDS.toNanos(options.seconds());
        return nanos < wanted || (history.grants() < options.leastGrants() && nanos < 3 * wanted);
    }

    private static void both(FaultDriver driver, Fault one, Fault other) throws IOException, InterruptedException {
        CompletableFuture<Void> second = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(other.afterMillis());
                        driver.run(other);
                        second.complete(null);
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        second.completeExceptionally(e);
                    }
                },
                "second-fault");
        thread.setDaemon(true);
        thread.start();
        driver.run(one);
        try {
            second.get();
        } catch (ExecutionException e) {
            throw new IOException("a fault could not be done: " + e.getCause(), e);
        }
    }

    /** Gives everybody the time that the contract gives; whether it was enough is for the checker to say. */
    private void awaitProgress(long since) throws InterruptedException {
        long deadline = since + TimeUnit.MILLISECONDS.toNanos(options.slowProgressMillis() + 1_000);
        while (System.nanoTime() - deadline < 0) {
            if (RESOURCES.stream().allMatch(resource -> history.grantedSince(resource, since))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    // ------------------------------------------------------------------ the end

    /** Nothing is broken any more: everybody must come to an end, everything must be there, nothing may be left. */
    private void quiet() throws IOException, InterruptedException {
        network.heal();
        ensemble.startAll(ensemble.servers());
        history.addFault(Outcome.INVOKE, QUIET);
        long patience = 2 * options.slowProgressMillis() + 10_000;
        for (Map.Entry<String, String> answer : clients.askAll("stop", patience).entrySet()) {
            if (!answer.getValue().equals("stopped")) {
                clients.dump(answer.getKey());
                left(answer.getKey(), "threads that wait for ever: " + answer.getValue());
            }
        }
        // Sessions of the dead are over by then, with all they held.
        TimeUnit.MILLISECONDS.sleep(options.sessionMillis() + 2L * options.tickMillis() + 500);
        for (String place : clients.places()) {
            String took = clients.ask(place, "take", patience);
            if (!took.equals(Integer.toString(options.permits()))) {
                left(place, "S3: of " + options.permits() + " permits could be taken: " + took);
            }
        }
        String nodes = ensemble.left();
        if (nodes.contains("-lock-") || nodes.contains("-lease-") || nodes.startsWith("failed")) {
            left("store", "contenders that nobody stands for: " + nodes);
        }
        for (Map.Entry<String, String> answer :
                clients.askAll("close", patience).entrySet()) {
            if (!answer.getValue().equals("none")) {
                left(answer.getKey(), "threads after close: " + answer.getValue());
            }
        }
        String last = ensemble.left();
        if (!last.equals("none")) {
            left("store", "after everybody has closed: " + last);
        }
        history.addFault(Outcome.OK, QUIET);
    }

    private void left(String who, String what) {
        history.add(new Entry(System.nanoTime(), who, "-", Act.LEFT, Outcome.FAIL, "-", 0, 0, 0, what));
    }
}
