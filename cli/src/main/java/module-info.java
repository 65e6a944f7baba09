/** The {@code signalbox} command. It exports nothing: what it offers is its command line. */
module io.signalbox.cli {
    requires io.signalbox;
    requires info.picocli;
    requires jdk.unsupported;
    requires zookeeper;
}
