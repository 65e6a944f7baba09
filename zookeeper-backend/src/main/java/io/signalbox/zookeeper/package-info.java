/** The ZooKeeper backend: a {@linkplain io.signalbox.zookeeper.ZooKeeperProvider provider} and its options. */
@NullMarked
package io.signalbox.zookeeper;

import org.jspecify.annotations.NullMarked;
