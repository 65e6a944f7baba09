package io.signalbox.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox prepare}. */
final class PrepareCommand implements Command {

    /*
     * Two runs of java: a Rehearsal that writes down which classes a command needs, and one that makes the archive of them.
     * Not the archive that a program leaves at its end: that one has none of picocli's classes, which were compiled for
     * Java 5, and these are a third of the work. For the same reason the constants that newer JDKs note are left out: to
     * resolve one when the archive is made links its class, and none so old is taken once it is linked. The archive gets its
     * name when it is whole.
     */

    /** As the launcher's, as far as they matter here. */
    private static final List<String> FLAGS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-Dpicocli.converters.excludes=java.sql.*,java.time.*");

    private static final String CONSTANTS = "@cp ";

    private final Console console;

    private final CommandSpec spec = Command.describe(
            this,
            "prepare",
            "Makes later starts faster, by an archive of classes below the user's cache folder (or SIGNALBOX_CACHE). The first"
                    + " start does so by itself, in the background; an installation may do it beforehand.");

    PrepareCommand(Console console) {
        this.console = console;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String name = System.getProperty("io.signalbox.cli.archive");
        if (name == null) {
            console.talk(
                    "signalbox: cannot prepare: only the signalbox executable can, with a cache folder; see SIGNALBOX_CACHE");
            return ExitCode.USAGE.number();
        }
        Path archive = Path.of(name);
        Path folder = Files.createDirectories(archive.toAbsolutePath().getParent());
        Path list = Files.createTempFile(folder, "classes", ".tmp");
        Path unfinished = Files.createTempFile(folder, "archive", ".tmp");
        try {
            String classPath = System.getProperty("java.class.path");
            java("-Xshare:auto", "-XX:DumpLoadedClassList=" + list, "-cp", classPath, "io.signalbox.cli.Rehearsal");
            Files.write(
                    list,
                    Files.readAllLines(list).stream()
                            .filter(line -> !line.startsWith(CONSTANTS))
                            .toList());
            Files.delete(unfinished); // only its name was wanted
            java(
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + list,
                    "-XX:SharedArchiveFile=" + unfinished,
                    "-cp",
                    classPath);
            removeOutdated(archive);
            Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(list);
            Files.deleteIfExists(unfinished);
        }
        return ExitCode.OK.number();
    }

    private static void java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of(arguments));
        int exitCode = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException("cannot prepare: java ended with " + exitCode);
        }
    }

    /** Those of the same path and the same java, whose file was another one. The name is java, file and path. */
    private static void removeOutdated(Path archive) throws IOException {
        String name = String.valueOf(archive.getFileName());
        String java = name.substring(0, name.indexOf('_') + 1);
        String path = name.substring(name.indexOf('!'));
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(archive.toAbsolutePath().getParent())) {
            for (Path file : all) {
                String other = String.valueOf(file.getFileName());
                boolean samePlace = other.startsWith(java) && (other.endsWith(path) || other.endsWith(path + ".begun"));
                if (samePlace && !other.startsWith(name)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
