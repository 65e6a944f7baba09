package io.signalbox.zookeeper;

import io.signalbox.ContenderView;
import io.signalbox.Eviction;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;

/** Puts one holder out of a line by force, and keeps the record of it. */
final class Evictor {
    /*
     * Who is put out. The token names the transaction that made the holder's node, and no two nodes share one. A reading
     * of the line behind a barrier tells which node that is, and whether it holds; whoever held then holds until its node
     * goes. The node is deleted by its name, which has a random part with us, Curator and kazoo, so no other node can
     * have come under that name in between; and what is looked at last, just before, is that it still has that birth, for
     * the libraries whose names are counted only.
     *
     * The record is written in the same transaction as the delete: neither is there without the other.
     *
     * The holder does not watch its node: that would cost every acquire a request. It does watch the node of its session,
     * once, from the first heartbeat on (see Session). So that node is deleted behind the contender, which calls
     * the holder to look which of its places are still there; the next heartbeat makes the node anew. A holder that is
     * not ours, or so young that it has no such node, is not told.
     */
    private static final long TOKENS = 1024;

    private final ZooKeeperStore store;
    private final Resource resource;
    private final String record;
    private final String what;
    private final CompletableFuture<Optional<Eviction>> done = new CompletableFuture<>();

    Evictor(ZooKeeperStore store, Resource resource) {
        this.store = store;
        this.resource = resource;
        this.record = store.layout().eviction(resource);
        this.what = "put a holder out of " + resource;
    }

    CompletableFuture<Optional<Eviction>> evict(long token) {
        Session session = store.connectedSession();
        if (session == null) {
            return CompletableFuture.failedFuture(store.noSession(what));
        }
        new Census(store).queue(resource).whenComplete((view, failure) -> {
            if (view == null) {
                done.completeExceptionally(failure);
            } else {
                holder(view, token / TOKENS)
                        .ifPresentOrElse(
                                holder -> confirmBirth(session, holder), () -> done.complete(Optional.empty()));
            }
        });
        return done;
    }

    private static Optional<ContenderView> holder(QueueView view, long birth) {
        return view.holders().stream()
                .filter(holder -> holder.token() / TOKENS == birth)
                .findFirst();
    }

    private void confirmBirth(Session session, ContenderView holder) {
        String path = store.layout().line(resource) + "/" + holder.id();
        session.exists(path, (code, p, stat) -> {
            if (code == Code.NONODE || (stat != null && stat.getCzxid() != holder.token() / TOKENS)) {
                done.complete(Optional.empty());
            } else if (code != Code.OK || stat == null) {
                done.completeExceptionally(Failures.of(code, what, path));
            } else {
                makeRecord(session, path, stat, holder);
            }
        });
    }

    private void makeRecord(Session session, String path, Stat stat, ContenderView holder) {
        session.createWithParents(
                record, new byte[0], CreateMode.PERSISTENT, CreateMode.PERSISTENT, (code, p, made) -> {
                    if (code == Code.OK || code == Code.NODEEXISTS) {
                        delete(session, path, stat, holder);
                    } else {
                        done.completeExceptionally(Failures.of(code, what, record));
                    }
                });
    }

    private void delete(Session session, String path, Stat stat, ContenderView holder) {
        Eviction eviction = new Eviction(
                resource,
                holder,
                store.self(),
                Instant.ofEpochMilli(store.clock().wallMillis()));
        List<Op> both = List.of(Op.setData(record, EvictionData.format(eviction), -1), Op.delete(path, -1));
        session.together(both, code -> {
            if (code == Code.NONODE) {
                done.complete(Optional.empty());
            } else if (code != Code.OK) {
                done.completeExceptionally(Failures.of(code, what, path));
            } else {
                session.delete(
                        store.layout().session(stat.getEphemeralOwner()), told -> done.complete(Optional.of(eviction)));
            }
        });
    }

    CompletableFuture<Optional<Eviction>> last() {
        Session session = store.connectedSession();
        if (session == null) {
            return CompletableFuture.failedFuture(store.noSession("read the last eviction of " + resource));
        }
        session.barrier(code -> {});
        session.get(record, null, (code, data, stat) -> {
            if (code == Code.OK || code == Code.NONODE) {
                done.complete(EvictionData.parse(resource, data));
            } else {
                done.completeExceptionally(Failures.of(code, "read the last eviction of " + resource, record));
            }
        });
        return done;
    }
}
