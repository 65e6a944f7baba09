package io.signalbox.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Where the command prints: data on standard output, talk on standard error. Safe for use by many threads. */
final class Console {

    private final PrintStream out;
    private final PrintStream err;
    private final Charset charset;
    private final boolean terminal;

    /** Written once, by the shutdown hook; a line more or less at that moment does no harm. */
    private volatile boolean muted;

    Console(PrintStream out, PrintStream err, Charset charset, boolean terminal) {
        this.out = out;
        this.err = err;
        this.charset = charset;
        this.terminal = terminal;
    }

    static Console ofThisProcess() {
        Charset charset = charset();
        return new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset),
                charset,
                Boolean.getBoolean("io.signalbox.cli.terminal"));
    }

    /** Java 19 and newer know the terminal's; before, the locale's is the best guess. */
    private static Charset charset() {
        if (LentLocale.isLent()) {
            return StandardCharsets.US_ASCII;
        }
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    /** Whether people read the talk. The launcher asks, for Java cannot. */
    boolean isTerminal() {
        return terminal;
    }

    /** Draws one line, which has to fit, over the last one drawn; an empty one leaves nothing there. For a terminal. */
    void draw(String line) {
        if (!muted) {
            err.print("\r\u001b[K" + line);
            err.flush();
        }
    }

    /** One line of data. */
    void print(String line) {
        if (!muted) {
            out.println(line);
        }
    }

    /** One line of talk. */
    void talk(String line) {
        if (!muted) {
            err.println(line);
        }
    }

    /** A question, whose answer is typed behind it. */
    void ask(String question) {
        if (!muted) {
            err.print(question);
            err.flush();
        }
    }

    /** Data as it is, without an end of line; also when muted, so that a screen can be left as it was. */
    void write(String text) {
        out.print(text);
        out.flush();
    }

    /** Whether nobody reads the data any more. */
    boolean isBroken() {
        return out.checkError();
    }

    /** Where a failure comes from that nobody expected. */
    void talk(Throwable failure) {
        if (!muted) {
            failure.printStackTrace(err);
        }
    }

    /** Prints nothing from now on: the process was told to end, and what fails now fails because of that. */
    void mute() {
        muted = true;
    }

    /** Whether more than ASCII can be shown. */
    boolean unicode() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    /** How many columns data may have. */
    int width() {
        String columns = System.getenv("COLUMNS");
        if (columns != null && columns.matches("[1-9]\\d{1,3}")) {
            return Integer.parseInt(columns);
        }
        return (Terminal.is(Terminal.STDOUT) ? Terminal.size() : Terminal.Size.USUAL).columns();
    }

    /** For the usage texts. */
    PrintWriter writer() {
        return new PrintWriter(out, true, charset);
    }
}
