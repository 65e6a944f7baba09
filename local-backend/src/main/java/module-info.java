/** The contracts of Signalbox inside one JVM: for tests, and the reference for the semantics. */
module io.signalbox.local {
    requires transitive io.signalbox;
    requires transitive org.jspecify;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;

    exports io.signalbox.local;

    provides io.signalbox.spi.BackendProvider with
            io.signalbox.local.LocalBackendProvider;
}
