package io.signalbox.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where demos are played: a store, a folder for their files, and crews. All of it is gone after {@link #close}. */
final class Stage implements AutoCloseable {

    private final Console console;
    private final GlobalOptions globals;
    private final Teardown opened;
    private final String randomName = String.format(
            java.util.Locale.ROOT, "demo-%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock") private @Nullable TempFolder folder;

    private final SignalboxConfig config;

    /** For the workers' environment; null if they find the store by themselves, as this process did. */
    private final @Nullable String url;

    private final Signalbox box;

    private Stage(Console console, GlobalOptions globals) throws IOException {
        this.console = console;
        this.globals = globals;
        SignalboxConfig configured = globals.configIfAny();
        this.opened = Teardown.named("ends the demo", console);
        try {
            if (configured == null) {
                EmbeddedServer server = opened.open(() -> EmbeddedServer.start(folder()), EmbeddedServer::close);
                this.url = server.url();
                this.config = SignalboxConfig.builder().url(server.url()).build();
                console.talk("no URL is configured: started a ZooKeeper for this demo, " + url);
            } else {
                this.url = globals.url();
                this.config = configured;
            }
            this.box = connect();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Opens the configured store; one in this process if none is. */
    static Stage open(Console console, GlobalOptions globals) throws IOException {
        return new Stage(console, globals);
    }

    private Signalbox connect() throws IOException {
        Signalbox connected = Signalbox.open(config);
        try {
            return opened.open(() -> connected, Signalbox::close);
        } catch (CancellationException e) {
            connected.close();
            throw e;
        }
    }

    Console console() {
        return console;
    }

    Signalbox box() {
        return box;
    }

    /** A name that no other demo has, unless one is wanted. */
    String name(@Nullable String wanted, String part) {
        return wanted == null ? randomName + "/" + part : wanted;
    }

    /** A folder that is removed at the end. */
    Path folder() throws IOException {
        lock.lock();
        try {
            TempFolder known = folder;
            if (known == null) {
                known = opened.open(TempFolder::create, TempFolder::close);
                folder = known;
            }
            return known.path();
        } finally {
            lock.unlock();
        }
    }

    /** A crew without workers: threads if the store lives in this process only, processes otherwise. */
    Crew crew(Foreman foreman) throws IOException {
        Crew.Hiring hiring = config.url().startsWith("local:")
                ? (name, role, report) -> ThreadWorker.start(name, config, role, report)
                : this::hireProcess;
        return opened.open(() -> new Crew(hiring, foreman), Crew::close);
    }

    private Worker hireProcess(String name, Role role, Report report) throws IOException {
        ProcessBuilder command = WorkerCommandLine.of(name, role, url, globals.verbosity());
        Path file = globals.configFile();
        if (file != null) {
            command.environment().put("SIGNALBOX_CONFIG", file.toAbsolutePath().toString());
        }
        ProcessWorker worker = ProcessWorker.start(name, command, report, console::talk);
        console.talk(name + " is process " + worker.pid());
        return worker;
    }

    /** Ends the workers, disconnects, ends the server, removes the folder: whatever of that there is. Idempotent. */
    @Override
    public void close() {
        opened.close();
    }
}
