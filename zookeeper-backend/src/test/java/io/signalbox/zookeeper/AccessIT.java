package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.StoreAccessException;
import io.signalbox.StoreUnavailableException;
import io.signalbox.testkit.Timeouts;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who logs in has its nodes for itself, and relies on no node that others may change. */
class AccessIT extends OnTestServer {

    private static final String WARN = "zookeeper.nodes-of-others";

    private Signalbox as(String user, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("zookeeper.login", "digest", "zookeeper.user", user, "zookeeper.password", user + "-pw"));
        return open(all.toArray(new String[0]));
    }

    private PlainClient plain() throws Exception {
        return new PlainClient("127.0.0.1:" + store.server().port());
    }

    private static List<ACL> all(String user) throws Exception {
        return List.of(new ACL(
                ZooDefs.Perms.ALL,
                new Id("digest", DigestAuthenticationProvider.generateDigest(user + ":" + user + "-pw"))));
    }

    /** Leaves at least one node of each kind that there is. */
    private static void useAll(Signalbox box) throws Exception {
        Lease lease = box.lock("orders/42").acquire();
        box.evict(lease.resource(), lease.fencingToken());
        box.lock("orders/42").acquire();
        DistributedSemaphore pool = box.semaphore("db/pool", 3);
        Lease two = pool.acquire(2);
        box.evict(two.resource(), two.fencingToken());
        pool.acquire(2);
        pool.resize(4);
        box.event("schema/ready").set();
        box.lock("orders/42").inspect();
        box.list("");
    }

    private List<String> nodesThatOthersMayChange(List<ACL> expected) {
        List<String> found = new ArrayList<>();
        for (String path : store.server().paths(store.root())) {
            if (!store.server().acl(path).equals(expected)) {
                found.add(path + " " + store.server().acl(path));
            }
        }
        return found;
    }

    @Test
    void everyNode_afterAllWasUsed_isItsCreatorsAlone() throws Exception {
        useAll(as("alice"));

        assertThat(store.server().paths(store.root()))
                .contains(
                        store.root(),
                        store.root() + "/locks/orders/42",
                        store.root() + "/semaphores/db/pool",
                        store.root() + "/sizes/db/pool",
                        store.root() + "/events/schema/ready",
                        store.root() + "/evictions/lock/orders/42",
                        store.root() + "/evictions/semaphore/db/pool")
                .anyMatch(path -> path.contains("/_c_"))
                .anyMatch(path -> path.startsWith(store.root() + "/sessions/"));
        assertThat(nodesThatOthersMayChange(all("alice"))).isEmpty();
    }

    /** The check sees one open node among them; and without a login all are open. */
    @Test
    void openNode_amongThem_isSeen() throws Exception {
        useAll(as("alice"));
        try (PlainClient plain = plain()) {
            plain.login("alice", "alice-pw");
            plain.allow(store.root() + "/events/schema/ready", ZooDefs.Ids.OPEN_ACL_UNSAFE);
        }
        assertThat(nodesThatOthersMayChange(all("alice")))
                .singleElement()
                .asString()
                .contains("/events/schema/ready", "world");
    }

    @Test
    void noLogin_leavesNodesOpen() throws Exception {
        useAll(open());
        assertThat(nodesThatOthersMayChange(ZooDefs.Ids.OPEN_ACL_UNSAFE)).isEmpty();
    }

    @Test
    void twoUsers_ofOneJvm_cannotTouchEachOthers() throws Exception {
        Signalbox alice = as("alice");
        Lease lease = alice.lock("door").acquire();
        alice.semaphore("pool", 3);
        alice.event("bell").set();

        assertRefused(() -> as("bob"), "cannot open zookeeper://", "user \"bob\" (digest)", "which belongs to others");
        Signalbox nobody = open();
        assertRefused(() -> nobody.lock("door").tryAcquire(), "cannot acquire lock \"door\"", "(NOAUTH)");
        assertRefused(() -> nobody.lock("another").tryAcquire(), "cannot acquire lock \"another\"", "(NOAUTH)");
        assertRefused(() -> nobody.semaphore("pool", 3), "(NOAUTH)");
        assertRefused(() -> nobody.event("bell").clear(), "(NOAUTH)");
        assertRefused(() -> nobody.event("bell").isSet(), "(NOAUTH)");
        assertRefused(() -> nobody.evict(lease.resource(), lease.fencingToken()), "(NOAUTH)");
        try (PlainClient plain = plain()) {
            plain.login("bob", "bob-pw");
            String contender = store.root() + "/locks/door/"
                    + store.server().children(store.root() + "/locks/door").get(0);
            assertThatExceptionOfType(org.apache.zookeeper.KeeperException.NoAuthException.class)
                    .isThrownBy(() -> plain.delete(contender));
        }
        lease.ensureHeld();
        assertThat(alice.event("bell").isSet()).isTrue();
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatExceptionOfType(StoreAccessException.class)
                .isThrownBy(call)
                .withMessageContainingAll(parts)
                .withMessageNotContaining("\n");
    }

    // ------------------------------------------------------------------ nodes in the way

    @Test
    void rootThatOthersMayChange_isRefusedAndNamed() throws Exception {
        try (PlainClient plain = plain()) {
            plain.create(store.root(), CreateMode.PERSISTENT);
        }
        assertRefused(
                () -> as("alice"),
                "world:anyone may change " + store.root() + "; give it and what is below it to us alone (setAcl -R)",
                WARN);
        useAll(as("alice", WARN, "warn"));
    }

    @Test
    void directoryOfAnotherUser_isRefusedAndNamed() throws Exception {
        Signalbox alice = as("alice");
        alice.lock("door").acquire().close();
        try (PlainClient plain = plain()) {
            plain.login("alice", "alice-pw");
            List<ACL> both = new ArrayList<>(all("alice"));
            both.addAll(all("bob"));
            plain.allow(store.root() + "/locks", both);
        }
        assertRefused(() -> as("alice"), "digest:bob may change " + store.root() + "/locks");
    }

    /** From a time without logins: the directories above were closed, and these were forgotten. */
    @Test
    void nodesBelow_thatOthersMayChange_areRefusedWhenUsed() throws Exception {
        Signalbox before = as("alice");
        before.lock("door").acquire().close();
        before.semaphore("pool", 3);
        before.event("bell").set();
        before.close();
        try (PlainClient plain = plain()) {
            plain.login("alice", "alice-pw");
            for (String path : List.of("/locks/door", "/sizes/pool", "/events/bell")) {
                plain.allow(store.root() + path, ZooDefs.Ids.OPEN_ACL_UNSAFE);
            }
        }
        Signalbox alice = as("alice");
        assertRefused(() -> alice.lock("door").acquire(), "others may change " + store.root() + "/locks/door");
        OnTestServer.patiently()
                .untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
        assertRefused(() -> alice.semaphore("pool", 3), "others may change " + store.root() + "/sizes/pool");
        assertRefused(() -> alice.event("bell").isSet(), "others may change " + store.root() + "/events/bell");
        assertRefused(() -> alice.event("bell").clear(), "others may change " + store.root() + "/events/bell");
        assertThatCode(() -> alice.lock("other").acquire().close()).doesNotThrowAnyException();

        Signalbox lenient = as("alice", WARN, "warn");
        lenient.lock("door").acquire().close();
        lenient.semaphore("pool", 3).acquire(3).close();
        lenient.event("bell").clear();
    }

    /** A directory that others may change, and that is there before anybody of ours comes. */
    private void openUp(String directory) throws Exception {
        try (PlainClient plain = plain()) {
            plain.login("alice", "alice-pw");
            plain.allow(store.root() + directory, ZooDefs.Ids.OPEN_ACL_UNSAFE);
        }
    }

    private void assertNobodyStandsInLine() {
        OnTestServer.patiently()
                .untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
    }

    /** The answers to the question whose it is, and to the create, are lost together. */
    @Test
    void contender_madeInForeignDirectoryAndItsReplyLost_isNotGranted() throws Exception {
        as("alice").lock("door").acquire().close();
        openUp("/locks/door");
        Signalbox alice = as("alice");
        store.loseNextReply(alice);
        assertRefused(
                () -> alice.lock("door").tryAcquire(Timeouts.patience()),
                "others may change " + store.root() + "/locks/door");
        assertThat(store.relay(alice).repliesLost()).isEqualTo(1);
        assertNobodyStandsInLine();
    }

    /** Or it would keep others out until our session ends. */
    @Test
    void contender_madeInForeignDirectoryAndItsDeleteLost_isDeletedAllTheSame() throws Exception {
        as("alice").lock("door").acquire().close();
        openUp("/locks/door");
        Signalbox alice = as("alice");
        Relay.Break atDelete = new Relay.Break(1, false, content -> content.contains("-lock-0"), session -> {});
        store.relay(alice).breakAt(atDelete);
        assertRefused(() -> alice.lock("door").acquire(), "others may change " + store.root() + "/locks/door");
        OnTestServer.patiently().until(atDelete::isDone);
        assertNobodyStandsInLine();
    }

    /** Whoever may delete in it can take the lock's directory away when it is empty, and put another in its place. */
    @Test
    void directoryOfOurs_belowOneThatOthersMayChange_isRefused() throws Exception {
        Signalbox before = as("alice");
        before.lock("orders/42").acquire().close();
        before.event("orders/42").set();
        openUp("/locks/orders");
        openUp("/events/orders");
        Signalbox alice = as("alice");
        assertRefused(() -> alice.lock("orders/42").acquire(), "/locks/orders/42 or a node above it");
        assertNobodyStandsInLine();
        assertRefused(() -> alice.event("orders/42").isSet(), "/events/orders/42 or a node above it");
        alice.lock("other/42").acquire().close();
    }

    /** In a later session the root is still ours, and what is below it was not looked at for this. */
    @Test
    void roomThatOthersMayChange_inALaterSession_isRefused() throws Exception {
        Signalbox alice = as("alice");
        alice.lock("door").acquire().close();
        openUp("/locks");
        store.expire(alice);
        OnTestServer.patiently().until(() -> isServed(alice));
        assertRefused(() -> alice.lock("door").acquire(), "/locks/door or a node above it");
        assertNobodyStandsInLine();
        alice.event("bell").set();
    }

    /** Nothing but a lock is kept there, and while it is idle its directory could go, and be made by somebody else. */
    @Test
    void lockRootElsewhere_whileNobodyUsesIt_cannotBeReplaced() throws Exception {
        String elsewhere = "/legacy" + store.root();
        Signalbox alice = as("alice", "zookeeper.lock-root", elsewhere + "/locks");
        alice.lock("orders").acquire().close();
        try (PlainClient plain = plain();
                PlainClient stranger = plain()) {
            plain.login("alice", "alice-pw");
            plain.allow(elsewhere, ZooDefs.Ids.OPEN_ACL_UNSAFE);
            plain.delete(elsewhere + "/locks/orders"); // as the server does with an empty container
            assertThatExceptionOfType(org.apache.zookeeper.KeeperException.NotEmptyException.class)
                    .isThrownBy(() -> stranger.delete(elsewhere + "/locks"));
            alice.lock("orders").acquire().close();
            assertThat(alice.list("")).isEmpty();
            alice.close();
            plain.delete(elsewhere + "/locks/orders");
            assertThat(plain.children(elsewhere + "/locks")).isEmpty();
        }
    }

    @Test
    void lockRootElsewhere_thatOthersMayChange_isRefusedAndNamed() throws Exception {
        String elsewhere = "/legacy" + store.root();
        try (PlainClient plain = plain()) {
            plain.create(elsewhere + "/locks", CreateMode.PERSISTENT);
        }
        assertRefused(
                () -> as("alice", "zookeeper.lock-root", elsewhere + "/locks"),
                "world:anyone may change " + elsewhere + "/locks; ");
        as("alice", "zookeeper.lock-root", elsewhere + "/locks", WARN, "warn")
                .lock("orders")
                .acquire()
                .close();
    }

    /** ZooKeeper then shows us ourselves without the hash of our password. */
    @Test
    void rootThatWeMayNotAdminister_isRefusedWithTheReason() throws Exception {
        as("alice").close();
        try (PlainClient plain = plain()) {
            plain.login("alice", "alice-pw");
            plain.allow(
                    store.root(),
                    List.of(new ACL(
                            ZooDefs.Perms.ALL & ~ZooDefs.Perms.ADMIN,
                            all("alice").get(0).getId())));
        }
        assertRefused(
                () -> as("alice"),
                "ZooKeeper does not show us whether digest:alice, who may change " + store.root()
                        + ", has our password (it lacks ADMIN");
    }

    /** Whether there is a connection again. */
    private static boolean isServed(Signalbox box) {
        try {
            box.event("bell").isSet();
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    /** Not asked again for each request: a second cycle costs what it costs without a login. */
    @Test
    void nodeThatIsOurs_isAskedForOnce() throws Exception {
        Signalbox alice = as("alice");
        alice.lock("door").acquire().close();
        alice.lock("door").acquire().close();
        long before = store.requests().getAsLong();
        alice.lock("door").acquire().close();
        assertThat(store.requests().getAsLong() - before).isEqualTo(2);
    }

    @Test
    void rootAbove_thatOthersMayChange_isTheirs() throws Exception {
        try (PlainClient plain = plain()) {
            plain.create("/shared", CreateMode.PERSISTENT);
        }
        try (Signalbox box = Signalbox.open(io.signalbox.SignalboxConfig.builder()
                .url("zookeeper://127.0.0.1:" + store.server().port() + "/shared/ours")
                .option("zookeeper.login", "digest")
                .option("zookeeper.user", "alice")
                .option("zookeeper.password", "alice-pw")
                .build())) {
            box.event("bell").set();
            assertThat(store.server().acl("/shared/ours")).isEqualTo(all("alice"));
        }
    }
}
