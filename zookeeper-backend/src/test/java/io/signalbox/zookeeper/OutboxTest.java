package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final long LATE = 100;
    private static final int WINDOW = Outbox.LEAST;

    private final Outbox outbox = new Outbox();
    private final Deque<Integer> onTheirWay = new ArrayDeque<>();
    private final List<Integer> sent = new ArrayList<>();
    private final List<Integer> lost = new ArrayList<>();

    private class Numbered implements Outbox.Request {
        final int number;

        Numbered(int number) {
            this.number = number;
        }

        @Override
        public void send() {
            sent.add(number);
            onTheirWay.add(number);
        }

        @Override
        public void lose() {
            lost.add(number);
        }
    }

    private void send(int from, int to) {
        IntStream.range(from, to).forEach(number -> outbox.send(new Numbered(number)));
    }

    private void answer(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            onTheirWay.remove();
            outbox.answered(false, nanos);
        }
    }

    private static Integer[] range(int from, int to) {
        return IntStream.range(from, to).boxed().toArray(Integer[]::new);
    }

    @Test
    void requests_asManyAsTheWindowHolds_areSentAtOnce() {
        outbox.connected(LATE);
        send(0, WINDOW);
        assertThat(sent).containsExactly(range(0, WINDOW));
        send(WINDOW, WINDOW + 1);
        assertThat(sent).hasSize(WINDOW);
    }

    /** A server that answers soon is given twice as much each round trip; nothing is lost and all is in order. */
    @Test
    void requests_answeredSoon_areTwiceAsManyEachTime() {
        outbox.connected(LATE);
        send(0, 16 * WINDOW);
        for (int window = WINDOW; window <= 8 * WINDOW; window *= 2) {
            assertThat(onTheirWay).hasSize(window);
            answer(window, LATE);
        }
        assertThat(onTheirWay).hasSize(WINDOW);
        answer(WINDOW, LATE);
        assertThat(sent).containsExactly(range(0, 16 * WINDOW));
    }

    @Test
    void requests_answeredLate_areFewAgain() {
        outbox.connected(LATE);
        send(0, 300 * WINDOW);
        answer(WINDOW, LATE);
        answer(1, LATE + 1);
        answer(WINDOW - 1, LATE + 1);
        assertThat(onTheirWay)
                .as("it waits until there are less than the window")
                .hasSize(WINDOW);
        for (int i = 0; i < 200; i++) {
            answer(1, LATE + 1);
            assertThat(onTheirWay).as("and is never idle").hasSize(WINDOW);
        }
    }

    /** What one burst showed says nothing of the store when the next one comes. */
    @Test
    void window_whenNothingWaitsAnyMore_isWhatItWas() {
        outbox.connected(LATE);
        send(0, 4 * WINDOW);
        answer(4 * WINDOW, LATE);
        assertThat(onTheirWay).isEmpty();
        send(4 * WINDOW, 8 * WINDOW);
        assertThat(onTheirWay).hasSize(WINDOW);
    }

    /** An answer brings requests of its own, which stand behind those that wait. */
    @Test
    void request_madeWhileTheBoxIsEmptied_isSentBehindWhatIsInIt() {
        outbox.connected(LATE);
        send(0, WINDOW);
        outbox.send(new Numbered(1000) {
            @Override
            public void send() {
                super.send();
                OutboxTest.this.send(2000, 2001);
            }
        });
        send(1001, 1003);
        answer(2, LATE);
        answer(2, LATE);
        assertThat(sent.subList(WINDOW, sent.size())).containsExactly(1000, 1001, 1002, 2000);
    }

    @Test
    void heartbeat_isSentAheadOfWhatWaits() {
        outbox.connected(LATE);
        send(0, 2 * WINDOW);
        outbox.sendAtOnce(new Numbered(7777));
        assertThat(sent).hasSize(WINDOW + 1).endsWith(7777);
        answer(1, LATE + 1);
        assertThat(onTheirWay).as("it counts").hasSize(WINDOW);
    }

    @Test
    void lossOfTheConnection_losesWhatWaits_behindWhatWasSent() {
        outbox.connected(LATE);
        send(0, WINDOW + 3);
        for (int i = 0; i < WINDOW; i++) {
            outbox.answered(true, LATE); // as ZooKeeper's client does before it tells
        }
        assertThat(sent).as("nothing gets on the next connection").hasSize(WINDOW);
        send(WINDOW + 3, WINDOW + 4);
        outbox.disconnected();
        assertThat(lost).containsExactly(range(WINDOW, WINDOW + 4));
        assertThat(sent).hasSize(WINDOW);
    }

    /** ZooKeeper's client answers them all, and must, for nobody else would. */
    @Test
    void withoutConnection_nothingIsHeld() {
        send(0, 2 * WINDOW);
        outbox.connected(LATE);
        outbox.disconnected();
        send(2 * WINDOW, 4 * WINDOW);
        assertThat(sent).containsExactly(range(0, 4 * WINDOW));
        assertThat(lost).isEmpty();
    }

    @Test
    void nextConnection_beginsAnew() {
        outbox.connected(LATE);
        send(0, 2 * WINDOW);
        for (int i = 0; i < WINDOW; i++) {
            outbox.answered(true, LATE);
        }
        outbox.disconnected();
        outbox.connected(LATE);
        sent.clear();
        onTheirWay.clear();
        send(0, 2 * WINDOW);
        assertThat(onTheirWay).hasSize(WINDOW);
        answer(WINDOW, LATE);
        assertThat(sent).containsExactly(range(0, 2 * WINDOW));
    }

    /** As a handle does that was closed. */
    @Test
    void requests_answeredOnTheSpot_areAllSentInOrder() {
        outbox.connected(LATE);
        send(0, WINDOW);
        for (int i = 0; i < 10 * WINDOW; i++) {
            outbox.send(new Numbered(WINDOW + i) {
                @Override
                public void send() {
                    sent.add(number);
                    outbox.answered(false, 0);
                }
            });
        }
        answer(1, LATE);
        assertThat(sent).containsExactly(range(0, 11 * WINDOW));
        answer(WINDOW - 1, LATE);
        send(11 * WINDOW, 12 * WINDOW);
        assertThat(sent).containsExactly(range(0, 12 * WINDOW));
    }
}
