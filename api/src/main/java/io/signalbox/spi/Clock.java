package io.signalbox.spi;

/**
 * The two clocks of one participant.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Clock {

    /** The clocks of this machine. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return java.time.Clock.systemUTC().millis();
        }

        @Override
        public String toString() {
            return "Clock.SYSTEM";
        }
    };

    /**
     * Monotonic time, as {@link System#nanoTime()}: only differences mean something. It may stand still while a virtual
     * machine is suspended.
     *
     * @return nanoseconds since some fixed moment
     */
    long nanoTime();

    /**
     * Wall-clock time. It may jump, but it goes on while a virtual machine is suspended.
     *
     * @return milliseconds since 1970-01-01T00:00Z
     */
    long wallMillis();

    /**
     * Both clocks, read one after the other.
     *
     * @return now
     */
    default Moment now() {
        return new Moment(nanoTime(), wallMillis());
    }

    /**
     * What both clocks said at one time.
     *
     * @param nanos {@link Clock#nanoTime()}
     * @param wallMillis {@link Clock#wallMillis()}
     */
    record Moment(long nanos, long wallMillis) {}
}
