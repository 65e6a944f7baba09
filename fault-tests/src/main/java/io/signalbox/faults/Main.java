package io.signalbox.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The command: runs, prints what was seen, and says where it is kept. */
final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        Options options;
        try {
            options = Options.parse(arguments, folder());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.usage());
            return 2;
        }
        try {
            Report report = run(options);
            String text = report.text() + "kept in     " + options.folder() + "\n";
            System.out.print(text);
            Files.writeString(options.folder().resolve("summary.txt"), text);
            return report.passes() ? 0 : 1;
        } catch (IOException e) {
            System.err.println("the run failed: " + e + "; what there is is in " + options.folder());
            e.printStackTrace();
            return 3;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 3;
        }
    }

    private static Report run(Options options) throws IOException, InterruptedException {
        if (options.isolationRounds() > 0) {
            return IsolationRun.run(options);
        }
        return options.soakSeconds() > 0 ? SoakRun.run(options) : FaultRun.run(options);
    }

    private static Path folder() {
        String name =
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).format(LocalDateTime.now(ZoneOffset.UTC));
        return Path.of(System.getProperty("faults.runs", "target/runs"), name).toAbsolutePath();
    }
}
