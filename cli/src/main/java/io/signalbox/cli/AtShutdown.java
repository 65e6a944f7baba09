package io.signalbox.cli;

/** What is done when the process is told to end, unless it is called off before. */
final class AtShutdown {
    /*
     * The JVM refuses new hooks once it has begun to end. A signal may come at any instant, also between the opening of
     * something and the hook that closes it; so what comes too late for a hook is done at once. Set the hook before there
     * is anything to leave behind where that is possible: what is opened when all hooks are done is not closed any more.
     */
    private final Thread hook;
    private final boolean tooLate;

    private AtShutdown(Thread hook, boolean tooLate) {
        this.hook = hook;
        this.tooLate = tooLate;
    }

    /** Has it done by a thread of that name, or here and now if the process is ending already. */
    static AtShutdown run(String name, Runnable task) {
        Thread hook = new Thread(task, name);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return new AtShutdown(hook, false);
        } catch (IllegalStateException e) { // it is ending
            task.run();
            return new AtShutdown(hook, true);
        }
    }

    /** False if it was done, or is being done. */
    boolean callOff() {
        try {
            return !tooLate && Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // it is ending
            return false;
        }
    }
}
