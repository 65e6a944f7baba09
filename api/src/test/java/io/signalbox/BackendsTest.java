package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendsTest {

    /** Counts how often it is asked for backends, and has some or none. */
    private static final class Loader extends ClassLoader {
        private int asked;
        private boolean hasSome;

        Loader(boolean hasSome) {
            super(BackendsTest.class.getClassLoader());
            this.hasSome = hasSome;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (!name.endsWith("BackendProvider")) {
                return super.getResources(name);
            }
            asked++;
            return hasSome ? super.getResources(name) : Collections.emptyEnumeration();
        }
    }

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private static Loader use(Loader loader) {
        Thread.currentThread().setContextClassLoader(loader);
        return loader;
    }

    @Test
    void all_again_isNotLookedForAgain() {
        Loader loader = use(new Loader(true));

        var first = Backends.all();
        var second = Backends.all();

        assertThat(first).isNotEmpty();
        assertThat(second).isSameAs(first);
        assertThat(loader.asked).isEqualTo(1);
    }

    @Test
    void all_byAnotherLoader_isItsOwn() {
        use(new Loader(true));
        var first = Backends.all();
        Loader other = use(new Loader(true));

        assertThat(Backends.all()).isNotSameAs(first).isNotEmpty();
        assertThat(other.asked).isEqualTo(1);
    }

    @Test
    void all_noneAtFirst_isLookedForAgain() {
        Loader loader = use(new Loader(false));
        assertThat(Backends.all()).isEmpty();

        loader.hasSome = true;

        assertThat(Backends.all()).isNotEmpty();
    }
}
