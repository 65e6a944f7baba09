package io.signalbox.zookeeper;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;

/** A process that writes lines, each in several small writes, under Curator's lock, ours, or none. */
final class InteropWorker {

    private static final Pattern WHOLE = Pattern.compile("<(\\w+) (\\d+) [.]{5} \\1 \\2>");

    private InteropWorker() {}

    /** One critical section of some library. */
    private interface Section {
        void run(Hands.Task body) throws Exception;
    }

    /** Arguments: curator, signalbox or none; the server; the lock's root and name; the file; how many lines. */
    public static void main(String[] args) throws Exception {
        String address = args[1];
        String root = args[2];
        String name = args[3];
        Path file = Path.of(args[4]);
        int rounds = Integer.parseInt(args[5]);
        switch (args[0]) {
            case "curator" -> {
                try (CuratorFramework client = CuratorFrameworkFactory.newClient(address, new RetryOneTime(100))) {
                    client.start();
                    client.blockUntilConnected();
                    InterProcessMutex mutex = new InterProcessMutex(client, root + "/" + name);
                    work("curator", file, rounds, body -> {
                        mutex.acquire();
                        try {
                            body.run();
                        } finally {
                            mutex.release();
                        }
                    });
                }
            }
            case "signalbox" -> {
                try (Signalbox box = Signalbox.open("zookeeper://" + address + "/ours?zookeeper.lock-root=" + root)) {
                    DistributedLock lock = box.lock(name);
                    work("signalbox", file, rounds, body -> {
                        try (Lease lease = lock.acquire()) {
                            body.run();
                            lease.ensureHeld();
                        }
                    });
                }
            }
            default -> work("none", file, rounds, Hands.Task::run);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void work(String who, Path file, int rounds, Section section) throws Exception {
        System.out.println("ready");
        if (System.in.read() < 0) {
            return; // whoever started this has gone
        }
        for (int i = 0; i < rounds; i++) {
            int round = i;
            section.run(() -> writeLine(who, file, round));
        }
    }

    private static void writeLine(String who, Path file, int round) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            write(out, "<" + who + " " + round + " ");
            for (int i = 0; i < 5; i++) {
                write(out, ".");
                LockSupport.parkNanos(50_000);
            }
            write(out, " " + who + " " + round);
            write(out, ">\n");
        }
    }

    private static void write(OutputStream out, String piece) throws IOException {
        out.write(piece.getBytes(StandardCharsets.US_ASCII));
    }

    /** How many lines were not written in one piece. */
    static long torn(List<String> lines) {
        return lines.stream().filter(line -> !WHOLE.matcher(line).matches()).count();
    }

    /** How often the next line is of another writer. */
    static int alternations(List<String> lines) {
        int count = 0;
        String last = "";
        for (String line : lines) {
            Matcher m = WHOLE.matcher(line);
            String who = m.matches() ? m.group(1) : "";
            count += !last.isEmpty() && !who.equals(last) ? 1 : 0;
            last = who;
        }
        return count;
    }
}
