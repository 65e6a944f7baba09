package io.signalbox.cli;

import io.signalbox.StoreUnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox server}. */
final class ServerCommand implements Command, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    private final Argument<Integer> port = Argument.optionOr(
            "2181",
            Integer.class,
            "--port",
            "PORT",
            "Where it listens; 0 takes any that is free. Default: ${DEFAULT-VALUE}.");

    private final Argument<String> address = Argument.optionOr(
            "127.0.0.1",
            String.class,
            "--address",
            "ADDRESS",
            "On which address of this machine. Others can reach it only if it is not the loopback one."
                    + " Default: ${DEFAULT-VALUE}.");

    private final Argument<Path> data = Argument.option(
            Path.class,
            "--data",
            "DIR",
            "Where its data is kept. Without it the data is in a temporary folder, and gone at the end.");

    private final CommandSpec spec = Command.describe(
            this,
            "server",
            "Runs one ZooKeeper server for development, until it is ended, and prints its URL. It has no access control and no"
                    + " second server to take over: not for production.");

    ServerCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
        port.addTo(spec);
        address.addTo(spec);
        data.addTo(spec);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port.value() < 0 || port.value() > 65_535) {
            throw Check.refusal(spec, "--port must be from 0 to 65535, was " + port.value());
        }
        refuseIfTaken();
        Path kept = data.orNull();
        try (Teardown opened = Teardown.named("ends the server", console)) {
            if (kept == null) {
                serve(opened, opened.open(TempFolder::create, TempFolder::close).path(), false);
            } else {
                if (Files.exists(kept) && !Files.isDirectory(kept)) {
                    throw Check.refusal(spec, "--data must be a folder, \"" + kept + "\" is a file");
                }
                try (FolderLock alone = FolderLock.of(Files.createDirectories(kept))) {
                    serve(opened, kept, true);
                }
            }
        }
        return ExitCode.OK.number();
    }

    /** The server itself would only say so in its log. */
    private void refuseIfTaken() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.value(), port.value()));
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "cannot start a server on " + address.value() + ":" + port.value() + ": " + e.getMessage()
                            + "; give another --port or --address",
                    e);
        }
    }

    /** Until the process is told to end; then the hook clears up, while this thread still waits. */
    private void serve(Teardown opened, Path folder, boolean durable) throws IOException, InterruptedException {
        EmbeddedServer server = opened.open(
                () -> EmbeddedServer.start(folder, address.value(), port.value(), durable), EmbeddedServer::close);
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
