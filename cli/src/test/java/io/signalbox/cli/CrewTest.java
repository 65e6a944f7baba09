package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CrewTest {

    /** Ends when told to begin, or to end. */
    private static final class Stub implements Worker {

        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private final String diesOf;
        private boolean forced;

        Stub(boolean getsReady, String diesOf) {
            this.diesOf = diesOf;
            if (getsReady) {
                ready.complete(null);
            } else {
                ended.complete(diesOf);
            }
        }

        @Override
        public CompletableFuture<?> ready() {
            return ready;
        }

        @Override
        public void go() {
            ended.complete(diesOf);
        }

        @Override
        public CompletableFuture<String> ended() {
            return ended;
        }

        @Override
        public void dismiss() {
            ended.complete("signal 15");
        }

        @Override
        public void kill() {
            forced = true;
        }
    }

    private final List<String> left = new ArrayList<>();
    private final Foreman foreman = new Foreman() {
        @Override
        public void hear(String worker, Signal signal, String text) {}

        @Override
        public void left(String worker) {
            left.add(worker);
        }
    };

    private static final Role NO_ROLE = new EventRole("e", EventRole.Part.BLOCK, java.time.Duration.ofSeconds(1));

    @Test
    void awaitEnd_namesWhoDied() throws Exception {
        List<Stub> stubs = new ArrayList<>(
                List.of(new Stub(true, ""), new Stub(true, "signal 9"), new Stub(false, "exit code 69")));
        try (Crew crew = new Crew((name, role, report) -> stubs.remove(0), foreman)) {
            crew.hire("a", NO_ROLE);
            crew.hire("b", NO_ROLE);
            crew.hire("c", NO_ROLE);
            crew.awaitReady();
            crew.go();

            assertThat(crew.awaitEnd()).containsExactly("worker b died: signal 9", "worker c died: exit code 69");
            assertThat(left).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void close_endsWhoStillWorks_withoutForceIfThatIsEnough() throws Exception {
        Stub stub = new Stub(true, "");
        Crew crew = new Crew((name, role, report) -> stub, foreman);
        crew.hire("a", NO_ROLE);

        crew.close();
        crew.close();

        assertThat(stub.ended()).isCompletedWithValue("signal 15");
        assertThat(stub.forced).isFalse();
    }

    @Test
    void hire_afterClose_startsNobody() {
        Crew crew = new Crew(
                (name, role, report) -> {
                    throw new AssertionError("started");
                },
                foreman);
        crew.close();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> crew.hire("a", NO_ROLE))
                .isInstanceOf(java.util.concurrent.CancellationException.class);
    }
}
