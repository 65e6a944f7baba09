package io.signalbox.zookeeper;

import io.signalbox.testkit.AsyncContract;
import io.signalbox.testkit.CertaintyContract;
import io.signalbox.testkit.CloseContract;
import io.signalbox.testkit.EndsContract;
import io.signalbox.testkit.EventContract;
import io.signalbox.testkit.EvictionContract;
import io.signalbox.testkit.InspectContract;
import io.signalbox.testkit.LockContract;
import io.signalbox.testkit.MemoryContract;
import io.signalbox.testkit.NamesContract;
import io.signalbox.testkit.OrderContract;
import io.signalbox.testkit.ReleaseContract;
import io.signalbox.testkit.ScaleContract;
import io.signalbox.testkit.SemaphoreContract;
import io.signalbox.testkit.StoreFixture;
import io.signalbox.testkit.Suites;
import io.signalbox.testkit.ViewContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The whole contract. Where the server is, a subclass says. */
abstract class ZooKeeperContract {

    /** Anew for each test. */
    abstract StoreFixture newFixture();

    @Test
    void suites_all_areSubclassed() {
        Suites.assertAllSubclassed(ZooKeeperContract.class.getDeclaredClasses());
    }

    @Nested
    class Lock extends LockContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Order extends OrderContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Ends extends EndsContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Certainty extends CertaintyContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Release extends ReleaseContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Semaphore extends SemaphoreContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Event extends EventContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Async extends AsyncContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class View extends ViewContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Close extends CloseContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Names extends NamesContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Inspect extends InspectContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Memory extends MemoryContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Scale extends ScaleContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }

    @Nested
    class Eviction extends EvictionContract {
        @Override
        protected StoreFixture fixture() {
            return newFixture();
        }
    }
}
