package io.signalbox.cli;

import io.signalbox.Lease;
import io.signalbox.Resource;
import io.signalbox.spi.Participant;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command that runs under a lease, in a process group of its own. */
final class CommandCharge implements Charge {

    /*
     * Two ways lead to the processes of the command. The guardian signals the group, which is all of them that did not leave
     * it. This process knows the tree, which is all of them whose parents live. Signals go to the group, so that nobody gets
     * them twice; KILL goes both ways, which does no harm.
     *
     * Should the guardian be dead, a shell is started for each signal instead.
     */

    /** 128 and the number of SIGKILL. */
    private static final int KILLED = 137;

    private final Process process;
    private final @Nullable Guardian guardian;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private CommandCharge(Process process, @Nullable Guardian guardian) {
        this.process = process;
        this.guardian = guardian;
    }

    /** Not by {@link Process#onExit}, which needs more threads and wakes more of them. */
    private void awaitEnd() {
        try {
            ended.complete(process.waitFor());
        } catch (InterruptedException e) { // nobody does
            ended.completeExceptionally(e);
        }
    }

    /** Standard input, output and error are this process's own. */
    static CommandCharge start(List<String> command, Lease lease, Participant self, @Nullable Guardian guardian)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        guardian == null ? Sessions.detached(command) : guardian.guarded(command))
                .inheritIO();
        Map<String, String> environment = builder.environment();
        LentLocale.giveBack(environment);
        Resource resource = lease.resource();
        environment.put("SIGNALBOX_RESOURCE", resource.kind().word() + " " + resource.name());
        environment.put("SIGNALBOX_TOKEN", Long.toString(lease.fencingToken()));
        environment.put("SIGNALBOX_HOLDER", self.host() + ":" + self.pid());
        long safe = lease.safeFor().toNanos();
        if (guardian != null && safe != Long.MAX_VALUE) {
            guardian.allow(safe / 2); // until the supervisor says more; should we be stopped before, it is enough
        }
        CommandCharge charge = new CommandCharge(builder.start(), guardian);
        Thread waiter = new Thread(charge::awaitEnd, "waits for the command");
        waiter.setDaemon(true);
        waiter.start();
        return charge;
    }

    @Override
    public CompletableFuture<Integer> ended() {
        return ended;
    }

    @Override
    public void allow(long nanos) {
        if (isGuarded()) {
            guard().allow(nanos);
        }
    }

    @Override
    public boolean hasOverstayed() {
        return guardian != null && ended.join() == KILLED && guardian.endedIt();
    }

    @Override
    public void signal(SignalTrap.Caught signal) {
        if (signal.name().equals("TSTP")) {
            send("STOP");
            SignalTrap.stopThisProcess();
        } else {
            send(signal.name());
        }
    }

    private boolean isGuarded() {
        return guardian != null && guardian.isAlive();
    }

    private Guardian guard() {
        return Objects.requireNonNull(guardian);
    }

    private void send(String signal) {
        if (isGuarded()) {
            guard().signal(signal);
        } else {
            sendByShell(signal);
        }
    }

    private void sendByShell(String signal) {
        String target = (Sessions.available() ? "-" : "") + process.pid();
        try {
            new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"$2\" 2>/dev/null", "sh", signal, target).start();
        } catch (IOException e) {
            if (signal.equals("TERM")) {
                process.destroy();
            }
        }
    }

    @Override
    public void pause() {
        send("STOP");
    }

    @Override
    public void resume() {
        send("CONT");
    }

    /** It may be stopped, and would not hear. */
    @Override
    public void end() {
        send("TERM");
        send("CONT");
    }

    @Override
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        if (isGuarded()) {
            guard().kill();
        } else {
            send("KILL");
        }
    }
}
