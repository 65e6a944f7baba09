package io.signalbox.cli;

import java.util.concurrent.CompletableFuture;

/** One worker of a crew, as its crew sees it. */
interface Worker {

    /** Completes when it is ready; never, if it ends before. */
    CompletableFuture<?> ready();

    /** Lets it begin. Idempotent. */
    void go();

    /** Completes when it is gone and everything it told was heard: with an empty text, or with what it died of. */
    CompletableFuture<String> ended();

    /** Tells it to end. Does not wait, is idempotent. */
    void dismiss();

    /** Ends it by force. */
    void kill();
}
