/** The suites that every backend of Signalbox must pass, by the clauses of its contract. */
@SuppressWarnings("requires-transitive-automatic")
open module io.signalbox.testkit {
    requires transitive io.signalbox;
    requires transitive org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.junit.platform.commons;
    requires org.assertj.core;
    requires awaitility;

    exports io.signalbox.testkit;
}
