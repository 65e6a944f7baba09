package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedEvent;
import io.signalbox.EventState;
import io.signalbox.Signalbox;
import io.signalbox.StoreContentException;
import io.signalbox.Subscription;
import io.signalbox.testkit.Timeouts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an event concludes from the order of answers and notifications. */
class ZooKeeperFlagIT extends OnTestServer {

    private Signalbox box;
    private DistributedEvent waiting;
    private DistributedEvent ringing;

    @BeforeEach
    void openTwo() {
        box = open("operation-timeout", "20s");
        waiting = box.event("bell");
        ringing = open("operation-timeout", "20s").event("bell");
        pulse(); // the node is there
    }

    private void pulse() {
        ringing.set();
        ringing.clear();
    }

    /** Has begun to wait: what is asked afterwards was answered. */
    private CompletableFuture<Void> begunWait() {
        CompletableFuture<Void> waiter = waiting.awaitAsync();
        waiting.state();
        return waiter;
    }

    private static void get(CompletableFuture<?> future) {
        assertThat(future).succeedsWithin(Timeouts.patience());
    }

    private void byHand(String data) throws Exception {
        ZooKeeper plain = new ZooKeeper("127.0.0.1:" + store.server().port(), 10_000, event -> {});
        try {
            plain.setData(path(), data.getBytes(StandardCharsets.US_ASCII), -1);
        } finally {
            plain.close();
        }
    }

    private String path() {
        return store.root() + "/events/bell";
    }

    private int watches() {
        return store.server().watches(store.root());
    }

    // ------------------------------------------------------------------ pulses

    /** The pulse is told while the barrier of a second wait is under way: that wait begins after it. */
    @Test
    void pulse_toldWhileAReadingIsUnderWay_endsTheFirstWaitOnly() {
        CompletableFuture<Void> first = begunWait();
        store.relay(box).hold();
        CompletableFuture<Void> second = waiting.awaitAsync();
        CompletableFuture<EventState> look = waiting.stateAsync();
        pulse();
        store.relay(box).release();
        get(first);
        assertThat(look).succeedsWithin(Timeouts.patience()).isEqualTo(new EventState(4));
        assertThat(second).isNotDone();
        pulse();
        get(second);
    }

    @Test
    void pulses_whileCutOff_endTheWaitAndTheLastIsTold() {
        List<EventState> told = new CopyOnWriteArrayList<>();
        waiting.onChange(told::add);
        CompletableFuture<Void> waiter = begunWait();
        store.cutOff(box);
        pulse();
        pulse();
        ringing.set();
        store.relay(box).sever();
        store.reconnect(box);
        get(waiter);
        patiently().until(() -> told.contains(new EventState(7)));
    }

    @Test
    void pulses_connectionSeveredAgainAndAgain_areNeverMissed() {
        for (int round = 0; round < 10; round++) {
            CompletableFuture<Void> waiter = begunWait();
            store.relay(box).sever();
            pulse();
            get(waiter);
        }
    }

    /** A watch on the absent node hears of its making, which may be the making of a mere directory. */
    @Test
    void neverSet_nodeMadeForALongerName_isNoPulse() {
        DistributedEvent gong = box.event("gong");
        Signalbox other = open();
        CompletableFuture<Void> waiter = gong.awaitAsync();
        gong.state();
        assertThat(watches()).isEqualTo(1);
        other.event("gong/large").set();
        assertThat(gong.state()).isEqualTo(new EventState(0));
        assertThat(waiter).isNotDone();
        other.event("gong").set();
        other.event("gong").clear();
        get(waiter);
    }

    @Test
    void neverSet_pulse_endsTheWait() {
        DistributedEvent gong = box.event("gong");
        CompletableFuture<Void> waiter = gong.awaitAsync();
        gong.state();
        Signalbox other = open();
        other.event("gong").set();
        other.event("gong").clear();
        get(waiter);
    }

    // ------------------------------------------------------------------ what a notification proves

    /** As of a server before 3.9: then the node is read. */
    @Test
    void notifications_withoutZxid_areFollowedByARead() {
        store.relay(box).hideZxids();
        for (int round = 0; round < 5; round++) {
            CompletableFuture<Void> waiter = begunWait();
            long before = store.relay(box).requests();
            pulse();
            get(waiter);
            assertThat(store.relay(box).requests() - before).isPositive();
        }
    }

    /** One that is of no later change than what was read proves nothing. */
    @Test
    void notification_ofAChangeThatWasRead_endsNoWait() {
        CompletableFuture<Void> waiter = begunWait();
        store.relay(box).forgeNotification(path(), 1);
        waiting.state();
        assertThat(waiting.state()).isEqualTo(new EventState(2));
        assertThat(waiter).isNotDone();
        pulse();
        get(waiter);
    }

    /** The same, but of a later change: a forgery is believed, so the test above tests something. */
    @Test
    void notification_ofALaterChange_endsTheWaitWithoutARead() {
        CompletableFuture<Void> waiter = begunWait();
        store.relay(box).forgeNotification(path(), Long.MAX_VALUE);
        box.event("other").state();
        get(waiter);
        assertThat(waiting.state()).isEqualTo(new EventState(2));
    }

    @Test
    void writeByHand_endsTheWaitsOfThatMoment_andNothingElse() throws Exception {
        List<EventState> told = new CopyOnWriteArrayList<>();
        Subscription listener = waiting.onChange(told::add);
        CompletableFuture<Void> present = begunWait();
        byHand("clear 2");
        get(present);
        CompletableFuture<Void> later = begunWait();
        assertThat(later).isNotDone();
        assertThat(waiting.isSet()).isFalse();
        ringing.set();
        get(later);
        patiently().until(() -> told.contains(new EventState(3)));
        assertThat(told).containsExactly(new EventState(2), new EventState(3));
        listener.close();
    }

    @Test
    void writeByHand_thatSaysNothing_isToldToReaders_andGoneWhenItIsMended() throws Exception {
        List<EventState> told = new CopyOnWriteArrayList<>();
        waiting.onChange(told::add);
        patiently().until(() -> told.contains(new EventState(2)));
        byHand("ajar");
        patiently()
                .untilAsserted(() -> assertThatThrownBy(waiting::isSet)
                        .isInstanceOf(StoreContentException.class)
                        .hasMessageContaining(path()));
        byHand("set 5");
        patiently().until(() -> told.contains(new EventState(5)));
        assertThat(waiting.isSet()).isTrue();
    }

    // ------------------------------------------------------------------ looks beside a watch

    /** One barrier each, and no read: as true as with one. */
    @Test
    void looks_besideAWatch_seeWhateverWasDoneBefore() {
        Subscription listener = waiting.onChange(state -> {});
        for (long round = 0; round < 100; round++) {
            long version = round % 2 == 0
                    ? ringing.setAsync().join().version()
                    : ringing.clearAsync().join().version();
            assertThat(waiting.state().version()).isEqualTo(version);
        }
        listener.close();
    }

    @Test
    void looks_besideAWatchThatComesAndGoes_neverFallBehind() {
        AtomicBoolean over = new AtomicBoolean();
        hands.run(() -> {
            while (!over.get()) {
                CompletableFuture<Void> waiter = waiting.awaitAsync();
                waiting.state();
                waiter.cancel(false);
            }
        });
        for (int round = 0; round < 200; round++) {
            long version = (round % 2 == 0 ? ringing.setAsync() : ringing.clearAsync())
                    .join()
                    .version();
            assertThat(waiting.state().version()).isEqualTo(version);
        }
        over.set(true);
        hands.join();
        patiently().until(() -> watches() == 0);
    }

    // ------------------------------------------------------------------ nothing is left

    @Test
    void watch_ofWaitersThatHaveGone_isTakenBack() {
        DistributedEvent neverSet = box.event("gong");
        for (DistributedEvent event : List.of(waiting, neverSet)) {
            CompletableFuture<Void> waiter = event.awaitAsync();
            event.state();
            assertThat(watches()).isEqualTo(1);
            waiter.cancel(false);
            patiently().until(() -> watches() == 0);
        }
    }

    @Test
    void watch_ofWaitersThatGoWhileItIsBeingSet_isTakenBack() throws Exception {
        DistributedEvent neverSet = box.event("gong");
        for (DistributedEvent event : List.of(waiting, neverSet)) {
            store.relay(box).hold();
            CompletableFuture<Void> waiter = event.awaitAsync();
            CompletableFuture<EventState> look = event.stateAsync();
            waiter.cancel(false);
            store.relay(box).release();
            look.get(Timeouts.patience().toNanos(), TimeUnit.NANOSECONDS);
            event.state();
            assertThat(watches()).isZero();
        }
    }

    /** ZooKeeper's client sets its watches again when it connects again, wanted or not. */
    @Test
    void watch_ofWaitersThatGoWhileCutOff_isNotSetAgain() {
        DistributedEvent neverSet = box.event("gong");
        for (DistributedEvent event : List.of(waiting, neverSet)) {
            CompletableFuture<Void> waiter = event.awaitAsync();
            event.state();
            store.cutOff(box);
            store.relay(box).sever();
            patiently().until(() -> watches() == 0);
            waiter.cancel(false);
            store.reconnect(box);
            box.event("other").state();
            assertThat(watches()).isZero();
        }
    }
}
