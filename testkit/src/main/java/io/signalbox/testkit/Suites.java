package io.signalbox.testkit;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.commons.support.ReflectionSupport;

/** All suites, so that a backend can prove that it forgot none. */
public final class Suites {

    /** Every suite there is. */
    public static final List<Class<? extends ContractSuite>> ALL = List.of(
            LockContract.class,
            OrderContract.class,
            EndsContract.class,
            CertaintyContract.class,
            ReleaseContract.class,
            SemaphoreContract.class,
            EventContract.class,
            AsyncContract.class,
            ViewContract.class,
            CloseContract.class,
            NamesContract.class,
            InspectContract.class,
            EvictionContract.class,
            MemoryContract.class,
            ScaleContract.class);

    private Suites() {}

    /**
     * Fails if a suite has no subclass among the classes of a package that can be run.
     *
     * @param packageName the package of a backend's tests, searched with all packages below it
     * @throws AssertionError names every suite that was forgotten
     */
    public static void assertAllSubclassedIn(String packageName) {
        assertAllSubclassed(ReflectionSupport.findAllClassesInPackage(packageName, Suites::isRunnable, name -> true)
                .toArray(Class<?>[]::new));
    }

    /**
     * Fails if a suite has no subclass among some classes that can be run.
     *
     * @param candidates classes of tests
     * @throws AssertionError names every suite that was forgotten
     */
    public static void assertAllSubclassed(Class<?>... candidates) {
        List<String> forgotten = ALL.stream()
                .filter(suite -> Arrays.stream(candidates)
                        .noneMatch(candidate -> isRunnable(candidate) && suite.isAssignableFrom(candidate)))
                .map(Class::getSimpleName)
                .toList();
        if (!forgotten.isEmpty()) {
            throw new AssertionError("not subclassed by any test class that can be run: " + forgotten);
        }
    }

    private static boolean isRunnable(Class<?> candidate) {
        return ContractSuite.class.isAssignableFrom(candidate) && !Modifier.isAbstract(candidate.getModifiers());
    }
}
