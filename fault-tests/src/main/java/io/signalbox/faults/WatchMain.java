package io.signalbox.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * Looks at the ensemble from a place that is never cut. Answers {@code status} with the mode of each server, and
 * {@code nodes} with every ephemeral node and the number of watches, {@code counts} with the number of watches at all
 * servers, of nodes and of ephemeral ones. Its arguments are the servers' addresses.
 */
final class WatchMain {

    private static final int PORT = 2181;
    private static final int PATIENCE_MILLIS = 700;

    private WatchMain() {}

    public static void main(String[] servers) throws InterruptedException {
        Parent run = new Parent("watch");
        while (true) {
            String command = run.command();
            run.answer(
                    switch (command) {
                        case "status" -> status(servers);
                        case "nodes" -> nodes(servers);
                        case "counts" -> counts(servers);
                        default -> "unknown: " + command;
                    });
        }
    }

    private static String status(String[] servers) {
        List<CompletableFuture<String>> modes = Arrays.stream(servers)
                .map(server -> CompletableFuture.supplyAsync(() -> mode(server)))
                .toList();
        return modes.stream().map(CompletableFuture::join).collect(Collectors.joining(" "));
    }

    private static String mode(String server) {
        return word(server, "srvr")
                .lines()
                .filter(line -> line.startsWith("Mode: "))
                .map(line -> line.substring("Mode: ".length()))
                .findFirst()
                .orElse("none");
    }

    private static String word(String server, String word) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server, PORT), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    private static String nodes(String[] servers) {
        List<String> found = new ArrayList<>();
        String all = Arrays.stream(servers).map(server -> server + ":" + PORT).collect(Collectors.joining(","));
        try (ZooKeeper client = new ZooKeeper(all, 10_000, event -> {})) {
            client.sync("/", (code, path, context) -> {}, null);
            addEphemerals(client, "/", found);
        } catch (IOException | KeeperException e) {
            return "failed " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
        for (String server : servers) {
            word(server, "mntr")
                    .lines()
                    .filter(line -> line.startsWith("zk_watch_count") && !line.endsWith("\t0"))
                    .forEach(line -> found.add(server + " " + line.replace('\t', '=')));
        }
        return found.isEmpty() ? "none" : String.join(" ", found);
    }

    private static String counts(String[] servers) {
        long watches = 0;
        long nodes = 0;
        long ephemerals = 0;
        for (String server : servers) {
            String said = word(server, "mntr");
            watches += value(said, "zk_watch_count");
            nodes = Math.max(nodes, value(said, "zk_znode_count")); // a follower may be behind for a moment
            ephemerals = Math.max(ephemerals, value(said, "zk_ephemerals_count"));
        }
        return watches + " " + nodes + " " + ephemerals;
    }

    private static long value(String said, String name) {
        return said.lines()
                .filter(line -> line.startsWith(name + "\t"))
                .mapToLong(
                        line -> Long.parseLong(line.substring(name.length() + 1).strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a server does not tell " + name));
    }

    private static void addEphemerals(ZooKeeper client, String path, List<String> found)
            throws KeeperException, InterruptedException {
        List<String> children;
        try {
            Stat stat = client.exists(path, false);
            if (stat != null && stat.getEphemeralOwner() != 0) {
                found.add(path);
            }
            children = client.getChildren(path, false);
        } catch (KeeperException.NoNodeException e) {
            return;
        }
        for (String child : children) {
            if (!path.equals("/") || !child.equals("zookeeper")) {
                addEphemerals(client, path.equals("/") ? "/" + child : path + "/" + child, found);
            }
        }
    }
}
