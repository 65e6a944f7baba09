package io.signalbox.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How this program starts itself again as a worker. */
final class WorkerCommandLine {

    private WorkerCommandLine() {}

    /** What configures this process configures the worker; the URL goes by the environment, where {@code ps} shows none. */
    static ProcessBuilder of(String worker, Role role, @Nullable String url, int verbosity) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseGet(WorkerCommandLine::javaOfThisJvm));
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Xshare:auto");
        command.addAll(optionsOf(System.getenv("SIGNALBOX_JAVA_OPTS")));
        command.addAll(program(System.getProperty("java.class.path", "")));
        command.addAll(List.of("demo", "worker"));
        command.addAll(role.arguments());
        command.addAll(List.of("--as=" + worker, "--attended"));
        for (int i = 0; i < verbosity; i++) {
            command.add("-v");
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        passSettings(builder.environment(), url);
        return builder;
    }

    private static String javaOfThisJvm() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** As the launcher splits them. A URL among them would win over the one that is passed. */
    static List<String> optionsOf(@Nullable String javaOptions) {
        return javaOptions == null
                ? List.of()
                : List.of(javaOptions.split("\\s+", -1)).stream()
                        .filter(option -> !option.isEmpty() && !option.startsWith("-Dsignalbox.url="))
                        .toList();
    }

    /** A class path of one file is the executable jar itself. */
    static List<String> program(String classPath) {
        return Files.isRegularFile(Path.of(classPath))
                ? List.of("-jar", classPath)
                : List.of("-cp", classPath, Main.class.getName());
    }

    /** A system property of ours wins over the environment here, so it does there. */
    private static void passSettings(Map<String, String> environment, @Nullable String url) {
        for (String property : System.getProperties().stringPropertyNames()) {
            if (property.startsWith("signalbox.")) {
                environment.put(environmentName(property), System.getProperty(property));
            }
        }
        if (url != null) {
            environment.put("SIGNALBOX_URL", url);
        }
    }

    private static String environmentName(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
