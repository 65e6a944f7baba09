package io.signalbox;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The name of this host, as other people's tools show it. */
final class HostName {

    private static @Nullable String cached; // racy, and harmless: every thread finds the same

    private HostName() {}

    /** Without asking a name server, where the system tells. */
    static String get() {
        String name = cached;
        if (name == null) {
            name = find();
            cached = name;
        }
        return name;
    }

    private static String find() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return askResolver();
        }
    }

    private static String askResolver() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
