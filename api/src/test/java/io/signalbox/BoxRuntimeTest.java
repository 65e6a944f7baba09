package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoxRuntimeTest {

    private final AtomicInteger attempts = new AtomicInteger();
    private BoxRuntime box = Runtimes.of(new HandStore(), null);

    @AfterEach
    void end() {
        box.endThreads();
    }

    private void operationTimeout(Duration timeout) {
        box.endThreads();
        box = Runtimes.of(new HandStore(), null, timeout);
    }

    /** Fails as unavailable so many times, then answers. */
    private CompletionStage<String> answerAfter(int failures) {
        return attempts.incrementAndGet() <= failures
                ? CompletableFuture.failedFuture(new StoreUnavailableException("not now"))
                : CompletableFuture.completedFuture("answer");
    }

    @Test
    void ask_answered_isTheAnswer() {
        assertThat(BoxRuntime.join(box.ask("look", () -> answerAfter(0)))).isEqualTo("answer");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void ask_unavailable_isAskedAgain() {
        assertThat(BoxRuntime.join(box.ask("look", () -> answerAfter(3)))).isEqualTo("answer");
        assertThat(attempts).hasValue(4);
    }

    /** The store's own word comes when there is no time for another try. */
    @Test
    void ask_unavailableAllTheTime_failsAtTheOperationTimeout() {
        operationTimeout(Duration.ofMillis(200));
        CompletableFuture<String> answer = box.ask("look", () -> answerAfter(Integer.MAX_VALUE));

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> BoxRuntime.join(answer));
        assertThat(attempts).hasValueGreaterThan(1);
    }

    @Test
    void ask_neverAnswered_failsAtTheOperationTimeout_andSaysWhat() {
        operationTimeout(Duration.ofMillis(50));
        CompletableFuture<String> answer = box.ask("look at \"x\"", CompletableFuture::new);

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> BoxRuntime.join(answer))
                .withMessage("cannot look at \"x\" within 50ms: the store did not answer; try again later");
    }

    @Test
    void ask_otherFailure_isToldAtOnce() {
        StoreAccessException refused = new StoreAccessException("no right");
        CompletableFuture<String> answer = box.ask("look", () -> {
            attempts.incrementAndGet();
            return CompletableFuture.supplyAsync(() -> {
                throw refused;
            });
        });

        assertThatExceptionOfType(StoreAccessException.class)
                .isThrownBy(() -> BoxRuntime.join(answer))
                .isSameAs(refused);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void join_failure_showsWhereItWasCalledFrom() {
        StoreAccessException refused = new StoreAccessException("no right");

        assertThatExceptionOfType(StoreAccessException.class)
                .isThrownBy(() -> BoxRuntime.join(box.ask("look", () -> CompletableFuture.failedFuture(refused))));
        assertThat(refused.getSuppressed()).hasSize(1);
        assertThat(refused.getSuppressed()[0].getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(BoxRuntimeTest.class.getName()));
    }

    @Test
    void ask_afterClose_isRefused() {
        box.beginClose();

        assertThatExceptionOfType(SignalboxClosedException.class)
                .isThrownBy(() -> BoxRuntime.join(box.ask("look", () -> answerAfter(0))))
                .withMessage("cannot look: the Signalbox is closed");
        assertThat(attempts).hasValue(0);
    }

    @Test
    void beginClose_isTrueOnce() {
        assertThat(box.beginClose()).isTrue();
        assertThat(box.beginClose()).isFalse();
        assertThat(box.isClosed()).isTrue();
    }

    @Test
    void publish_completesOnACallbackThread() {
        CompletableFuture<String> source = new CompletableFuture<>();
        AtomicReference<String> thread = new AtomicReference<>();
        CompletableFuture<Void> seen = box.publish(source)
                .thenAccept(v -> thread.set(Thread.currentThread().getName()));
        source.complete("x");

        assertThat(seen).succeedsWithin(30, TimeUnit.SECONDS);
        assertThat(thread.get()).matches("signalbox-\\d+-callback-\\d+");
    }

    @Test
    void publish_failure_isUnwrapped() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> published = box.publish(source.thenApply(String::strip));
        source.completeExceptionally(new StoreAccessException("no right"));

        assertThat(published)
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseExactlyInstanceOf(StoreAccessException.class);
    }

    @Test
    void endThreads_leavesNone_andTellsWhatWasToBeTold() throws Exception {
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            box.callback(told::incrementAndGet);
        }
        AtomicReference<Thread> timer = new AtomicReference<>();
        box.soon(() -> timer.set(Thread.currentThread()));
        Awaitility.await().until(() -> timer.get() != null);
        box.endThreads();

        assertThat(told).hasValue(100);
        timer.get().join(TimeUnit.SECONDS.toMillis(30)); // a pool is over a moment before its last thread is
        assertThat(timer.get().isAlive()).isFalse();
        assertThat((Object) box.after(0, () -> {})).isNull();
    }

    @Test
    void callback_afterTheThreadsHaveEnded_runsHere() {
        box.endThreads();
        AtomicReference<Thread> ran = new AtomicReference<>();
        box.callback(() -> ran.set(Thread.currentThread()));

        assertThat(ran).hasValue(Thread.currentThread());
    }

    @Test
    void endThreads_interrupted_leavesTheInterruptPending() {
        Thread.currentThread().interrupt();
        box.endThreads();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nanos_areCappedAtBothEnds() {
        assertThat(BoxRuntime.nanos(Duration.ofSeconds(-1))).isZero();
        assertThat(BoxRuntime.nanos(Duration.ZERO)).isZero();
        assertThat(BoxRuntime.nanos(Duration.ofNanos(7))).isEqualTo(7);
        assertThat(BoxRuntime.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }

    /** As many threads as there are take part: one piece that blocks keeps the others waiting no more than it must. */
    @Test
    void callbacks_ofACrowd_runBesideOneThatBlocks() {
        CountDownLatch others = new CountDownLatch(99);
        List<Runnable> crowd = new ArrayList<>();
        CompletableFuture<Boolean> blocked = new CompletableFuture<>();
        crowd.add(() -> {
            try {
                blocked.complete(others.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                blocked.completeExceptionally(e);
            }
        });
        for (int i = 0; i < 99; i++) {
            crowd.add(others::countDown);
        }
        box.callbacks(crowd);

        assertThat(blocked).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
    }
}
