package io.signalbox.cli;

/** What of the log is shown on standard error. It has to be decided before the first logger is made. */
enum Verbosity {
    /** Our own errors; what ZooKeeper and Curator say is said again, better, by the exception that follows. */
    QUIET("error", "off"),
    INFO("info", "info"),
    DEBUG("debug", "debug"),
    TRACE("trace", "trace");

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private final String level;
    private final String apacheLevel;

    Verbosity(String level, String apacheLevel) {
        this.level = level;
        this.apacheLevel = apacheLevel;
    }

    static Verbosity of(int times) {
        return values()[Math.min(times, values().length - 1)];
    }

    /** What the user gave as a system property stays. */
    void apply() {
        setIfAbsent(PREFIX + "defaultLogLevel", level);
        setIfAbsent(PREFIX + "log.org.apache", apacheLevel);
        if (this != QUIET) { // reading the format takes longer than an error is worth
            setIfAbsent(PREFIX + "showDateTime", "true");
            setIfAbsent(PREFIX + "dateTimeFormat", "HH:mm:ss.SSS");
        }
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
