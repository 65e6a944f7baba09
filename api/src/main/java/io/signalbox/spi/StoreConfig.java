package io.signalbox.spi;

import java.util.Map;
import java.util.Objects;

/** What {@link BackendProvider#open} gets: the address, the options, and who asks. Immutable. */
public final class StoreConfig {

    private final String address;
    private final Map<String, Object> values;
    private final Participant self;

    /**
     * Made by {@code Signalbox.open}, and by a backend's own tests.
     *
     * @param address the URL without its scheme, colon and parameters
     * @param values parsed values by {@linkplain Option#name() option name}; what is missing has its default
     * @param self who asks
     */
    public StoreConfig(String address, Map<String, Object> values, Participant self) {
        this.address = Objects.requireNonNull(address, "address");
        this.values = Map.copyOf(values);
        this.self = Objects.requireNonNull(self, "self");
    }

    /**
     * The URL without its scheme, colon and parameters: {@code //zk1:2181,zk2:2181/myapp}.
     *
     * @return the address; never with a credential
     */
    public String address() {
        return address;
    }

    /**
     * The value of an option.
     *
     * @param <T> its type
     * @param option the option
     * @return the configured value, or the default
     */
    @SuppressWarnings("unchecked") // only Option.parse puts values in, under its own name
    public <T> T get(Option<T> option) {
        Object value = values.get(option.name());
        return value == null ? option.defaultValue() : (T) value;
    }

    /**
     * Who asks.
     *
     * @return this process
     */
    public Participant self() {
        return self;
    }

    @Override
    public String toString() {
        return "StoreConfig[" + address + "]";
    }
}
