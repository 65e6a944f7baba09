package io.signalbox.zookeeper;

import io.signalbox.testkit.StoreFixture;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The whole contract, on the official image. Skipped where it cannot be had. */
@NeedsServerImage
@Testcontainers
class ContainerContractIT extends ZooKeeperContract {

    @Container
    private static final ServerContainer CONTAINER = new ServerContainer().waitingUntilItServes();

    private static ContainerServer server;

    @BeforeAll
    static void connect() throws IOException {
        server = new ContainerServer(CONTAINER);
    }

    @AfterAll
    static void disconnect() throws InterruptedException {
        server.disconnect();
    }

    @Override
    StoreFixture newFixture() {
        return new ZooKeeperFixture(server);
    }
}
