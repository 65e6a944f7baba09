package io.signalbox.deploy;

import io.signalbox.spi.CommonOptions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a job that is content when somebody else has the lock is done, and not twice: the lock is held for longer than
 * another one can be late, and a next try waits for longer than the session of a killed one lasts.
 */
final class Nightly {

    private static final Pattern AT_LEAST = Pattern.compile("; r=\\$\\?; sleep (\\d+); exit \\$r$");

    private Nightly() {}

    /**
     * Looks at a command under a lock; at no other one.
     *
     * @param lateness how late it may begin
     * @param isTriedAgain whether it is, when it fails
     */
    static void check(Workload workload, Duration lateness, boolean isTriedAgain, List<String> findings) {
        List<String> arguments = workload.arguments();
        if (!arguments.contains("lock") || !arguments.contains("--conflict-code=0")) {
            return;
        }
        Duration wait = arguments.stream()
                .filter(argument -> argument.startsWith("--wait="))
                .map(argument -> CommonOptions.SESSION_TIMEOUT.parse(argument.substring("--wait=".length())))
                .findFirst()
                .orElse(Duration.ZERO);
        Duration session = CommonOptions.SESSION_TIMEOUT.parse(workload.environment()
                .getOrDefault(
                        CommonOptions.SESSION_TIMEOUT.environmentName(),
                        CommonOptions.SESSION_TIMEOUT.defaultValue().toString()));
        if (isTriedAgain && wait.compareTo(session) <= 0) {
            findings.add(workload.where() + ": the next try would be content with the dead session of the one before");
        }
        Matcher held = AT_LEAST.matcher(arguments.get(arguments.size() - 1));
        if (!held.find() || Duration.ofSeconds(Long.parseLong(held.group(1))).compareTo(lateness.plus(wait)) <= 0) {
            findings.add(workload.where() + ": who is late by " + lateness + " would do a short job again");
        }
    }
}
