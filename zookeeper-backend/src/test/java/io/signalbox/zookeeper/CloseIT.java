package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** close() does not wait for what the client does after the server has ended the session. */
class CloseIT extends OnTestServer {

    /** Those of boxes and of ZooKeeper's and Curator's clients, as they are named. */
    static Set<Thread> threadsOfClients() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> {
            String name = thread.getName();
            return !(name.startsWith("signalbox-")
                    || name.contains("-SendThread")
                    || name.contains("-EventThread")
                    || name.startsWith("Curator-"));
        });
        return threads;
    }

    private static void awaitNoThreadMoreThan(Set<Thread> before) {
        patiently()
                .untilAsserted(
                        () -> assertThat(threadsOfClients()).as("threads").isSubsetOf(before));
    }

    private Signalbox openUnlisted() {
        return Signalbox.open(store.url() + "?session-timeout=3s");
    }

    @Test
    void close_returned_sessionIsOverAtTheServer() throws Exception {
        Set<Thread> before = threadsOfClients();
        for (int round = 0; round < 10; round++) {
            Signalbox box = open();
            box.lock("door").acquire();
            long session = store.sessionOf(box);
            assertThat(store.server().hasSession(session)).isTrue();
            box.close();
            assertThat(store.server().hasSession(session)).isFalse();
            assertThat(store.contenders()).hasValue(0);
        }
        awaitNoThreadMoreThan(before);
    }

    @Test
    void close_ofManyBoxesAtOnce_leavesNothing() {
        Set<Thread> before = threadsOfClients();
        List<Signalbox> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Signalbox box = openUnlisted();
            box.event("bell").awaitAsync();
            assertThat(box.lock("door-" + i).tryAcquire()).isPresent();
            many.add(box);
        }
        List<Future<Boolean>> closes = new ArrayList<>();
        for (Signalbox box : many) {
            closes.add(hands.call(() -> {
                box.close();
                return true;
            }));
        }
        closes.forEach(Hands::get);
        assertThat(store.contenders()).hasValue(0);
        assertThat(store.sessions()).hasValue(0);
        assertThat(store.watches()).hasValue(0);
        awaitNoThreadMoreThan(before);
    }

    /** Nobody answers: close() gives up at the operation timeout, and the threads when the client does. */
    @Test
    void close_serverSilent_leavesNoThread() {
        Set<Thread> before = threadsOfClients();
        Signalbox box = open("operation-timeout", "300ms");
        assertThat(box.lock("door").tryAcquire()).isPresent();
        store.cutOff(box);
        box.close();
        awaitNoThreadMoreThan(before);
        store.reconnect(box);
        patiently().untilAsserted(() -> assertThat(store.contenders()).hasValue(0));
    }

    @Test
    void close_connectionLostMeanwhile_leavesNoThread() {
        Set<Thread> before = threadsOfClients();
        Signalbox box = open("operation-timeout", "300ms");
        store.cutOff(box);
        Future<Boolean> closing = hands.call(() -> {
            box.close();
            return true;
        });
        store.relay(box).sever();
        Hands.get(closing);
        awaitNoThreadMoreThan(before);
    }

    /** All daemons, or they would keep a JVM alive. */
    @Test
    void threads_ofABox_areDaemons() throws Exception {
        Set<Thread> before = threadsOfClients();
        Signalbox box = open();
        box.lock("door").acquire().close();
        box.event("bell").awaitAsync();
        Set<Thread> ours = threadsOfClients();
        ours.removeAll(before);
        assertThat(ours).isNotEmpty().allMatch(Thread::isDaemon);
    }
}
