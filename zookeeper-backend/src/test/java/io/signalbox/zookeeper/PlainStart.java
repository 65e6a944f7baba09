package io.signalbox.zookeeper;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.SignalboxException;

/** What a short command does. */
final class PlainStart {

    private PlainStart() {}

    public static void main(String[] arguments) throws InterruptedException {
        SignalboxConfig config = SignalboxConfig.builder()
                .url(arguments[0])
                .option("connection-timeout", arguments[2])
                .option("zookeeper.tls", arguments[1])
                .build();
        try (Signalbox box = Signalbox.open(config)) {
            box.lock("door").acquire().close();
        } catch (SignalboxException e) {
            System.exit(1);
        }
    }
}
