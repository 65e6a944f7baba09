package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {

    private final Guard guard = new Guard();
    private final List<String> told = new ArrayList<>();

    private void tell(String what) {
        guard.tell(() -> told.add(what + (guard.isLocked() ? " under the guard" : "")));
    }

    private void holdAndRelease() {
        guard.lock();
        try {
            assertThat(guard.isHeldByCurrentThread()).isTrue();
        } finally {
            guard.unlock();
        }
    }

    @Test
    void unlock_tellsInOrderWhenReleased() {
        guard.lock();
        try {
            tell("one");
            tell("two");
            assertThat(told).isEmpty();
        } finally {
            guard.unlock();
        }
        assertThat(told).containsExactly("one", "two");
        holdAndRelease();
        assertThat(told).as("once").hasSize(2);
    }

    @Test
    void unlock_ofAnInnerHold_leavesItToTheOuterOne() {
        guard.lock();
        try {
            guard.lock();
            try {
                tell("inner");
            } finally {
                guard.unlock();
            }
            assertThat(told).isEmpty();
        } finally {
            guard.unlock();
        }
        assertThat(told).containsExactly("inner");
    }

    @Test
    void tell_withoutTheGuard_isRefused() {
        assertThatThrownBy(() -> tell("nothing")).isInstanceOf(IllegalMonitorStateException.class);
        holdAndRelease();
        assertThat(told).isEmpty();
    }
}
