package io.signalbox.zookeeper;

import io.signalbox.Resource;
import io.signalbox.StoreContentException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** The size of a semaphore: decimal digits in a persistent node of its own. Empty data, of a node on the way, is none. */
final class SizeData {

    /** Reads the data. */
    @FunctionalInterface
    interface Reader {
        void read(Session session, Session.Got answer);
    }

    private final ZooKeeperStore store;
    private final Resource semaphore;
    private final String path;
    private final Reader reader;

    SizeData(ZooKeeperStore store, Resource semaphore, Reader reader) {
        this.store = store;
        this.semaphore = semaphore;
        this.path = store.layout().size(semaphore);
        this.reader = reader;
    }

    /**
     * Reads the data.
     *
     * @return the size, or 0 if there is none
     */
    static int parse(byte @Nullable [] data) {
        if (data == null || data.length == 0 || data.length > 10) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(new String(data, StandardCharsets.US_ASCII)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static byte[] format(int size) {
        return Integer.toString(size).getBytes(StandardCharsets.US_ASCII);
    }

    /** The size in force; the offered one, if there was none. The create, or the barrier, makes the read linearizable. */
    CompletableFuture<Integer> agree(int offer) {
        CompletableFuture<Integer> agreed = new CompletableFuture<>();
        Session session = store.connectedSession();
        if (session == null) {
            agreed.completeExceptionally(store.noSession("open " + semaphore));
        } else if (offer == 0) {
            session.barrier(code -> {});
            read(session, 0, agreed);
        } else {
            session.createWithParents(
                    path, format(offer), CreateMode.PERSISTENT, CreateMode.PERSISTENT, (code, p, stat) -> {
                        if (code == Code.OK) {
                            reader.read(session, (read, data, after) -> {}); // for the sake of its watch
                            agreed.complete(offer);
                        } else if (code == Code.NODEEXISTS) {
                            read(session, offer, agreed);
                        } else {
                            refuse(code, agreed);
                        }
                    });
        }
        return agreed;
    }

    private void read(Session session, int offer, CompletableFuture<Integer> agreed) {
        reader.read(session, (code, data, stat) -> {
            if (code == Code.NONODE || (code == Code.OK && data != null && data.length == 0)) {
                offerAnew(session, offer, stat, agreed);
            } else if (code != Code.OK) {
                refuse(code, agreed);
            } else if (parse(data) == 0) {
                agreed.completeExceptionally(new StoreContentException(
                        "cannot open " + semaphore + ": the data of " + path + " is no size; see who wrote it"));
            } else {
                agreed.complete(parse(data));
            }
        });
    }

    /** There is no size: a node on the way to a longer name, or none at all. */
    private void offerAnew(Session session, int offer, @Nullable Stat stat, CompletableFuture<Integer> agreed) {
        if (offer == 0) {
            agreed.complete(0);
        } else if (stat == null) {
            refuse(Code.CONNECTIONLOSS, agreed); // deleted in between: the caller tries again
        } else {
            session.setData(path, format(offer), stat.getVersion(), (code, p, after) -> {
                if (code == Code.OK) {
                    agreed.complete(offer);
                } else if (code == Code.BADVERSION) {
                    read(session, offer, agreed);
                } else {
                    refuse(code, agreed);
                }
            });
        }
    }

    CompletableFuture<Void> resize(int size) {
        CompletableFuture<Void> resized = new CompletableFuture<>();
        Session session = store.connectedSession();
        if (session == null) {
            resized.completeExceptionally(store.noSession("resize " + semaphore));
            return resized;
        }
        session.setData(path, format(size), -1, (code, p, stat) -> {
            if (code == Code.OK) {
                resized.complete(null);
            } else {
                resized.completeExceptionally(Failures.of(code, "resize " + semaphore, path));
            }
        });
        return resized;
    }

    private void refuse(Code code, CompletableFuture<Integer> agreed) {
        agreed.completeExceptionally(Failures.of(code, "open " + semaphore, path));
    }
}
