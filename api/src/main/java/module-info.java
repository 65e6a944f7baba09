/**
 * Distributed lock, semaphore and event: what callers see ({@link io.signalbox}) and what backend authors see
 * ({@link io.signalbox.spi}).
 */
module io.signalbox {
    requires transitive org.jspecify;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;

    exports io.signalbox;
    exports io.signalbox.spi;

    uses io.signalbox.spi.BackendProvider;
}
