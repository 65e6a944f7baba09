package io.signalbox.zookeeper;

import static org.awaitility.Awaitility.await;

import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** The official image, with its client port on loopback: at one and the same port, also when it is started again. */
final class ServerContainer extends GenericContainer<ServerContainer> {

    static final Duration TICK = Duration.ofMillis(200);

    static final DockerImageName IMAGE = DockerImageName.parse("zookeeper:3.9");

    private final int port = freePort();
    private Network peers;
    private String nameAmongPeers = "";

    /** Not yet started. */
    ServerContainer() {
        super(IMAGE);
        withEnv("ZOO_TICK_TIME", Long.toString(TICK.toMillis()));
        withEnv("ZOO_MAX_CLIENT_CNXNS", "0");
        withEnv("ZOO_ADMINSERVER_ENABLED", "false");
        withEnv("ZOO_4LW_COMMANDS_WHITELIST", "*");
        withEnv("ZOO_CFG_EXTRA", "forceSync=no quorumListenOnAllIPs=true");
        withEnv("ZK_SERVER_HEAP", "128");
        withStartupCheckStrategy(new IsRunningStartupCheckStrategy());
        setPortBindings(java.util.List.of("127.0.0.1:" + port + ":2181"));
    }

    private static int freePort() {
        try {
            return ServerProcess.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns from the start when it serves. */
    ServerContainer waitingUntilItServes() {
        return waitingFor(new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {
                awaitServing();
            }
        });
    }

    /** Returns from the start at once: one of several serves when others are there. */
    ServerContainer among(Network network, String name) {
        this.peers = network;
        this.nameAmongPeers = name;
        return waitingFor(new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {}
        });
    }

    @Override
    protected void containerIsCreated(String containerId) {
        if (peers != null) {
            joinPeers();
        }
    }

    int port() {
        return port;
    }

    boolean serves() {
        return FourLetters.serves(port);
    }

    void awaitServing() {
        await().atMost(Timeouts.patience().multipliedBy(2))
                .pollInterval(Duration.ofMillis(50))
                .until(this::serves);
    }

    // ------------------------------------------------------------------ faults

    void pause() {
        DockerClientFactory.lazyClient().pauseContainerCmd(getContainerId()).exec();
    }

    void resume() {
        DockerClientFactory.lazyClient().unpauseContainerCmd(getContainerId()).exec();
    }

    void kill() {
        DockerClientFactory.lazyClient().killContainerCmd(getContainerId()).exec();
    }

    void startAgain() {
        DockerClientFactory.lazyClient().startContainerCmd(getContainerId()).exec();
    }

    void leavePeers() {
        leave(peers);
    }

    void joinPeers() {
        join(peers, nameAmongPeers);
    }

    void leave(Network network) {
        DockerClientFactory.lazyClient()
                .disconnectFromNetworkCmd()
                .withContainerId(getContainerId())
                .withNetworkId(network.getId())
                .exec();
    }

    void join(Network network, String alias) {
        DockerClientFactory.lazyClient()
                .connectToNetworkCmd()
                .withContainerId(getContainerId())
                .withNetworkId(network.getId())
                .withContainerNetwork(new com.github.dockerjava.api.model.ContainerNetwork().withAliases(alias))
                .exec();
    }
}
