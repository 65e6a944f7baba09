package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.ContenderView;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.EventState;
import io.signalbox.EventView;
import io.signalbox.Lease;
import io.signalbox.QueueView;
import io.signalbox.ResourceKind;
import io.signalbox.ResourceView;
import io.signalbox.Signalbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who holds and who waits can be seen from every process (A7). */
public abstract class InspectContract extends ContractSuite {

    /** For subclasses. */
    protected InspectContract() {}

    @Test
    @Clause("A7")
    void inspect_ofAFreeLock_showsNobody() {
        QueueView view = open().lock("door").inspect();
        assertThat(view.resource().name()).isEqualTo("door");
        assertThat(view.size()).isEqualTo(1);
        assertThat(view.holders()).isEmpty();
        assertThat(view.waiters()).isEmpty();
    }

    @Test
    @Clause("A7")
    void inspect_ofAHeldLock_showsHolderAndWaitersToEveryBox() {
        Signalbox holder = open("label", "billing");
        Lease lease = take(holder.lock("door"));
        Signalbox waiter = open("label", "shipping");
        CompletableFuture<Lease> waiting = waiter.lock("door").acquireAsync();
        DistributedLock lock = open().lock("door");
        awaitWaiters(lock::inspect, 1);
        QueueView view = lock.inspect();
        assertThat(view.holders()).hasSize(1);
        assertContender(view.holders().get(0), "billing", 1);
        assertThat(view.holders().get(0).token()).isEqualTo(lease.fencingToken());
        assertContender(view.waiters().get(0), "shipping", 1);
        assertThat(view.waiters().get(0).token()).isGreaterThan(lease.fencingToken());
        assertThat(holder.lock("door").inspect()).isEqualTo(view);
        lease.close();
        assertThat(get(waiting).fencingToken()).isEqualTo(view.waiters().get(0).token());
    }

    private static void assertContender(ContenderView contender, String label, int permits) {
        assertThat(contender.owner().label()).isEqualTo(label);
        assertThat(contender.owner().host()).isNotEmpty();
        assertThat(contender.owner().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(contender.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(contender.permits()).isEqualTo(permits);
        assertThat(contender.token()).isPositive();
        assertThat(contender.id()).isNotEmpty();
        Instant now = Clock.systemUTC().instant();
        assertThat(contender.since()).isBetween(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
    }

    @Test
    @Clause("A7")
    void inspect_ofASemaphore_showsSizeAndPermitsInTheOrderOfTheLine() {
        Signalbox holder = open();
        DistributedSemaphore pool = holder.semaphore("pool", 5);
        Lease two = take(pool, 2);
        Lease three = take(open().semaphore("pool", 5), 3);
        CompletableFuture<Lease> four = open().semaphore("pool", 5).acquireAsync(4);
        awaitWaiters(pool::inspect, 1);
        CompletableFuture<Lease> one = open().semaphore("pool", 5).acquireAsync(1);
        awaitWaiters(pool::inspect, 2);
        QueueView view = pool.inspect();
        assertThat(view.size()).isEqualTo(5);
        assertThat(view.resource().kind()).isEqualTo(ResourceKind.SEMAPHORE);
        assertThat(view.holders()).extracting(ContenderView::permits).containsExactly(2, 3);
        assertThat(view.holders())
                .extracting(ContenderView::token)
                .containsExactly(two.fencingToken(), three.fencingToken());
        assertThat(view.waiters()).extracting(ContenderView::permits).containsExactly(4, 1);
        two.close();
        three.close();
        get(four).close();
        get(one).close();
    }

    @Test
    @Clause("A7")
    void list_showsWhatThereIsSortedAndWithin() {
        Signalbox box = open();
        Lease lease = take(box.lock("app/door"));
        box.semaphore("app/pool", 3);
        box.event("app").set();
        box.event("app/bell").set();
        box.event("apple").set();
        Signalbox other = open();
        List<ResourceView> all = other.list("");
        assertThat(all)
                .extracting(view -> view.resource().toString())
                .containsExactly(
                        "lock \"app/door\"",
                        "semaphore \"app/pool\"",
                        "event \"app\"",
                        "event \"app/bell\"",
                        "event \"apple\"");
        assertThat(other.list("app"))
                .extracting(view -> view.resource().name())
                .containsExactly("app/door", "app/pool", "app", "app/bell");
        assertThat(other.list("app/bell"))
                .containsExactly(new EventView(all.get(3).resource(), new EventState(1)));
        assertThat(other.list("nothing")).isEmpty();
        assertThat(all.get(0)).isEqualTo(box.lock("app/door").inspect());
        lease.close();
        patiently().untilAsserted(() -> assertThat(other.list("app/door")).isEmpty());
    }

    @Test
    @Clause("A7")
    void list_ofAnEmptyStore_isEmpty() {
        assertThat(open().list("")).isEmpty();
    }

    @Test
    @Clause("A7")
    void list_showsASemaphoreThatIsIdleAndAnEventThatIsClear() {
        try (Signalbox box = open()) {
            take(box.semaphore("pool", 3), 1).close();
            pulse(box.event("bell"));
            take(box.lock("door")).close();
        }
        patiently()
                .untilAsserted(() -> assertThat(open().list(""))
                        .extracting(view -> view.resource().name())
                        .containsExactly("pool", "bell"));
    }
}
