package io.signalbox.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** ZooKeeper servers, each a process in a place of its own. Their data outlives their processes, not the run. */
final class Ensemble implements AutoCloseable {

    static final String WATCH = "watch";
    private static final long START_SECONDS = 60;

    private final Network network;
    private final Path folder;
    private final List<String> servers;
    private final Map<String, Child> processes = new ConcurrentHashMap<>();
    private final Child watch;
    private final ReentrantLock asking = new ReentrantLock();

    private Ensemble(Network network, Path folder, List<String> servers) throws IOException {
        this.network = network;
        this.folder = folder;
        this.servers = servers;
        this.watch = Child.start(
                WATCH,
                network.inside(WATCH),
                Map.of(),
                folder.resolve("watch.log"),
                line -> {},
                WatchMain.class,
                servers.stream().map(network::address).toList());
    }

    /** Returns when all serve. */
    static Ensemble start(Network network, Path folder, List<String> servers, int tickMillis, int syncLimit)
            throws IOException, InterruptedException {
        Ensemble ensemble = new Ensemble(network, folder, servers);
        try {
            for (int i = 0; i < servers.size(); i++) {
                ensemble.configure(i, tickMillis, syncLimit);
            }
            ensemble.startAll(servers);
            return ensemble;
        } catch (IOException | InterruptedException | RuntimeException e) {
            ensemble.close();
            throw e;
        }
    }

    private void configure(int index, int tickMillis, int syncLimit) throws IOException {
        String server = servers.get(index);
        Path data = folder.resolve(server + "-data");
        if (Files.exists(data)) { // of another run, and a history begins with an empty store
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(data);
        Files.writeString(data.resolve("myid"), Integer.toString(index + 1));
        StringBuilder config = new StringBuilder();
        config.append("tickTime=").append(tickMillis);
        config.append("\ninitLimit=10\nsyncLimit=").append(syncLimit);
        config.append("\ndataDir=").append(data);
        config.append("\nclientPortAddress=").append(network.address(server));
        config.append("\nclientPort=2181\nmaxClientCnxns=0\nadmin.enableServer=false\nforceSync=no");
        config.append("\nstandaloneEnabled=false\n4lw.commands.whitelist=srvr,mntr\n");
        for (int i = 0; i < servers.size(); i++) {
            config.append("server.").append(i + 1).append('=');
            config.append(network.address(servers.get(i))).append(":2888:3888\n");
        }
        Files.writeString(folder.resolve(server + ".cfg"), config);
    }

    List<String> servers() {
        return servers;
    }

    String address(String server) {
        return network.address(server) + ":2181";
    }

    String connectString(Collection<String> some) {
        return some.stream().map(this::address).collect(Collectors.joining(","));
    }

    /** Starts those that do not run. Returns when all servers of the ensemble serve. */
    void startAll(Collection<String> some) throws IOException, InterruptedException {
        start(some);
        awaitServing(servers);
    }

    /** Starts those that do not run, and does not wait for them. */
    void start(Collection<String> some) throws IOException {
        for (String server : some) {
            startOne(server);
        }
    }

    private void startOne(String server) throws IOException {
        Child old = processes.get(server);
        if (old == null || !old.isAlive()) {
            processes.put(
                    server,
                    Child.start(
                            server,
                            network.inside(server),
                            Map.of(),
                            folder.resolve(server + ".log"),
                            line -> {},
                            ServerMain.class,
                            List.of(folder.resolve(server + ".cfg").toString())));
        }
    }

    void awaitServing(Collection<String> some) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            Map<String, String> modes = modes();
            if (some.stream().noneMatch(server -> "none".equals(modes.get(server))) && modes.containsValue("leader")) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("not all servers serve after " + START_SECONDS + " s: " + modes);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** What each server says that it is: leader, follower or none. */
    Map<String, String> modes() throws IOException, InterruptedException {
        List<String> answer = Arrays.asList(askWatch("status", 10_000).split(" "));
        Map<String, String> modes = new LinkedHashMap<>();
        for (int i = 0; i < servers.size(); i++) {
            modes.put(servers.get(i), answer.get(i));
        }
        return modes;
    }

    /** The leader, null if there is none now. */
    @Nullable String leader() throws IOException, InterruptedException {
        for (Map.Entry<String, String> mode : modes().entrySet()) {
            if (mode.getValue().equals("leader")) {
                return mode.getKey();
            }
        }
        return null;
    }

    /** Ephemeral nodes and watches that there are now, {@code none} if there are none. */
    String left() throws IOException, InterruptedException {
        return askWatch("nodes", 30_000);
    }

    /** How many watches, nodes and ephemeral nodes there are. */
    String counts() throws IOException, InterruptedException {
        return askWatch("counts", 30_000);
    }

    /** One question at a time. */
    private String askWatch(String question, long millis) throws IOException, InterruptedException {
        asking.lock();
        try {
            return watch.ask(question, millis);
        } finally {
            asking.unlock();
        }
    }

    void kill(Collection<String> some) {
        some.forEach(server -> {
            Child process = processes.get(server);
            if (process != null) {
                process.kill();
            }
        });
    }

    void signal(String signal, Collection<String> some) throws IOException, InterruptedException {
        List<Child> children = new ArrayList<>();
        for (String server : some) {
            Child process = processes.get(server);
            if (process != null && process.isAlive()) {
                children.add(process);
            }
        }
        Child.signal(signal, children);
    }

    @Override
    public void close() {
        processes.values().forEach(Child::kill);
        watch.close();
    }
}
