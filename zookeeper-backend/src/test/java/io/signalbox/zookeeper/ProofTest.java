package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.spi.Clock.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** In units of T/24: a link is 4, a rest 6, a third 8. */
class ProofTest {

    private static final long UNIT = 1_000_000_000;

    private final Proof proof = new Proof(Duration.ofNanos(24 * UNIT), at(0));

    private static Moment at(double units) {
        return new Moment((long) (units * UNIT), 1_000_000 + (long) (units * UNIT / 1_000_000));
    }

    /** What counts after a write that was sent and acknowledged then. */
    private Moment write(double sent, double acknowledged) {
        return proof.acknowledged(at(sent), at(acknowledged).nanos());
    }

    private double next(double now) {
        return proof.nextWriteIn(at(now).nanos()) / (double) UNIT;
    }

    @Test
    void writes_heartbeatsApart_countFromTheLast() {
        for (int i = 1; i < 10; i++) {
            assertThat(write(4 * i, 4 * i)).isEqualTo(at(4 * i));
            assertThat(next(4 * i)).isEqualTo(4);
        }
    }

    @Test
    void writes_oftenAndAnsweredAtOnce_countFromTheLast() {
        for (double i = 0.25; i < 50; i += 0.25) {
            assertThat(write(i, i)).isEqualTo(at(i));
            assertThat(next(i)).isEqualTo(4);
        }
    }

    /** The story of a follower that does not hear its leader for a while: the last write but one is not believed. */
    @Test
    void write_answeredAfterALongSilence_countsAsFarAsTheThirdLastTells() {
        write(4, 4);
        write(8, 8);
        assertThat(write(12, 12)).isEqualTo(at(12)); // told at 4
        assertThat(write(16, 23)).isEqualTo(at(16)); // told at 8
        assertThat(write(23, 23)).isEqualTo(at(20)); // told at 12
        assertThat(next(23)).isEqualTo(4);
        assertThat(write(27, 27)).isEqualTo(at(20));
        assertThat(next(27)).as("it lags, and the third of three shows more").isZero();
        assertThat(write(27, 27)).isEqualTo(at(24)); // told at 16
    }

    @Test
    void write_afterARest_countsByItself_andThoseBehindDoNotExtendItUntilThereAreThree() {
        assertThat(write(100, 101)).isEqualTo(at(100));
        assertThat(next(101)).isEqualTo(4);
        assertThat(write(104, 104)).as("too soon for a link").isEqualTo(at(100));
        assertThat(next(104)).isEqualTo(1);
        assertThat(write(105, 106)).isEqualTo(at(100));
        assertThat(next(106)).as("the third of three").isZero();
        assertThat(write(106, 107)).isEqualTo(at(106));
        assertThat(next(107)).isEqualTo(4);
    }

    @Test
    void writes_sentBeforeTheSecondWasAcknowledged_areNoThird() {
        write(100, 101);
        write(105, 107);
        assertThat(write(106, 107)).isEqualTo(at(100));
        assertThat(write(107, 108)).isEqualTo(at(107));
    }

    /** It was on its way all the time, so this is no rest. */
    @Test
    void write_sentWhileAnotherWasUnanswered_isNotTheFirstAfterARest() {
        write(4, 4);
        write(8, 8);
        write(12, 12);
        proof.refused(at(13), at(30).nanos());
        assertThat(write(30, 31)).isEqualTo(at(16));
    }

    /** Else the first lease of a new name would be in doubt until there are three writes. */
    @Test
    void write_behindOneThatWasRefusedAfterARest_countsFromThatOne() {
        proof.refused(at(100), at(101).nanos());
        assertThat(write(101, 102)).isEqualTo(at(100));
        assertThat(write(102, 103)).isEqualTo(at(100));
        assertThat(next(103)).isEqualTo(4);
        assertThat(write(106, 107)).isEqualTo(at(100));
        assertThat(write(107, 108)).isEqualTo(at(107));
    }

    /** Each lock that is new to the store begins with a create that is refused, and somebody may ask for thousands at once. */
    @Test
    void heartbeat_whileWriteAfterWriteIsRefused_isNotPutOffForEver() {
        write(4, 4);
        for (double i = 4.5; i <= 8; i += 0.5) {
            proof.refused(at(i), at(i).nanos());
        }
        assertThat(next(8)).isEqualTo(0.5);
        proof.refused(at(8.5), at(8.5).nanos());
        assertThat(next(8.5)).isZero();
        write(9, 9);
        proof.refused(at(10), at(10).nanos());
        assertThat(next(10)).isEqualTo(4);
    }

    @Test
    void write_afterAShortOutage_countsByItself() {
        write(4, 4);
        write(8, 8);
        write(12, 12);
        proof.disconnected();
        assertThat(next(14)).isEqualTo(2);
        assertThat(write(17, 17)).isEqualTo(at(17));
        assertThat(write(21, 21)).isEqualTo(at(20));
        assertThat(write(21, 21)).isEqualTo(at(21));
    }

    @Test
    void write_afterALongOutage_countsByItself() {
        write(4, 4);
        proof.disconnected();
        assertThat(write(20, 20)).isEqualTo(at(20));
    }

    @Test
    void chain_ofTwoConnections_isNone() {
        write(100, 100);
        write(104, 104);
        proof.disconnected();
        assertThat(write(105, 105)).isEqualTo(at(105));
        assertThat(write(113, 113))
                .as("told at 104, when the connection was not yet lost")
                .isEqualTo(at(113));
    }

    @Test
    void shift_movesTheWallClockToo() {
        write(4, 4);
        write(8, 8);
        write(12, 23);
        assertThat(write(23, 23))
                .isEqualTo(at(16))
                .extracting(Moment::wallMillis)
                .isEqualTo(1_016_000L);
    }
}
