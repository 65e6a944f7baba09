package io.signalbox.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.concurrent.Semaphore;

/** The worker's end of the protocol in {@link ProcessWorker}. */
final class AttendedReport implements Report {

    private final Console console;
    private final InputStream answers;
    private final Runnable abandoned;
    private final Semaphore answered = new Semaphore(0);

    private AttendedReport(Console console, InputStream answers, Runnable abandoned) {
        this.console = console;
        this.answers = answers;
        this.abandoned = abandoned;
    }

    /** Runs {@code abandoned} when the other end is gone. */
    static AttendedReport start(Console console, InputStream answers, Runnable abandoned) {
        AttendedReport report = new AttendedReport(console, answers, abandoned);
        Thread listener = new Thread(report::listen, "hears who started this worker");
        listener.setDaemon(true);
        listener.start();
        return report;
    }

    private void listen() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(answers, Charset.defaultCharset()))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answered.release();
            }
        } catch (IOException e) {
            // As good as its end.
        }
        abandoned.run();
    }

    @Override
    public void tell(Signal signal, String text) throws InterruptedException {
        console.print(text.isEmpty() ? signal.name() : signal + " " + text);
        answered.acquire();
    }
}
