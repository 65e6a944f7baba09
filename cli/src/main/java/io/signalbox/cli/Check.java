package io.signalbox.cli;

import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.spi.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses what picocli accepts by its type and cannot be all the same. */
final class Check {

    private static final Duration LONGEST = Duration.ofDays(1);

    private Check() {}

    static void atLeastOne(CommandSpec command, String option, int value) {
        inRange(command, option, value, Integer.MAX_VALUE);
    }

    static void inRange(CommandSpec command, String option, int value, int max) {
        if (value < 1 || value > max) {
            String allowed = max == Integer.MAX_VALUE ? "must be >= 1" : "must be from 1 to " + max;
            throw refusal(command, option + " " + allowed + ", was " + value);
        }
    }

    static void duration(CommandSpec command, String option, Duration value) {
        if (value.isZero() || value.compareTo(LONGEST) > 0) {
            throw refusal(
                    command,
                    option + " must be more than 0s and at most " + Option.format(LONGEST) + ", was "
                            + Option.format(value));
        }
    }

    /** Of a file that need not exist, but could. */
    static void writable(CommandSpec command, String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file) || !Files.isDirectory(folder)) {
            throw refusal(command, option + " must be a file in a folder that exists, was \"" + file + "\"");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw refusal(command, option + " must be writable, \"" + file + "\" is not");
        }
    }

    static void name(CommandSpec command, ResourceKind kind, String name) {
        try {
            new Resource(kind, name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--name: " + e.getMessage(), e);
        }
    }

    /** By its kind and name. */
    static Resource resource(CommandSpec command, ResourceKind kind, String name) {
        try {
            return new Resource(kind, name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Of names; empty for all. */
    static void prefix(CommandSpec command, String prefix) {
        if (!prefix.isEmpty()) {
            try {
                new Resource(ResourceKind.LOCK, prefix);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        command.commandLine(), String.valueOf(e.getMessage()).replaceFirst("^lock name", "PREFIX"), e);
            }
        }
    }

    static ParameterException refusal(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
