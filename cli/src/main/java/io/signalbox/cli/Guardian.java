package io.signalbox.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small process beside this one that ends the command when this process cannot: because it was killed, or because it is
 * stopped while the time that the command was allowed goes by. It is a plain {@code sh}, so that it is there on every
 * system that has one, and it has a session of its own, so that neither a terminal nor a signal to our group reaches it.
 */
final class Guardian {

    /*
     * It reads a named pipe, a word a line, and acts on a process group:
     *
     *   group -N or N   from the command: what to act on (without setsid there is no group: the process alone)
     *   allow S         kill in S seconds, unless the next `allow` comes first; one before `group` counts from there
     *   signal NAME     pass it on
     *   kill            kill at once
     *   bye             the command is over
     *   end of file     we are gone: kill at once
     *
     * The command may not run a moment unguarded, and Java can neither pass a pipe to a child besides the usual three nor do
     * anything between fork and exec. So the command begins as a shell, which says `group` into the same pipe before it
     * becomes the command. What is in the pipe is read before its end, so if we are killed just then, the guardian still
     * learns whom to kill. The shell opens the pipe for both ways first, because opening it one way would wait for the
     * other end; and then for writing only, so that writing fails if neither we nor the guardian are there any more. Then
     * the command does not begin.
     *
     * We hold the pipe open for both ways, too, and do so before the guardian opens it: else it would find its end at once. So
     * it waits for a line on its standard input first. Nothing here ever waits for an end to be opened. The guardian removes
     * the file when the group is known, or when we are gone.
     *
     * The alarm is a subshell that sleeps; each `allow` ends it and makes another, a few in a minute. Its sleep is a child
     * that it ends with itself. It is a process of its own, so a guardian that is killed still has its last alarm. Before
     * it kills, it says so on the guardian's standard output, where we read it when the command is dead: that is told from
     * any other KILL by nothing else. Clocks do not tell, for we may be stopped between what we allow and a look at them.
     */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM TSTP TTIN TTOU USR1 USR2 PIPE
            folder=$1 group= alarm= allowed=
            umask 077
            cd / && mkdir "$folder" && mkfifo "$folder/words" || exit 1
            tidy() { [ -z "$folder" ] || rm -rf "$folder"; folder=; }
            send() { [ -z "$group" ] || kill -s "$1" -- "$group" 2>/dev/null; }
            disarm() { [ -z "$alarm" ] || kill -s ALRM "$alarm" 2>/dev/null; alarm=; }
            arm() {
                disarm
                (
                    sleeping=
                    trap 'kill "$sleeping" 2>/dev/null; exit' ALRM
                    sleep "$1" <&- >/dev/null 2>&1 &
                    sleeping=$!
                    wait "$sleeping" && { trap '' ALRM; echo overstayed; send KILL; }
                ) <&- 2>/dev/null &
                alarm=$!
            }
            echo ready
            exec 2>/dev/null
            read -r go || { tidy; exit; }
            exec 3<>"$folder/words" <"$folder/words" 3<&-
            while read -r word value; do
                case $word in
                    group) group=$value; [ -z "$allowed" ] || arm "$allowed"; tidy ;;
                    allow) allowed=$value; arm "$value" ;;
                    signal) send "$value" ;;
                    kill) send KILL ;;
                    bye) group= ; break ;;
                esac
            done
            send KILL
            disarm
            tidy
            """;

    /** Becomes the command, when the guardian knows it. */
    private static final String PRELUDE = """
            words=$1 sign=$2
            shift 2
            exec 3<>"$words" 4>"$words" 3>&- || exit 70
            echo "group $sign$$" >&4 || exit 70
            exec 4>&-
            exec "$@"
            """;

    private final Process process;
    private final BufferedReader said;
    private final Path words;
    private final RandomAccessFile pipe;

    private Guardian(Process process, BufferedReader said, Path words, RandomAccessFile pipe) {
        this.process = process;
        this.said = said;
        this.words = words;
        this.pipe = pipe;
    }

    /** Returns when it is ready for a command. */
    static Guardian start() throws IOException {
        long pid = ProcessHandle.current().pid();
        Path folder = Path.of(
                        System.getProperty("java.io.tmpdir", "/tmp"),
                        "signalbox-" + pid + "-" + Long.toHexString(System.nanoTime()))
                .toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(
                        Sessions.detached(List.of("sh", "-c", SCRIPT, "signalbox-guardian", folder.toString())))
                .redirectErrorStream(true);
        LentLocale.giveBack(builder.environment());
        Process process = builder.start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String answer = said.readLine();
        if (!"ready".equals(answer)) {
            process.destroyForcibly();
            throw new IOException(answer == null ? "it did not start" : answer);
        }
        Path words = folder.resolve("words");
        RandomAccessFile pipe = new RandomAccessFile(words.toFile(), "rw");
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return new Guardian(process, said, words, pipe);
    }

    /** The command, so that it is guarded from its first moment, in a process group of its own if there is a way. */
    List<String> guarded(List<String> command) {
        List<String> prelude = new ArrayList<>(
                List.of("sh", "-c", PRELUDE, "signalbox", words.toString(), Sessions.available() ? "-" : ""));
        prelude.addAll(command);
        return Sessions.detached(prelude);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void allow(long nanos) {
        say("allow " + seconds(nanos));
    }

    /** Whether what was allowed came to its end before another word, and so the command was killed. */
    boolean endedIt() {
        try {
            return said.ready();
        } catch (IOException e) {
            return false; // it is dead, and so is what it would have said
        }
    }

    /** Rounded down to thousandths. Not by a format: a locale takes longer to load than the rest of this class. */
    static String seconds(long nanos) {
        long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos));
        return millis / 1_000 + "." + Long.toString(1_000 + millis % 1_000).substring(1);
    }

    void signal(String name) {
        say("signal " + name);
    }

    void kill() {
        say("kill");
    }

    /** There is nothing to guard any more. */
    void dismiss() {
        say("bye");
    }

    private void say(String line) {
        try {
            pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII)); // one write, so lines never mix
        } catch (IOException e) {
            process.destroyForcibly(); // it is taken for dead, and its work done without it
        }
    }
}
