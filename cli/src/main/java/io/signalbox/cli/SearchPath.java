package io.signalbox.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds commands as a shell does. */
final class SearchPath {

    private SearchPath() {}

    /** What a shell would run. */
    static Optional<Path> find(String command) {
        return look(command, true);
    }

    /** What a shell would find and not run, because it is no file or may not be executed. */
    static Optional<Path> findUnusable(String command) {
        return look(command, false);
    }

    private static Optional<Path> look(String command, boolean usable) {
        if (command.isEmpty()) {
            return Optional.empty();
        }
        if (command.indexOf('/') >= 0) {
            return candidate("", command, usable);
        }
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator, -1)) {
            Optional<Path> found = candidate(folder, command, usable);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> candidate(String folder, String command, boolean usable) {
        try {
            Path path = Path.of(folder, command);
            boolean found = usable ? Files.isExecutable(path) && !Files.isDirectory(path) : Files.exists(path);
            return found ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
