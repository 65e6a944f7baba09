package io.signalbox.cli;

import io.signalbox.StoreUnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code signalbox server}. */
@Command(
        name = "server",
        description = {
            "Runs one ZooKeeper server for development, until it is ended, and prints its URL. It has no access control and no"
                    + " second server to take over: not for production."
        })
final class ServerCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "2181",
            description = "Where it listens; 0 takes any that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "On which address of this machine. Others can reach it only if it is not the loopback one."
                    + " Default: ${DEFAULT-VALUE}.")
    private String address = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where its data is kept. Without it the data is in a temporary folder, and gone at the end.")
    private @Nullable Path data;

    ServerCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65_535) {
            throw Check.refusal(spec, "--port must be from 0 to 65535, was " + port);
        }
        refuseIfTaken();
        Path kept = data;
        if (kept == null) {
            try (TempFolder folder = TempFolder.create()) {
                serve(folder.path(), folder, false);
            }
        } else {
            if (Files.exists(kept) && !Files.isDirectory(kept)) {
                throw Check.refusal(spec, "--data must be a folder, \"" + kept + "\" is a file");
            }
            try (FolderLock alone = FolderLock.of(Files.createDirectories(kept))) {
                serve(kept, null, true);
            }
        }
        return ExitCode.OK.number();
    }

    /** The server itself would only say so in its log. */
    private void refuseIfTaken() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "cannot start a server on " + address + ":" + port + ": " + e.getMessage()
                            + "; give another --port or --address",
                    e);
        }
    }

    /** Until the process is told to end; then the hook clears up, while this thread still waits. */
    private void serve(Path folder, @Nullable TempFolder temporary, boolean durable)
            throws IOException, InterruptedException {
        EmbeddedServer server = EmbeddedServer.start(folder, address, port, durable);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            if (temporary != null) {
                                temporary.close();
                            }
                        },
                        "ends the server"));
        console.print(
                globals.json()
                        ? Json.write(Json.object("url", server.url(), "data", durable ? folder.toAbsolutePath() : null))
                        : server.url());
        console.talk(
                durable
                        ? "a ZooKeeper for development, data in " + folder.toAbsolutePath() + "; Ctrl-C ends it"
                        : "a ZooKeeper for development, its data goes with it; Ctrl-C ends it");
        new CountDownLatch(1).await();
    }
}
