/** The Signalbox contract on Apache ZooKeeper. */
module io.signalbox.zookeeper {
    requires transitive io.signalbox;
    requires org.jspecify;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires com.fasterxml.jackson.core;
    requires curator.client;
    requires zookeeper;

    exports io.signalbox.zookeeper;

    provides io.signalbox.spi.BackendProvider with
            io.signalbox.zookeeper.ZooKeeperProvider;
}
