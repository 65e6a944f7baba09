package io.signalbox.cli;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.spi.Option;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Appends lines to a file, each under the lock and in several small writes.
 *
 * @param name of the lock
 * @param file is appended to
 * @param rounds how many lines
 * @param way how it acquires and releases
 * @param locked false to do without the lock
 * @param pause between the small writes
 */
record LockRole(String name, Path file, int rounds, Way way, boolean locked, Duration pause) implements Role {

    /** How a worker acquires and releases, and the line it writes then. */
    enum Way {
        SCOPED("Lock acquired via with"),
        DIRECT("Lock acquired directly");

        private final String line;

        Way(String line) {
            this.line = line;
        }

        static Set<String> lines() {
            return Stream.of(values()).map(way -> way.line).collect(Collectors.toUnmodifiableSet());
        }
    }

    @Override
    public void play(Signalbox box, Report report) throws InterruptedException, IOException {
        DistributedLock lock = box.lock(name);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            report.tell(Signal.READY);
            for (int round = 0; round < rounds; round++) {
                if (!locked) {
                    append(channel);
                } else if (way == Way.SCOPED) {
                    appendScoped(lock, channel);
                } else {
                    appendDirectly(lock, channel);
                }
            }
        }
    }

    private void appendScoped(DistributedLock lock, FileChannel channel) throws InterruptedException, IOException {
        try (Lease lease = lock.acquire()) {
            append(channel);
            lease.ensureHeld();
        }
    }

    private void appendDirectly(DistributedLock lock, FileChannel channel) throws InterruptedException, IOException {
        Lease lease = lock.acquire();
        try {
            append(channel);
            lease.ensureHeld();
        } finally {
            lease.close();
        }
    }

    /** A word at a time, so that two who write at once tear each other's lines. */
    private void append(FileChannel channel) throws IOException {
        for (String piece : (way.line + "\n").split("(?=[ \n])", -1)) {
            ByteBuffer bytes = ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    @Override
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "lock",
                "--name=" + name,
                "--file=" + file.toAbsolutePath(),
                "--rounds=" + rounds,
                "--way=" + way,
                "--pause=" + Option.format(pause)));
        if (!locked) {
            arguments.add("--no-lock");
        }
        return arguments;
    }
}
