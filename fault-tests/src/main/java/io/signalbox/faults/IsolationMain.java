package io.signalbox.faults;

import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;

/**
 * Holds three locks, or waits for them: ours, Curator's, and ours with a holder who believes in the state of a connection.
 *
 * <p>Arguments: {@code hold} or {@code wait}, the servers, the session timeout in milliseconds. A holder says
 * {@code ready} when it holds; a waiter says {@code ready} when it stands in line. {@code drop} ends it.
 */
final class IsolationMain {
    /*
     * The believer in connections has a lease of ours and a Curator client beside it, through the same server and with the
     * same session timeout. It believes in the lease for as long as that client says that it is connected, as a holder of
     * Curator's mutex does, who is told nothing else. That client is quiet, as one is whose recipe needs no heartbeat.
     */
    static final String OURS = "lock/ours";
    static final String CURATOR = "lock/curator";
    static final String CONNECTION = "lock/connection";
    private static final long POLL_MILLIS = 1;

    private final Parent run;
    private final Signalbox box;
    private final CuratorFramework client;
    private final InterProcessMutex mutex;
    private volatile boolean dropped;

    private IsolationMain(Parent run, String servers, int sessionMillis) {
        this.run = run;
        this.box = Signalbox.open(
                "zookeeper://" + servers + "/isolation?connection-timeout=30s&session-timeout=" + sessionMillis + "ms");
        this.client = CuratorFrameworkFactory.builder()
                .connectString(servers)
                .sessionTimeoutMs(sessionMillis)
                .connectionTimeoutMs(sessionMillis)
                .retryPolicy(new RetryOneTime(100))
                .ensembleTracker(false)
                .build();
        client.start();
        this.mutex = new InterProcessMutex(client, "/curator/lock");
    }

    public static void main(String[] arguments) throws Exception {
        Parent run = new Parent(arguments[0].equals("hold") ? "holder.1" : "next.1");
        IsolationMain main = new IsolationMain(run, arguments[1], Integer.parseInt(arguments[2]));
        if (!main.client.blockUntilConnected(30, TimeUnit.SECONDS)) {
            throw new IOException("no connection with " + arguments[1]);
        }
        if (arguments[0].equals("hold")) {
            main.hold();
        } else {
            main.await();
        }
        run.command();
        main.dropped = true;
        run.answer("dropped");
        Runtime.getRuntime().halt(0);
    }

    private void hold() throws Exception {
        Holding ours = new Holding(run, "ours", OURS, box.lock("ours").acquire());
        Lease believed = box.lock("connection").acquire();
        tellGranted("connection", CONNECTION, believed.fencingToken());
        mutex.acquire();
        tellGranted("curator", CURATOR, 1);
        start("ours", () -> ours.lookFor(TimeUnit.MINUTES.toNanos(10)));
        start("connection", () -> believeInConnection("connection", CONNECTION));
        start("curator", () -> believeInConnection("curator", CURATOR));
        run.answer("ready");
    }

    /** The client's own view, asked every millisecond; Curator's listeners are told no earlier. */
    private void believeInConnection(String thread, String resource) {
        long last = System.nanoTime();
        while (!dropped) {
            long before = System.nanoTime();
            if (!client.getZookeeperClient().isConnected()) {
                run.record(System.nanoTime(), thread, Act.BELIEF, Outcome.OK, resource, 1, 0, last, "LOST");
                return;
            }
            last = before;
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void await() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(3);
        start("ours", () -> awaitOurs("ours", OURS, begun));
        start("connection", () -> awaitOurs("connection", CONNECTION, begun));
        start("curator", () -> awaitCurator(begun));
        begun.await();
        run.answer("ready");
    }

    private void awaitOurs(String name, String resource, CountDownLatch begun) {
        begun.countDown();
        try {
            Lease lease = box.lock(name).acquire();
            tellGranted(name, resource, lease.fencingToken());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitCurator(CountDownLatch begun) {
        begun.countDown();
        try {
            mutex.acquire();
            tellGranted("curator", CURATOR, 2);
        } catch (Exception e) { // Curator's own signature
            run.record(System.nanoTime(), "curator", Act.LEFT, Outcome.FAIL, CURATOR, 0, 0, 0, e.toString());
        }
    }

    private void tellGranted(String thread, String resource, long token) {
        run.record(System.nanoTime(), thread, Act.ACQUIRE, Outcome.OK, resource, 1, token, 0, "");
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    static List<String> resources() {
        return List.of(OURS, CURATOR, CONNECTION);
    }
}
