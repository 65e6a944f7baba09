package io.signalbox.benchmarks;

/** What a figure has to reach. */
record Bar(Kind kind, double limit) {

    enum Kind {
        AT_MOST("≤ "),
        AT_LEAST("≥ "),
        EXACTLY(""),
        /** Shown, not judged. */
        NONE("–");

        final String sign;

        Kind(String sign) {
            this.sign = sign;
        }
    }

    /** A ping of an idle client now and then is no request of the operation. */
    private static final double PINGS = 0.025;

    static Bar atMost(double limit) {
        return new Bar(Kind.AT_MOST, limit);
    }

    static Bar atLeast(double limit) {
        return new Bar(Kind.AT_LEAST, limit);
    }

    /** For counts of requests. */
    static Bar exactly(double limit) {
        return new Bar(Kind.EXACTLY, limit);
    }

    static Bar none() {
        return new Bar(Kind.NONE, 0);
    }

    boolean holds(double figure) {
        return switch (kind) {
            case AT_MOST -> figure <= limit;
            case AT_LEAST -> figure >= limit;
            case EXACTLY -> Math.abs(figure - limit) <= PINGS;
            case NONE -> true;
        };
    }

    @Override
    public String toString() {
        return kind == Kind.NONE ? kind.sign : kind.sign + Table.number(limit);
    }
}
