package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuccessionTest {

    private static ContenderName place(int number, long czxid) {
        return new ContenderName(number, 1, 0, "n" + number, czxid);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 7, 101, 8, true", // nothing else was written
        "100, 7, 111, 8, true", // the delete of 7 and of its directory, a new one, and 0 to 7 in it: 8 needs one more
        "100, 7, 112, 8, false",
        "100, 7, 101, 9, false",
        "100, 7, 101, 7, false",
        "100, 7, 100, 8, false",
        "100, 7, 99, 8, false",
        "100, 2147483645, 2147483749, 2147483646, true",
        "100, 2147483646, 101, 2147483647, false", // here the numbers end
        "100, 2147483647, 101, -2147483648, false",
    })
    void isFollowedBy_nextNumberSoonEnough(long czxid, int number, long nextCzxid, int next, boolean follows) {
        assertThat(Succession.NONE.orLater(place(number, czxid)).isFollowedBy(place(next, nextCzxid)))
                .isEqualTo(follows);
    }

    @Test
    void none_isFollowedByNobody() {
        assertThat(Succession.NONE.isFollowedBy(place(1, 1))).isFalse();
        assertThat(Succession.NONE.isKnown()).isFalse();
    }

    @Test
    void orLater_ofAnEarlierPlace_staysTheSame() {
        Succession last = Succession.NONE.orLater(place(7, 100)).orLater(place(6, 99));
        assertThat(last).isEqualTo(new Succession(100, 7));
        assertThat(last.orLater(place(0, 101))).isEqualTo(new Succession(101, 0));
    }
}
