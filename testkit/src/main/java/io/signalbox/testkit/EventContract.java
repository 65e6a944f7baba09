package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedEvent;
import io.signalbox.EventState;
import io.signalbox.Signalbox;
import io.signalbox.StoreUnavailableException;
import io.signalbox.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Pulses are not missed (E1), the state is linearizable (E2), durable (E3), and waits end in time (E4). */
public abstract class EventContract extends ContractSuite {

    private static final Duration SHORT = Duration.ofMillis(100);

    /** For subclasses. */
    protected EventContract() {}

    // ------------------------------------------------------------------ pulses

    @Test
    @Clause("E1")
    void pulses_ofAnotherBox_areNeverMissed() {
        DistributedEvent waiting = open().event("bell");
        DistributedEvent ringing = open().event("bell");
        for (int round = 0; round < 40; round++) {
            CompletableFuture<Void> waiter = waiting.awaitAsync();
            awaitBegun(waiting);
            pulse(ringing);
            get(waiter);
        }
    }

    @Test
    @Clause("E1")
    void pulse_wakesEveryWaiterOfEveryBox() {
        DistributedEvent ringing = open().event("bell");
        List<CompletableFuture<Void>> waiters = new ArrayList<>();
        for (int b = 0; b < 3; b++) {
            DistributedEvent waiting = open().event("bell");
            for (int i = 0; i < 10; i++) {
                waiters.add(waiting.awaitAsync());
            }
            awaitBegun(waiting);
        }
        pulse(ringing);
        waiters.forEach(ContractSuite::get);
    }

    @Test
    @Clause("E1")
    void pulse_wakesThreads() {
        Signalbox box = open();
        DistributedEvent ringing = open().event("bell");
        List<Crew.Member<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(crew.call(() -> box.event("bell").await(Timeouts.patience())));
        }
        threads.forEach(Crew.Member::awaitWaiting);
        awaitBegun(box.event("bell"));
        stays(() -> threads.stream().noneMatch(Crew.Member::isDone));
        pulse(ringing);
        threads.forEach(thread -> assertThat(thread.get()).isTrue());
    }

    @Test
    @Clause("E1")
    void pulse_whileTheWaiterIsCutOff_isNotMissed() {
        Signalbox box = open();
        DistributedEvent waiting = box.event("bell");
        DistributedEvent ringing = open().event("bell");
        CompletableFuture<Void> waiter = waiting.awaitAsync();
        awaitBegun(waiting);
        cutOff(box);
        pulse(ringing);
        reconnect(box);
        get(waiter);
    }

    @Test
    @Clause("E1")
    void pulse_whileTheSessionOfTheWaiterEnds_isNotMissed() {
        Signalbox box = open();
        DistributedEvent waiting = box.event("bell");
        DistributedEvent ringing = open().event("bell");
        for (int round = 0; round < 3; round++) {
            CompletableFuture<Void> waiter = waiting.awaitAsync();
            awaitBegun(waiting);
            expire(box);
            pulse(ringing);
            get(waiter);
        }
    }

    /** The watch of a new session works as that of the old one did. */
    @Test
    @Clause("E1")
    void pulse_afterTheSessionOfTheWaiterEnded_isNotMissed() {
        Signalbox box = open();
        DistributedEvent waiting = box.event("bell");
        DistributedEvent ringing = open().event("bell");
        CompletableFuture<Void> waiter = waiting.awaitAsync();
        awaitBegun(waiting);
        expire(box);
        stays(() -> !waiter.isDone());
        pulse(ringing);
        get(waiter);
    }

    @Test
    @Clause("E1")
    void await_ofASetEvent_returnsAtOnce() throws Exception {
        open().event("bell").set();
        DistributedEvent event = open().event("bell");
        assertThat(event.await(Timeouts.patience())).isTrue();
        crew.run(event::await).get();
        get(event.awaitAsync());
    }

    @Test
    @Clause("E1")
    void await_afterAPulse_doesNotSeeIt() throws Exception {
        DistributedEvent waiting = open().event("bell");
        DistributedEvent ringing = open().event("bell");
        for (int round = 0; round < 3; round++) {
            pulse(ringing);
            assertThat(waiting.await(SHORT)).isFalse();
        }
    }

    // ------------------------------------------------------------------ set, clear, look

    @Test
    @Clause("E2")
    void event_neverSet_isClear() {
        DistributedEvent event = open().event("bell");
        assertThat(event.isSet()).isFalse();
        assertThat(event.state()).isEqualTo(new EventState(0));
        event.clear();
        assertThat(event.state()).isEqualTo(new EventState(0));
    }

    @Test
    @Clause("E2")
    void setAndClear_again_changeNothing() {
        DistributedEvent mine = open().event("bell");
        DistributedEvent theirs = open().event("bell");
        mine.set();
        theirs.set();
        mine.set();
        assertThat(theirs.state()).isEqualTo(new EventState(1));
        mine.clear();
        theirs.clear();
        mine.clear();
        assertThat(theirs.state()).isEqualTo(new EventState(2));
    }

    @Test
    @Clause("E2")
    void whatOneBoxDid_isSeenByTheOthersAtOnce() {
        List<DistributedEvent> events = List.of(open().event("bell"), open().event("bell"), open().event("bell"));
        for (int round = 0; round < 30; round++) {
            events.get(round % 3).set();
            assertThat(events.get((round + 1) % 3).isSet()).isTrue();
            events.get((round + 2) % 3).clear();
            assertThat(events.get(round % 3).isSet()).isFalse();
        }
    }

    @Test
    @Clause("E2")
    void whatOneBoxDid_isSeenByTheOthersAtOnce_whoListenToo() {
        List<DistributedEvent> events = List.of(open().event("bell"), open().event("bell"), open().event("bell"));
        events.forEach(event -> event.onChange(state -> {}));
        for (int round = 0; round < 30; round++) {
            events.get(round % 3).set();
            assertThat(events.get((round + 1) % 3).isSet()).isTrue();
            events.get((round + 2) % 3).clear();
            assertThat(events.get(round % 3).isSet()).isFalse();
        }
    }

    /** What a watch told last may be old, however lately that was. */
    @Test
    @Clause("E2")
    void look_cutOff_isNotAnsweredFromWhatAListenerWasTold() {
        Signalbox box = open();
        DistributedEvent event = box.event("bell");
        DistributedEvent ringing = open().event("bell");
        List<EventState> told = Collections.synchronizedList(new ArrayList<>());
        event.onChange(told::add);
        patiently().until(() -> told.contains(new EventState(0)));
        cutOff(box);
        ringing.set();
        CompletableFuture<EventState> look = event.stateAsync();
        stays(() -> !look.isDone());
        reconnect(box);
        assertThat(get(look)).isEqualTo(new EventState(1));
    }

    /** Whatever anybody has seen or done before a look began, the look does not fall behind it. */
    @Test
    @Clause("E2")
    void looks_neverFallBehindWhatWasSeenBeforeByAnybody() {
        AtomicLong seen = new AtomicLong();
        for (int b = 0; b < 3; b++) {
            DistributedEvent event = open().event("bell");
            for (int t = 0; t < 2; t++) {
                boolean writer = t == 0;
                crew.run(() -> {
                    for (int round = 0; round < 40; round++) {
                        long before = seen.get();
                        long version = writer
                                ? get(round % 2 == 0 ? event.setAsync() : event.clearAsync())
                                        .version()
                                : event.state().version();
                        assertThat(version).isGreaterThanOrEqualTo(before);
                        seen.accumulateAndGet(version, Math::max);
                    }
                });
            }
        }
        crew.join();
    }

    @Test
    @Clause("E2")
    void setAsync_answersTheStateItMade() {
        DistributedEvent event = open().event("bell");
        assertThat(get(event.setAsync()).isSet()).isTrue();
        assertThat(get(event.stateAsync()).isSet()).isTrue();
        assertThat(get(event.clearAsync()).isSet()).isFalse();
        assertThat(get(event.stateAsync()).isSet()).isFalse();
    }

    @Test
    @Clause("E2")
    void events_ofDifferentNames_areIndependent() {
        Signalbox box = open();
        box.event("bell").set();
        assertThat(box.event("bell/one").isSet()).isFalse();
        assertThat(box.event("bel").isSet()).isFalse();
    }

    // ------------------------------------------------------------------ durability

    @Test
    @Clause("E3")
    void state_outlivesAllBoxes() {
        try (Signalbox box = open()) {
            box.event("bell").set();
            pulse(box.event("drum"));
        }
        Signalbox box = open();
        assertThat(box.event("bell").state()).isEqualTo(new EventState(1));
        assertThat(box.event("drum").state()).isEqualTo(new EventState(2));
    }

    @Test
    @Clause("E3")
    void state_outlivesARestartOfTheStore() {
        Signalbox box = open();
        DistributedEvent event = box.event("bell");
        event.set();
        assume("restarting the store", store.restartStore());
        assertThat(event.isSet()).isTrue();
        assertThat(event.state()).isEqualTo(new EventState(1));
    }

    // ------------------------------------------------------------------ ends

    @Test
    @Clause("E4")
    void await_neverSet_answersFalseInTime() throws Exception {
        DistributedEvent event = open().event("bell");
        Duration took = timed(() -> assertThat(event.await(SHORT)).isFalse());
        assertThat(took).isBetween(SHORT, SHORT.plus(Timeouts.slack()));
    }

    @Test
    @Clause("E4")
    void await_noTime_isALook() throws Exception {
        DistributedEvent event = open().event("bell");
        assertThat(event.await(Duration.ZERO)).isFalse();
        assertThat(event.await(Duration.ofSeconds(-1))).isFalse();
        event.set();
        assertThat(event.await(Duration.ZERO)).isTrue();
        assertThat(event.await(Duration.ofSeconds(-1))).isTrue();
    }

    @Test
    @Clause({"C4", "E4"})
    void await_storeStopped_saysUnavailableInTime() throws Exception {
        DistributedEvent event = open().event("bell");
        event.isSet();
        stopStore();
        Duration took =
                timed(() -> assertThatThrownBy(() -> event.await(SHORT)).isInstanceOf(StoreUnavailableException.class));
        assertThat(took).isLessThan(SHORT.plus(Timeouts.slack()));
    }

    @Test
    @Clause({"C4", "E1"})
    void await_storeStopped_ridesOutTheOutage() {
        DistributedEvent event = open().event("bell");
        event.isSet();
        stopStore();
        CompletableFuture<Void> waiter = event.awaitAsync();
        stays(() -> !waiter.isDone());
        startStore();
        event.set();
        get(waiter);
    }

    /** Waits that end leave no watch in the store. */
    @Test
    @Clause({"A1", "E4"})
    void waits_ended_leaveNoWatch() throws Exception {
        DistributedEvent event = open().event("bell");
        event.set();
        event.clear();
        assume("counting watches", store.watches().isPresent());
        int before = store.watches().orElseThrow();
        assertThat(event.await(SHORT)).isFalse();
        CompletableFuture<Void> cancelled = event.awaitAsync();
        awaitBegun(event);
        cancelled.cancel(true);
        CompletableFuture<Void> woken = event.awaitAsync();
        awaitBegun(event);
        pulse(event);
        get(woken);
        patiently().until(() -> store.watches().orElseThrow() <= before);
    }

    // ------------------------------------------------------------------ listeners

    @Test
    @Clause("E2")
    void onChange_tellsThePresentStateAndThenTheLatest() {
        DistributedEvent ringing = open().event("bell");
        ringing.set();
        List<EventState> told = Collections.synchronizedList(new ArrayList<>());
        Subscription subscription = open().event("bell").onChange(told::add);
        patiently().until(() -> told.contains(new EventState(1)));
        ringing.clear();
        patiently().until(() -> told.contains(new EventState(2)));
        for (int i = 0; i < 10; i++) {
            pulse(ringing);
        }
        patiently().until(() -> told.contains(new EventState(22)));
        subscription.close();
        ringing.set();
        stays(() -> !told.contains(new EventState(23)));
        assertThat(told)
                .isSortedAccordingTo(java.util.Comparator.comparingLong(EventState::version))
                .doesNotHaveDuplicates();
    }

    @Test
    @Clause({"C6", "E1"})
    void onChange_outlivesTheEndOfTheSession() {
        Signalbox box = open();
        DistributedEvent ringing = open().event("bell");
        List<EventState> told = Collections.synchronizedList(new ArrayList<>());
        box.event("bell").onChange(told::add);
        patiently().until(() -> told.contains(new EventState(0)));
        expire(box);
        ringing.set();
        patiently().until(() -> told.contains(new EventState(1)));
        ringing.clear();
        patiently().until(() -> told.contains(new EventState(2)));
    }
}
