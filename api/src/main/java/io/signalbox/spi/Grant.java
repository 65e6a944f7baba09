package io.signalbox.spi;

import java.util.Objects;

/**
 * What a contender gets when its permits fit: the fencing tokens it may give out, and the tenure that says how long the
 * grant is certain.
 *
 * @param firstToken the first token, positive; greater than every token of every earlier grant of the same resource
 * @param tokens how many consecutive tokens, from {@code firstToken} on, belong to this grant alone; at least 1
 * @param tenure the session in which the grant was made
 */
public record Grant(long firstToken, int tokens, Tenure tenure) {

    /**
     * Checks the ranges.
     *
     * @param firstToken the first token, positive; greater than every token of every earlier grant of the same resource
     * @param tokens how many consecutive tokens, from {@code firstToken} on, belong to this grant alone; at least 1
     * @param tenure the session in which the grant was made
     * @throws IllegalArgumentException if a token would not be positive, or if there is none
     */
    public Grant {
        Objects.requireNonNull(tenure, "tenure");
        if (firstToken < 1 || tokens < 1 || firstToken > Long.MAX_VALUE - tokens) {
            throw new IllegalArgumentException(
                    "tokens must be positive, were " + tokens + " from " + firstToken + " on");
        }
    }
}
