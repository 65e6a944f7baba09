package io.signalbox.cli;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** Catches the signals that are meant for the command. */
final class SignalTrap {

    /*
     * Java's only way to hear a signal and go on is sun.misc.Signal, of the module jdk.unsupported. A compiler warns of each
     * mention and cannot be told that it is meant, so it is not mentioned but looked up.
     */

    /** A signal that arrived. */
    record Caught(String name, int number) {

        /** A shell's way. */
        int exitCode() {
            return 128 + number;
        }
    }

    /**
     * What ends a wait, and is passed on to a command. SIGQUIT is not among them: the JVM keeps it, and prints its threads.
     */
    static final List<String> ENDING = List.of("HUP", "INT", "TERM", "USR1", "USR2");

    /** What is passed on besides, once a command runs. */
    static final List<String> OTHERS = List.of("TSTP", "CONT", "WINCH");

    private SignalTrap() {}

    /** Calls back on a thread of its own for each signal. A signal that this process was started to ignore stays ignored. */
    static void set(List<String> names, Consumer<Caught> onSignal) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method getName = signalType.getMethod("getName");
            Method getNumber = signalType.getMethod("getNumber");
            Method handle = signalType.getMethod("handle", signalType, handlerType);
            Object handler = Proxy.newProxyInstance(
                    SignalTrap.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        Object signal = arguments[0]; // of handle(Signal), the only method that is called
                        onSignal.accept(new Caught((String) getName.invoke(signal), (int) getNumber.invoke(signal)));
                        return null;
                    });
            for (String name : names) {
                try {
                    handle.invoke(null, signalType.getConstructor(String.class).newInstance(name), handler);
                } catch (InvocationTargetException e) {
                    // Not on this system, or the JVM was told to keep its hands off signals (-Xrs).
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot catch signals on this Java: " + e, e);
        }
    }

    /** What a terminal's Ctrl-Z would have done, had it not been caught. */
    static void stopThisProcess() {
        long pid = ProcessHandle.current().pid();
        try {
            new ProcessBuilder("sh", "-c", "kill -s STOP " + pid).start();
        } catch (IOException e) {
            // Then it goes on, which is safe.
        }
    }
}
