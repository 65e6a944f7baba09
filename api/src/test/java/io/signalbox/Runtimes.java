package io.signalbox;

import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Participant;
import io.signalbox.spi.StoreConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Makes what a box shares, without a box. */
final class Runtimes {

    private Runtimes() {}

    static BoxRuntime of(HandStore store, Executor executor) {
        return of(store, executor, Duration.ofSeconds(30));
    }

    static BoxRuntime of(HandStore store, Executor executor, Duration operationTimeout) {
        Map<String, Object> values = Map.of(CommonOptions.OPERATION_TIMEOUT.name(), operationTimeout);
        return new BoxRuntime(store, new StoreConfig("", values, new Participant("host", 1, "")), executor);
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
