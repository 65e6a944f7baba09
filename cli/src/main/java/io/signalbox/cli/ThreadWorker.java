package io.signalbox.cli;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.SignalboxException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A worker in this process, with a {@link Signalbox} of its own. */
final class ThreadWorker implements Worker {

    private final SignalboxConfig config;
    private final Role role;
    private final Report report;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> go = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Thread thread;

    private ThreadWorker(String name, SignalboxConfig config, Role role, Report report) {
        this.config = config;
        this.role = role;
        this.report = report;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    static ThreadWorker start(String name, SignalboxConfig config, Role role, Report report) {
        ThreadWorker worker = new ThreadWorker(name, config, role, report);
        worker.thread.start();
        return worker;
    }

    private void run() {
        String diedOf = "an unexpected error";
        try (Signalbox box = Signalbox.open(config)) {
            role.play(box, this::tell);
            diedOf = "";
        } catch (InterruptedException e) {
            diedOf = "an interrupt";
        } catch (IOException | SignalboxException e) {
            diedOf = String.valueOf(e.getMessage());
        } catch (RuntimeException e) { // the edge of the thread
            diedOf = e.toString();
        } finally {
            ended.complete(diedOf);
        }
    }

    private void tell(Signal signal, String text) throws InterruptedException {
        if (signal == Signal.READY) {
            ready.complete(null);
            Futures.await(go);
        } else {
            report.tell(signal, text);
        }
    }

    @Override
    public CompletableFuture<?> ready() {
        return ready;
    }

    @Override
    public void go() {
        go.complete(null);
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void dismiss() {
        thread.interrupt();
    }

    @Override
    public void kill() {
        thread.interrupt();
    }
}
