package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LineRegistryTest {

    private static final Resource A = new Resource(ResourceKind.LOCK, "a");

    private final LineRegistry<Object> registry = new LineRegistry<>();
    private final AtomicInteger made = new AtomicInteger();

    private Object make(Resource resource) {
        made.incrementAndGet();
        return new Object();
    }

    @Test
    void get_whileReachable_isTheSame() {
        Object line = registry.get(A, this::make);
        System.gc();

        assertThat(registry.get(A, this::make)).isSameAs(line);
        assertThat(made).hasValue(1);
        assertThat(registry.all()).containsExactly(line);
    }

    @Test
    void get_otherKindOfThatName_isAnother() {
        Object lock = registry.get(A, this::make);
        Object semaphore = registry.get(new Resource(ResourceKind.SEMAPHORE, "a"), this::make);

        assertThat(semaphore).isNotSameAs(lock);
        assertThat(registry.all()).containsExactlyInAnyOrder(lock, semaphore);
    }

    @Test
    void line_unreachable_isGone_andMadeAnew() {
        registry.get(A, this::make);
        awaitGone();

        Object again = registry.get(A, this::make);
        assertThat(made).hasValue(2);
        assertThat(registry.all()).containsExactly(again);
    }

    /** A service that uses any number of names keeps none of them. */
    @Test
    void lines_ofManyNames_areForgotten() {
        for (int i = 0; i < 10_000; i++) {
            registry.get(new Resource(ResourceKind.LOCK, "n" + i), this::make);
        }
        awaitGone();
    }

    private void awaitGone() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return registry.all().isEmpty();
        });
    }

    /** Two who come at once get one line. */
    @Test
    void get_whileAnotherMakesIt_isTheOthers() {
        Object[] other = new Object[1];
        Object mine = registry.get(A, resource -> {
            other[0] = registry.get(A, this::make);
            return new Object();
        });

        assertThat(mine).isSameAs(other[0]);
    }
}
