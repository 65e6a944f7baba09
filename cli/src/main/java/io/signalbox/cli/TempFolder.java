package io.signalbox.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder for the time of a demo. */
final class TempFolder implements AutoCloseable {

    private static final int TRIES = 5;

    private final Path path;

    private TempFolder(Path path) {
        this.path = path;
    }

    static TempFolder create() throws IOException {
        return new TempFolder(Files.createTempDirectory("signalbox-"));
    }

    Path path() {
        return path;
    }

    /** Tries again when somebody who is just ending put a file into it. */
    @Override
    public void close() {
        for (int tries = TRIES; ; tries--) {
            try {
                Files.walkFileTree(path, new Deleter());
                return;
            } catch (NoSuchFileException e) {
                return;
            } catch (IOException e) {
                if (tries == 0) {
                    throw new UncheckedIOException("cannot remove the temporary folder " + path, e);
                }
            }
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
