package io.signalbox;

import io.signalbox.spi.BackendProvider;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The backends on the class path. */
final class Backends {
    /*
     * To look for them is to ask each jar that a class loader has, and to open those that have one once more: about as long
     * as a request takes. So what was found last is kept, by the loader that found it. An application that is unloaded, of
     * whose loader these are, is so held softly: until another one looks, or memory is short. That there are none is not
     * kept: whoever has forgotten the jar may add it.
     */
    private record Found(WeakReference<ClassLoader> by, SoftReference<List<BackendProvider>> providers) {}

    private static volatile @Nullable Found last; // racy, and harmless: whoever is late looks once more

    private Backends() {}

    /** Those that the caller's thread sees. */
    static List<BackendProvider> all() {
        ClassLoader loader = loader();
        Found kept = last;
        List<BackendProvider> providers = kept != null && kept.by.refersTo(loader) ? kept.providers.get() : null;
        return providers != null ? providers : find(loader);
    }

    private static List<BackendProvider> find(ClassLoader loader) {
        List<BackendProvider> providers = ServiceLoader.load(BackendProvider.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (!providers.isEmpty()) {
            last = new Found(new WeakReference<>(loader), new SoftReference<>(providers));
        }
        return providers;
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : SignalboxConfig.class.getClassLoader();
    }
}
