package io.signalbox.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The locale that the launcher lends this process where there is none, so that it reads its arguments as they are. */
final class LentLocale {

    /** What LC_ALL was, or null if nothing is lent. */
    private static final @Nullable String BEFORE = System.getProperty("io.signalbox.cli.lc_all");

    private LentLocale() {}

    static boolean isLent() {
        return BEFORE != null;
    }

    /** For a process that is none of ours. */
    static void giveBack(Map<String, String> environment) {
        if (BEFORE == null) {
            return;
        }
        if (BEFORE.isEmpty()) {
            environment.remove("LC_ALL");
        } else {
            environment.put("LC_ALL", BEFORE);
        }
    }
}
