package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/** Three servers in containers: on one network clients reach them, on another one they have each other. */
final class ContainerEnsemble implements AutoCloseable {

    private static final int SIZE = 3;

    private final Network clients = Network.newNetwork();
    private final Network peers = Network.newNetwork();
    private final List<ServerContainer> servers =
            IntStream.rangeClosed(1, SIZE).mapToObj(this::server).toList();

    /** Returns when all of them serve. */
    ContainerEnsemble() {
        try {
            Startables.deepStart(servers).join();
            awaitWhole();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private ServerContainer server(int number) {
        return new ServerContainer()
                .withEnv("ZOO_MY_ID", Integer.toString(number))
                .withEnv("ZOO_STANDALONE_ENABLED", "false")
                .withEnv("ZOO_TICK_TIME", "500")
                .withEnv(
                        "ZOO_SERVERS",
                        IntStream.rangeClosed(1, SIZE)
                                .mapToObj(n -> "server." + n + "=peer" + n + ":2888:3888;2181")
                                .collect(Collectors.joining(" ")))
                .withNetwork(clients)
                .among(peers, "peer" + number);
    }

    static Duration tick() {
        return Duration.ofMillis(500);
    }

    void awaitWhole() {
        servers.forEach(ServerContainer::awaitServing);
    }

    /** As it stands in a URL. */
    String address() {
        return servers.stream().map(server -> "127.0.0.1:" + server.port()).collect(Collectors.joining(","));
    }

    /** Those that others than this one are at. */
    String addressWithout(ServerContainer one) {
        return servers.stream()
                .filter(server -> !server.equals(one))
                .map(server -> "127.0.0.1:" + server.port())
                .collect(Collectors.joining(","));
    }

    /** What each of them says of itself; nothing, if it does not serve. */
    List<String> modes() {
        return servers.stream()
                .map(server -> FourLetters.ask(server.port(), "srvr")
                        .lines()
                        .filter(line -> line.startsWith("Mode: "))
                        .collect(Collectors.joining()))
                .toList();
    }

    ServerContainer leader() {
        return await().atMost(Timeouts.patience())
                .until(
                        () -> servers.stream()
                                .filter(server ->
                                        FourLetters.ask(server.port(), "srvr").contains("Mode: leader"))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    ServerContainer follower() {
        ServerContainer leader = leader();
        return servers.stream()
                .filter(server -> !server.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    // ------------------------------------------------------------------ faults

    /** What happens to one of the three, and how it is put right. */
    enum Fault {
        /** It does nothing any more; its connections stay. */
        PAUSED {
            @Override
            void begin(ServerContainer server, ContainerEnsemble ensemble) {
                server.pause();
            }

            @Override
            void end(ServerContainer server, ContainerEnsemble ensemble) {
                server.resume();
            }
        },
        /** Without a word. */
        KILLED {
            @Override
            void begin(ServerContainer server, ContainerEnsemble ensemble) {
                server.kill();
            }

            @Override
            void end(ServerContainer server, ContainerEnsemble ensemble) {
                server.startAgain();
            }
        },
        /** From its peers alone: its clients are still connected with it. */
        CUT_FROM_PEERS {
            @Override
            void begin(ServerContainer server, ContainerEnsemble ensemble) {
                server.leavePeers();
            }

            @Override
            void end(ServerContainer server, ContainerEnsemble ensemble) {
                server.joinPeers();
            }
        },
        /** From everybody. */
        CUT_OFF {
            @Override
            void begin(ServerContainer server, ContainerEnsemble ensemble) {
                server.leavePeers();
                server.leave(ensemble.clients);
            }

            @Override
            void end(ServerContainer server, ContainerEnsemble ensemble) {
                server.join(ensemble.clients, "client");
                server.joinPeers();
            }
        };

        abstract void begin(ServerContainer server, ContainerEnsemble ensemble);

        abstract void end(ServerContainer server, ContainerEnsemble ensemble);
    }

    @Override
    public void close() {
        servers.forEach(ServerContainer::stop);
        peers.close();
        clients.close();
        assertThat(servers).noneMatch(ServerContainer::isCreated);
    }
}
