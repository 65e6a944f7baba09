package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlainClientConfigTest {

    private static final String KEY_STORE = "zookeeper.ssl.keyStore.location";

    private final Map<String, String> before = new HashMap<>();

    private void set(String name, String value) {
        before.put(name, System.getProperty(name));
        System.setProperty(name, value);
    }

    @AfterEach
    void putBack() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    /** Every name that ZooKeeper's classes know of, also one that a later version may bring. */
    private static Set<String> namesOfZooKeeper() throws IllegalAccessException {
        Set<String> names = new TreeSet<>();
        for (Class<?> type : new Class<?>[] {ZKConfig.class, ZKClientConfig.class}) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isPublic(field.getModifiers())
                        && field.getType() == String.class
                        && !field.getName().endsWith("_DEFAULT")) {
                    names.add((String) field.get(null));
                }
            }
        }
        return names;
    }

    @Test
    void properties_allSet_areThoseOfZooKeepersOwn() throws IllegalAccessException {
        Set<String> names = namesOfZooKeeper();
        assertThat(names).containsAll(PlainClientConfig.NOT_OF_TLS);
        names.remove(ZKClientConfig.SECURE_CLIENT);
        names.forEach(name -> set(name, "value of " + name));
        ZKClientConfig ours = new PlainClientConfig();
        ZKClientConfig stock = new ZKClientConfig();

        names.add(ZKClientConfig.SECURE_CLIENT);
        for (String name : names) {
            assertThat(ours.getProperty(name)).as(name).isEqualTo(stock.getProperty(name));
        }
    }

    @Test
    void properties_noneSet_areThoseOfZooKeepersOwn() throws IllegalAccessException {
        ZKClientConfig ours = new PlainClientConfig();
        ZKClientConfig stock = new ZKClientConfig();

        for (String name : namesOfZooKeeper()) {
            assertThat(ours.getProperty(name)).as(name).isEqualTo(stock.getProperty(name));
        }
    }

    @Test
    void tls_askedFor_hasItsProperties() {
        set(KEY_STORE, "/somewhere");
        assertThat(new PlainClientConfig().getProperty(KEY_STORE)).isNull();
        set(ZKClientConfig.SECURE_CLIENT, "true");

        assertThat(new PlainClientConfig().getProperty(KEY_STORE)).isEqualTo("/somewhere");
        assertThat(new PlainClientConfig().getProperty(ZKClientConfig.SECURE_CLIENT))
                .isEqualTo("true");
    }
}
