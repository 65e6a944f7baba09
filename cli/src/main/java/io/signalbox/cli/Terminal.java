package io.signalbox.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What there is to know of the terminal, if there is one. */
final class Terminal {
    /*
     * Java tells whether both ends are a terminal, not which; `ls | less` and `release < answers` have to be told apart.
     * Where the system shows the open files of a process, as Linux does, the name of the file tells. Elsewhere Java's
     * answer has to do for both.
     */
    static final int STDIN = 0;
    static final int STDOUT = 1;

    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/|tty|console).*");
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,3}) ([1-9]\\d{0,3})\\s*");
    private static final long STTY_MILLIS = 2_000;

    private Terminal() {}

    /** Whether a stream of this process is a terminal. */
    static boolean is(int descriptor) {
        Path file = Path.of("/proc/self/fd/" + descriptor);
        try {
            return DEVICE.matcher(Files.readSymbolicLink(file).toString()).matches();
        } catch (IOException | UnsupportedOperationException e) {
            return isBoth(System.console());
        }
    }

    /** From JDK 22 on there may be a console without a terminal, and a method that tells. */
    private static boolean isBoth(@org.jspecify.annotations.Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Whether standard output may be coloured: it is a terminal, and nobody asked for plain text (no-color.org). */
    static boolean isColourful() {
        String noColour = System.getenv("NO_COLOR");
        return (noColour == null || noColour.isEmpty()) && !"dumb".equals(System.getenv("TERM")) && is(STDOUT);
    }

    /**
     * Rows and columns.
     *
     * @param rows at least 2
     * @param columns at least 20
     */
    record Size(int rows, int columns) {

        static final Size USUAL = new Size(24, 80);
    }

    /** Of the terminal that this process runs in, as {@code stty} tells; the usual one if it does not, or says 0. */
    static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return Size.USUAL;
            }
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher m = SIZE.matcher(answer);
            return m.matches()
                    ? new Size(Math.max(2, Integer.parseInt(m.group(1))), Math.max(20, Integer.parseInt(m.group(2))))
                    : Size.USUAL;
        } catch (IOException e) {
            return Size.USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Size.USUAL;
        }
    }
}
