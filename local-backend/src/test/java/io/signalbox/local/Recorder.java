package io.signalbox.local;

import io.signalbox.SignalboxException;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a listener is told. */
final class Recorder implements ContenderListener {

    final List<String> told = new ArrayList<>();

    @Nullable Grant grant;

    @Nullable SignalboxException failure;

    @Override
    public void waiting() {
        told.add("waiting");
    }

    @Override
    public void granted(Grant newGrant) {
        grant = newGrant;
        told.add("granted");
    }

    @Override
    public void failed(SignalboxException cause) {
        failure = cause;
        told.add("failed");
    }

    @Override
    public void revoked() {
        told.add("revoked");
    }
}
