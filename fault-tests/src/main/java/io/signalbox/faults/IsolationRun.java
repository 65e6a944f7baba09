package io.signalbox.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A follower is cut from its peers while a holder is connected with it and somebody else waits, at a session timeout of
 * 5 s and with stock settings of the server (tick 2 s, syncLimit 5), as often as asked for.
 */
final class IsolationRun {

    private static final List<String> SERVERS = List.of("s1", "s2", "s3");
    private static final int SESSION_MILLIS = 5_000;
    private static final int TICK_MILLIS = 2_000;
    private static final int SYNC_LIMIT = 5;
    private static final long PATIENCE_MILLIS = 40_000;

    private final Options options;
    private final Network network;
    private final Ensemble ensemble;
    private final Random lot;
    private final List<String> table = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> overlaps = new HashMap<>();
    private long leastMargin = Long.MAX_VALUE;

    private IsolationRun(Options options, Network network, Ensemble ensemble) {
        this.options = options;
        this.network = network;
        this.ensemble = ensemble;
        this.lot = new Random(options.seed());
    }

    static Report run(Options options) throws IOException, InterruptedException {
        Files.createDirectories(options.folder());
        List<String> places = new ArrayList<>(SERVERS);
        places.addAll(List.of(Ensemble.WATCH, "holder", "next"));
        Ground ground = Ground.of(places, options.loopback());
        if (!ground.network().canBeCut()) {
            return notRun(ground.description());
        }
        Thread hook = new Thread(() -> {
            Child.killAll();
            ground.network().close();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try (Network network = ground.network();
                Ensemble ensemble = Ensemble.start(network, options.folder(), SERVERS, TICK_MILLIS, SYNC_LIMIT)) {
            IsolationRun run = new IsolationRun(options, network, ensemble);
            for (int round = 1; round <= options.isolationRounds(); round++) {
                run.round(round);
            }
            return run.report();
        } finally {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private static Report notRun(String why) {
        return new Report(
                List.of("isolation   NOT RUN: " + why),
                List.of(),
                0,
                List.of(
                        new Report.Control("Curator's mutex, follower isolated", -1, "nothing can be cut"),
                        new Report.Control("belief in a connection, follower isolated", -1, "nothing can be cut")));
    }

    private void round(int round) throws IOException, InterruptedException {
        String follower = ensemble.modes().entrySet().stream()
                .filter(mode -> mode.getValue().equals("follower"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IOException("no follower"));
        Set<String> peers = new HashSet<>(SERVERS);
        peers.remove(follower);
        Path file = options.folder().resolve("isolation-" + round + ".tsv");
        try (History history = new History(file);
                Child holder = client("holder", "hold", List.of(follower), history)) {
            holder.hear(PATIENCE_MILLIS);
            try (Child next = client("next", "wait", List.copyOf(peers), history)) {
                next.hear(PATIENCE_MILLIS);
                TimeUnit.MILLISECONDS.sleep(500 + lot.nextInt(TICK_MILLIS));
                long cut = System.nanoTime();
                network.cut(Cut.between(Set.of(follower), peers));
                awaitAll(history);
                network.heal();
                judge(round, cut, history.sorted());
            }
        }
        ensemble.awaitServing(SERVERS);
    }

    private Child client(String place, String role, List<String> servers, History history) throws IOException {
        return Child.start(
                place,
                network.inside(place),
                Map.of(),
                options.folder().resolve(place + ".log"),
                line -> history.add(Entry.decode(line)),
                IsolationMain.class,
                List.of(role, ensemble.connectString(servers), Integer.toString(SESSION_MILLIS)));
    }

    /** Until the next holds all three, and the holder believes in none. */
    private static void awaitAll(History history) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            List<Entry> all = history.sorted();
            boolean granted = IsolationMain.resources().stream().allMatch(r -> grantOfNext(all, r) != 0);
            boolean ended = IsolationMain.resources().stream().allMatch(r -> endOfBelief(all, r) != 0);
            if (granted && ended) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the isolation has not come to an end: " + all);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static long grantOfNext(List<Entry> all, String resource) {
        return all.stream()
                .filter(e -> e.is(Act.ACQUIRE, Outcome.OK)
                        && e.resource().equals(resource)
                        && e.client().startsWith("next"))
                .mapToLong(Entry::at)
                .findFirst()
                .orElse(0);
    }

    private static long endOfBelief(List<Entry> all, String resource) {
        return all.stream()
                .filter(e -> e.act() == Act.BELIEF
                        && e.resource().equals(resource)
                        && e.note().equals("LOST"))
                .mapToLong(Entry::at)
                .findFirst()
                .orElse(0);
    }

    private void judge(int round, long cut, List<Entry> all) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "isolation   %2d:", round));
        for (String resource : IsolationMain.resources()) {
            long lost = endOfBelief(all, resource) - cut;
            long next = grantOfNext(all, resource) - cut;
            line.append(String.format(
                    Locale.ROOT,
                    " %s told +%.3f s, next +%.3f s, margin %+d ms;",
                    resource.substring("lock/".length()),
                    lost / 1e9,
                    next / 1e9,
                    (next - lost) / 1_000_000));
            if (resource.equals(IsolationMain.OURS)) {
                leastMargin = Math.min(leastMargin, (next - lost) / 1_000_000);
            }
        }
        table.add(line.toString());
        BeliefCheck check = BeliefCheck.of("isolation " + round, Belief.of(all).kept(), Map.of(), Pauses.of(all));
        for (Finding finding : check.findings()) {
            IsolationMain.resources().stream()
                    .filter(resource -> finding.text().contains(resource))
                    .forEach(resource -> overlaps.merge(resource, 1, Integer::sum));
            if (finding.text().contains(IsolationMain.OURS)) {
                findings.add(finding);
            }
        }
    }

    private Report report() {
        table.add("isolation   the loss was told at least " + leastMargin
                + " ms before the next holder was granted, in " + options.isolationRounds() + " rounds");
        return new Report(
                table,
                findings,
                0,
                List.of(
                        new Report.Control(
                                "two believers with Curator's mutex, follower isolated",
                                overlaps.getOrDefault(IsolationMain.CURATOR, 0),
                                ""),
                        new Report.Control(
                                "two believers with our recipe and belief in a connection, follower isolated",
                                overlaps.getOrDefault(IsolationMain.CONNECTION, 0),
                                "")));
    }
}
