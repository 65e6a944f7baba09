package io.signalbox.cli;

/** What becomes of a command while the store is not heard of, and it is still certain that nobody else holds. */
enum InDoubt {
    GO_ON("go-on"),
    PAUSE("pause"),
    STOP("stop");

    private final String word;

    InDoubt(String word) {
        this.word = word;
    }

    /** As users write it. */
    @Override
    public String toString() {
        return word;
    }
}
