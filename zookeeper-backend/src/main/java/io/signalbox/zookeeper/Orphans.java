package io.signalbox.zookeeper;

import io.signalbox.ResourceKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Finds contenders that belong to no session: made by hand or by a faulty client, they stand in their line until somebody
 * deletes them.
 */
final class Orphans {

    private static final int MOST = 20_000;

    private final Session session;
    private final long patienceNanos;
    private final List<String> found = new ArrayList<>();
    private int looked;
    private volatile String unseen = ""; // written by the event thread
    private boolean complete = true;

    Orphans(Session session, long patienceNanos) {
        this.session = session;
        this.patienceNanos = patienceNanos;
    }

    /** Looks through everything below a directory of lines. */
    void search(ResourceKind kind, String root) {
        Deque<String> directories = new ArrayDeque<>(List.of(root));
        while (!directories.isEmpty() && complete) {
            String directory = directories.remove();
            List<String> children = list(directory);
            List<CompletableFuture<@Nullable Stat>> births = new ArrayList<>();
            List<String> contenders = new ArrayList<>();
            for (String child : children) {
                String path = directory + "/" + child;
                if (ContenderName.parse(kind, child) == null) {
                    directories.add(path);
                } else {
                    contenders.add(path);
                    births.add(stat(path));
                }
            }
            for (int i = 0; i < contenders.size(); i++) {
                Stat stat = await(births.get(i));
                if (stat != null && stat.getEphemeralOwner() == 0) {
                    found.add(contenders.get(i));
                }
            }
            looked += contenders.size() + 1;
            complete &= looked < MOST;
        }
    }

    /** Their paths. */
    List<String> found() {
        return found;
    }

    /** Whether all there is was looked at. */
    boolean isComplete() {
        return complete;
    }

    int looked() {
        return looked;
    }

    /** The first node that could not be looked at, and why; empty if there is none. */
    String unseen() {
        return unseen;
    }

    private List<String> list(String path) {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        session.list(path, (code, children) -> {
            note(path, code);
            answer.complete(children);
        });
        List<String> children = await(answer);
        complete &= children != null;
        return children == null ? List.of() : children;
    }

    private CompletableFuture<@Nullable Stat> stat(String path) {
        CompletableFuture<@Nullable Stat> answer = new CompletableFuture<>();
        session.exists(path, (code, p, stat) -> {
            note(path, code);
            answer.complete(stat);
        });
        return answer;
    }

    /** Runs before the answer is complete, and so before whoever waits for that goes on. */
    private void note(String path, Code code) {
        if (code != Code.OK && code != Code.NONODE && unseen.isEmpty()) {
            unseen = path + " (" + code + ")";
        }
    }

    private <T extends @Nullable Object> @Nullable T await(CompletableFuture<T> answer) {
        try {
            return answer.get(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
