package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {

    private final Line line = new Line();

    private static ContenderName numbered(int sequence) {
        return new ContenderName(sequence, 1, 0, "n" + sequence, 0);
    }

    private static ContenderName unnumbered(String name) {
        return new ContenderName(Integer.MAX_VALUE, 1, 0, name, 0);
    }

    @Test
    void add_twice_isOnce() {
        line.add(numbered(2));
        line.add(numbered(1));
        line.add(numbered(2));
        assertThat(line).containsExactly(numbered(1), numbered(2));
        assertThat(line.isPlaced()).isTrue();
    }

    @Test
    void learn_birth_movesToItsPlace() {
        line.add(unnumbered("b"));
        line.add(unnumbered("a").bornIn(5));
        assertThat(line.unplaced()).containsExactly(unnumbered("b"));
        line.learn(unnumbered("b").bornIn(9));
        assertThat(line)
                .containsExactly(unnumbered("a").bornIn(5), unnumbered("b").bornIn(9));
        assertThat(line.isPlaced()).isTrue();
    }

    @Test
    void learn_ofOneThatHasGone_changesNothing() {
        line.add(unnumbered("b"));
        line.remove(unnumbered("b"));
        line.learn(unnumbered("b").bornIn(9));
        assertThat(line).isEmpty();
        assertThat(line.isPlaced()).isTrue();
    }

    @Test
    void remove_withoutItsBirth_removes() {
        line.add(unnumbered("a").bornIn(5));
        line.remove(unnumbered("a"));
        assertThat(line).isEmpty();
    }

    @Test
    void removeThrough_one_removesItAndThoseBeforeButForSome() {
        for (int i = 1; i <= 5; i++) {
            line.add(numbered(i));
        }
        line.removeThrough(numbered(4), List.of(numbered(2), numbered(5), numbered(7)));
        assertThat(line).containsExactly(numbered(2), numbered(5));
    }

    @Test
    void removeThrough_oneThatHasGone_removesThoseBefore() {
        line.add(numbered(1));
        line.add(numbered(3));
        line.add(unnumbered("b"));
        line.removeThrough(numbered(2), List.of());
        assertThat(line).containsExactly(numbered(3), unnumbered("b"));
        assertThat(line.isPlaced()).isFalse();
        line.removeThrough(unnumbered("b"), List.of());
        assertThat(line).isEmpty();
        assertThat(line.isPlaced()).isTrue();
    }

    @Test
    void replaceBy_list_keepsBirthsAndForgetsWhoIsNotInIt() {
        line.add(unnumbered("a").bornIn(5));
        line.add(unnumbered("b"));
        line.replaceBy(List.of(unnumbered("a"), unnumbered("c"), numbered(3)));
        assertThat(line)
                .containsExactly(numbered(3), unnumbered("c"), unnumbered("a").bornIn(5));
        assertThat(line.unplaced()).containsExactly(unnumbered("c"));
    }
}
