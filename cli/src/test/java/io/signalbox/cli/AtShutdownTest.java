package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtShutdownTest {

    @ParameterizedTest
    @CsvSource({
        "set before,     done once",
        "called off,     called off true",
        "set while ending, done once called off false",
    })
    void task_isDoneOnceAtTheEnd_unlessCalledOff(String when, String said) throws Exception {
        String classes = String.join(File.pathSeparator, home(AtShutdown.class), home(Ending.class));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Ending.class.getName(),
                        when)
                .redirectErrorStream(true)
                .start();
        String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(all.replaceAll("\\s+", " ").strip()).isEqualTo(said);
        assertThat(process.waitFor()).isZero();
    }

    private static String home(Class<?> some) throws Exception {
        return Path.of(some.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** A process that ends in one of these ways. */
    static final class Ending {

        private Ending() {}

        public static void main(String[] args) {
            Runnable task = () -> System.out.println("done once");
            switch (args[0]) {
                case "set before" -> AtShutdown.run("task", task);
                case "called off" ->
                    System.out.println(
                            "called off " + AtShutdown.run("task", task).callOff());
                default ->
                    Runtime.getRuntime()
                            .addShutdownHook(new Thread(() -> System.out.println(
                                    "called off " + AtShutdown.run("task", task).callOff())));
            }
        }
    }
}
