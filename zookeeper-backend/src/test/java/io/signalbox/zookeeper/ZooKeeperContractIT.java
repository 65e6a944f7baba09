package io.signalbox.zookeeper;

import io.signalbox.testkit.StoreFixture;

/** The whole contract, on a server in this JVM. */
class ZooKeeperContractIT extends ZooKeeperContract {

    @Override
    StoreFixture newFixture() {
        return new ZooKeeperFixture();
    }
}
