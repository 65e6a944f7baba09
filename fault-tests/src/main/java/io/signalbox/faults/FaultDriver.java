package io.signalbox.faults;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Does to the world what the schedule says. Two faults may be under way at once, one of the network, one of processes. */
final class FaultDriver {

    private static final int SERVER_TRIES = 40;
    private static final int HOLDER_SECONDS = 60;

    private final Network network;
    private final Ensemble ensemble;
    private final Clients clients;
    private final History history;
    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private final List<Cut> cuts = new ArrayList<>();

    FaultDriver(Network network, Ensemble ensemble, Clients clients, History history) {
        this.network = network;
        this.ensemble = ensemble;
        this.clients = clients;
        this.history = history;
    }

    /** Returns when it is over and what it broke is whole again, not when everybody has noticed. */
    void run(Fault fault) throws IOException, InterruptedException {
        Random lot = new Random(fault.seed());
        switch (fault.kind()) {
            case CUT_LEADER -> {
                String leader = leader(lot);
                Set<String> others = everybodyBut(Set.of(leader));
                cut(fault, leader, Cut.between(Set.of(leader), others));
            }
            case ISOLATE_FOLLOWER -> {
                String follower = follower(lot);
                cut(fault, follower, Cut.between(Set.of(follower), peers(follower)));
            }
            case HALVES -> {
                Set<String> half = some(ensemble.servers(), ensemble.servers().size() / 2, lot);
                clients.places().stream().filter(c -> lot.nextBoolean()).forEach(half::add);
                cut(fault, names(half), Cut.between(half, everybodyBut(half)));
            }
            case CUT_LINK -> {
                String leader = leader(lot);
                String follower = any(List.copyOf(peers(leader)), lot);
                cut(fault, leader + "-" + follower, Cut.between(Set.of(leader), Set.of(follower)));
            }
            case ONE_WAY -> oneWay(fault, lot);
            case LOSS -> {
                Set<String> all = everybodyBut(Set.of());
                int percent = lot.nextInt(20, 31);
                cut(fault, percent + "%", List.of(new Cut(all, all, percent)));
            }
            case RESET -> {
                String server = lot.nextBoolean() ? leader(lot) : follower(lot);
                during(fault, server, () -> {
                    network.reset(server, everybodyBut(Set.of(server)));
                    pass(fault);
                    network.reset(server, Set.of());
                });
            }
            case HOLD_BACK -> {
                String place = lot.nextBoolean() ? any(ensemble.servers(), lot) : victim(lot);
                during(fault, place, () -> {
                    network.holdBack(place, true);
                    pass(fault);
                    network.holdBack(place, false);
                });
            }
            case CUT_CLIENT -> {
                String client = victim(lot);
                cut(fault, client, Cut.between(Set.of(client), Set.copyOf(ensemble.servers())));
            }
            case CUT_LEADER_RESTART -> {
                String leader = leader(lot);
                during(fault, leader, () -> {
                    List<Cut> ours = Cut.between(Set.of(leader), peers(leader));
                    add(ours);
                    ensemble.kill(peers(leader));
                    ensemble.start(peers(leader));
                    pass(fault);
                    remove(ours);
                    ensemble.awaitServing(ensemble.servers());
                });
            }
            case STOP_CLIENT -> stopClient(fault, lot);
            case STOP_LEADER -> stop(fault, List.of(leader(lot)));
            case STOP_SERVERS -> stop(fault, ensemble.servers());
            case KILL_CLIENT -> killClient(fault, lot);
            case KILL_LEADER -> kill(fault, List.of(leader(lot)));
            case KILL_QUORUM -> {
                String leader = leader(lot);
                Set<String> most =
                        some(List.copyOf(peers(leader)), ensemble.servers().size() / 2, lot);
                most.add(leader);
                kill(fault, most);
            }
            case KILL_SERVERS -> kill(fault, ensemble.servers());
            case ROLLING ->
                during(fault, names(ensemble.servers()), () -> {
                    for (String server : ensemble.servers()) {
                        ensemble.kill(List.of(server));
                        pass(fault);
                        ensemble.startAll(List.of(server));
                    }
                });
            case CLOCK_JUMP -> clock(fault, lot.nextBoolean() ? List.of("+3600", "+0") : List.of("-3600", "+0"));
            case CLOCK_STROBE -> clock(fault, List.of("+300", "-300", "+300", "-300", "+0"));
        }
    }

    /** What is done between the beginning and the end of a fault. */
    @FunctionalInterface
    private interface Deed {
        void run() throws IOException, InterruptedException;
    }

    private void during(Fault fault, String target, Deed deed) throws IOException, InterruptedException {
        String note = fault.kind().label() + " " + target + " " + fault.lengthMillis();
        history.addFault(Outcome.INVOKE, note);
        try {
            deed.run();
        } finally {
            history.addFault(Outcome.OK, note);
        }
    }

    private static void pass(Fault fault) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(fault.lengthMillis());
    }

    // ------------------------------------------------------------------ network

    private void cut(Fault fault, String target, List<Cut> ours) throws IOException, InterruptedException {
        during(fault, target, () -> {
            add(ours);
            pass(fault);
            remove(ours);
        });
    }

    private void add(List<Cut> ours) throws IOException, InterruptedException {
        guard.lock();
        try {
            cuts.addAll(ours);
            network.cut(List.copyOf(cuts));
        } finally {
            guard.unlock();
        }
    }

    private void remove(List<Cut> ours) throws IOException, InterruptedException {
        guard.lock();
        try {
            ours.forEach(cuts::remove);
            network.cut(List.copyOf(cuts));
        } finally {
            guard.unlock();
        }
    }

    private void oneWay(Fault fault, Random lot) throws IOException, InterruptedException {
        String leader = leader(lot);
        String client = victim(lot);
        Set<String> servers = Set.copyOf(ensemble.servers());
        Cut one = switch (lot.nextInt(4)) {
            case 0 -> new Cut(Set.of(leader), peers(leader), 100);
            case 1 -> new Cut(peers(leader), Set.of(leader), 100);
            case 2 -> new Cut(Set.of(client), servers, 100);
            default -> new Cut(servers, Set.of(client), 100);
        };
        cut(fault, names(one.from()) + ">" + names(one.to()), List.of(one));
    }

    // ------------------------------------------------------------------ processes

    private void stop(Fault fault, Collection<String> servers) throws IOException, InterruptedException {
        during(fault, names(servers), () -> {
            ensemble.signal("STOP", servers);
            pass(fault);
            ensemble.signal("CONT", servers);
            ensemble.awaitServing(ensemble.servers());
        });
    }

    private void kill(Fault fault, Collection<String> servers) throws IOException, InterruptedException {
        during(fault, names(servers), () -> {
            ensemble.kill(servers);
            pass(fault);
            ensemble.startAll(servers);
        });
    }

    /** Only who is stopped in the middle of its work can do what it should not. */
    private void stopClient(Fault fault, Random lot) throws IOException, InterruptedException {
        during(fault, "holder", () -> {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(HOLDER_SECONDS);
            while (!clients.pause(freshHolder(lot), fault.lengthMillis(), ClientMain.SLOW)
                    && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(lot.nextInt(50));
            }
        });
    }

    private void killClient(Fault fault, Random lot) throws IOException, InterruptedException {
        String client = freshHolder(lot);
        during(fault, clients.life(client), () -> clients.kill(client));
        pass(fault);
        clients.start(client);
    }

    private void clock(Fault fault, List<String> offsets) throws IOException, InterruptedException {
        during(fault, clients.strangeClock() + " " + offsets, () -> {
            for (String offset : offsets) {
                Files.writeString(clients.clockFile(), offset + "\n");
                TimeUnit.MILLISECONDS.sleep(fault.lengthMillis() * 2 / offsets.size());
            }
        });
    }

    // ------------------------------------------------------------------ targets

    private String leader(Random lot) throws IOException, InterruptedException {
        for (int i = 0; i < SERVER_TRIES; i++) {
            String leader = ensemble.leader();
            if (leader != null) {
                return leader;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return any(ensemble.servers(), lot); // another fault leaves no leader
    }

    private String follower(Random lot) throws IOException, InterruptedException {
        String leader = leader(lot);
        String holder = holderPlace();
        List<String> followers = List.copyOf(peers(leader));
        if (holder != null && lot.nextInt(3) > 0) {
            String its = "s" + holder.substring(1);
            if (followers.contains(its)) {
                return its;
            }
        }
        return any(followers, lot);
    }

    private Set<String> peers(String server) {
        return without(ensemble.servers(), Set.of(server));
    }

    private Set<String> everybodyBut(Set<String> some) {
        Set<String> all = new HashSet<>(clients.places());
        all.addAll(ensemble.servers());
        return without(all, some);
    }

    private static Set<String> without(Collection<String> all, Set<String> some) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(some);
        return left;
    }

    private static Set<String> some(List<String> all, int number, Random lot) {
        List<String> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, lot);
        return new TreeSet<>(shuffled.subList(0, number));
    }

    private static String names(Collection<String> some) {
        return String.join(",", new TreeSet<>(some));
    }

    private static String any(List<String> some, Random lot) {
        return some.get(lot.nextInt(some.size()));
    }

    private @Nullable String holderPlace() {
        return Clients.place(history.holder(ClientMain.SLOW));
    }

    /** Most often the holder of the lock that is held for long. */
    private String victim(Random lot) {
        String holder = holderPlace();
        return holder != null && lot.nextInt(4) > 0 ? holder : any(clients.places(), lot);
    }

    /** Somebody who was granted a moment ago, so most likely is in the middle of it. */
    private String freshHolder(Random lot) throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < 150; i++) {
            String holder = holderPlace();
            if (holder != null && history.grantedSince(ClientMain.SLOW, begin)) {
                return holder;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return victim(lot);
    }
}
