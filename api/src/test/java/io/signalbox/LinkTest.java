package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkTest {

    private static final class Member extends Link<Member> {
        private final int value;

        Member(int value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return Integer.toString(value);
        }
    }

    private static List<Member> toList(Member last) {
        List<Member> all = new ArrayList<>();
        for (Member one = Link.first(last); one != null; one = Link.after(one, last)) {
            all.add(one);
        }
        return all;
    }

    @Test
    void line_ofNobody_isNull() {
        Member one = new Member(1);
        assertThat(one.isLinked()).isFalse();
        Member last = Link.append(null, one);
        assertThat(one.isLinked()).isTrue();

        assertThat(Link.<Member>remove(last, one)).isNull();
        assertThat(one.isLinked()).isFalse();
        assertThat(Link.<Member>first(null)).isNull();
    }

    /** Any order of coming, at either end, and going, from any place, is that of a list. */
    @Test
    void line_atRandom_isAsAList() {
        Random random = new Random(5);
        List<Member> expected = new ArrayList<>();
        Member last = null;
        for (int step = 0; step < 20_000; step++) {
            Member fresh = new Member(step);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    last = Link.append(last, fresh);
                    expected.add(fresh);
                }
                case 2 -> {
                    last = Link.prepend(last, fresh);
                    expected.add(0, fresh);
                }
                default -> {
                    if (!expected.isEmpty()) {
                        Member gone = expected.remove(random.nextInt(expected.size()));
                        last = Link.remove(last, gone);
                        assertThat(gone.isLinked()).isFalse();
                    }
                }
            }
            if (step % 16 == 0) {
                assertThat(toList(last)).isEqualTo(expected);
            }
        }
        assertThat(expected).allMatch(Link::isLinked);
    }
}
