package io.signalbox.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The client processes, which die and are started again. The first three know one server each, the others all. */
final class Clients implements AutoCloseable {
    /*
     * Whoever is stopped for three session timeouts has read a register and not written it, stays stopped until a later
     * holder has written it, and writes it then. So one update is lost for certain where there is no fence: that control
     * rests on no luck.
     */

    private static final Path FAKE_TIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    private static final int WITH_ONE_SERVER = 3;
    private static final long SETTLE_MILLIS = 100;
    private static final long PATIENCE_SECONDS = 60;

    private final Options options;
    private final Network network;
    private final Ensemble ensemble;
    private final History history;
    private final Path socket;
    private final Map<String, Child> processes = new ConcurrentHashMap<>();
    private final Map<String, Integer> lives = new ConcurrentHashMap<>();
    private final Random seeds;

    Clients(Options options, Network network, Ensemble ensemble, History history, Path socket) {
        this.options = options;
        this.network = network;
        this.ensemble = ensemble;
        this.history = history;
        this.socket = socket;
        this.seeds = new Random(options.seed());
    }

    static List<String> places(int count) {
        List<String> places = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            places.add("c" + i);
        }
        return places;
    }

    static boolean canFakeTime() {
        return Files.isReadable(FAKE_TIME);
    }

    List<String> places() {
        return places(options.clients());
    }

    /** Whose wall clock can be set. */
    String strangeClock() {
        return "c" + options.clients();
    }

    Path clockFile() {
        return options.folder().resolve("clock");
    }

    void startAll() throws IOException, InterruptedException {
        Files.writeString(clockFile(), "+0\n");
        for (String place : places()) {
            start(place);
        }
        for (String place : places()) {
            process(place).hear(TimeUnit.SECONDS.toMillis(60));
        }
    }

    private Child process(String place) throws IOException {
        Child process = processes.get(place);
        if (process == null) {
            throw new IOException("no client at " + place);
        }
        return process;
    }

    /** Starts one, and does not wait for it. */
    void start(String place) throws IOException {
        int life = lives.merge(place, 1, Integer::sum);
        int number = Integer.parseInt(place.substring(1));
        List<String> servers =
                number <= WITH_ONE_SERVER ? List.of(ensemble.servers().get(number - 1)) : ensemble.servers();
        String url = "zookeeper://" + ensemble.connectString(servers) + "/faults?session-timeout="
                + options.sessionMillis() + "ms&operation-timeout=" + options.sessionMillis()
                + "ms&connection-timeout="
                + options.sessionMillis() + "ms&turn-length=8&label=" + place;
        String role = number == 3 ? "pulse" : number == 1 || number == 4 ? "steer" : "wait";
        Map<String, String> environment = new TreeMap<>();
        if (place.equals(strangeClock()) && canFakeTime()) {
            environment.put("LD_PRELOAD", FAKE_TIME.toString());
            environment.put("FAKETIME_TIMESTAMP_FILE", clockFile().toString());
            environment.put("FAKETIME_CACHE_DURATION", "1");
            environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            environment.put("DONT_FAKE_MONOTONIC", "1");
            environment.put(
                    "FAKETIME_FORCE_MONOTONIC_FIX", "0"); // or each timed wait of the JVM ends at once, and anew
        }
        processes.put(
                place,
                Child.start(
                        place,
                        network.inside(place),
                        environment,
                        options.folder().resolve(place + ".log"),
                        line -> history.add(Entry.decode(line)),
                        ClientMain.class,
                        List.of(
                                place + "." + life,
                                url,
                                socket.toString(),
                                Long.toString(seeds.nextLong()),
                                Integer.toString(options.sessionMillis()),
                                Integer.toString(options.sessionMillis()),
                                Integer.toString(options.permits()),
                                role)));
    }

    /** The process at a place, as the history calls it. */
    String life(String place) {
        return place + "." + lives.getOrDefault(place, 0);
    }

    /** Where a process of the history stands. */
    static @Nullable String place(@Nullable String client) {
        return client == null ? null : client.substring(0, client.indexOf('.'));
    }

    /**
     * Makes a client stand still for a while, in the middle of what it does with something that it holds.
     *
     * @return false if it was not in the middle of that, and goes on at once
     */
    boolean pause(String place, long millis, String resource) throws IOException, InterruptedException {
        Child process = process(place);
        String client = life(place);
        String register = Register.of(resource, false);
        boolean outlived = millis >= 3L * options.sessionMillis();
        Entry change;
        long begin = System.nanoTime();
        Child.signal("STOP", List.of(process));
        try {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS); // what it has said is read by then
            change = history.change(client, resource, register);
            if (change == null) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(millis - SETTLE_MILLIS);
            if (outlived) {
                await(() -> history.isWrittenByLater(register, change.token()));
            }
            if (history.isWritten(register, change.token())) {
                return false; // that was on its way
            }
        } finally {
            Child.signal("CONT", List.of(process));
            history.add(
                    new Entry(begin, client, "-", Act.STOPPED, Outcome.OK, "-", 0, 0, System.nanoTime(), "kill -STOP"));
        }
        if (outlived) {
            await(() -> history.isWritten(register, change.token()));
        }
        return true;
    }

    /** Whether it comes about is for the checkers to say. */
    private static void await(BooleanSupplier what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!what.getAsBoolean() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    void kill(String place) throws IOException {
        String client = life(place);
        process(place).kill();
        history.add(new Entry(System.nanoTime(), client, "-", Act.KILLED, Outcome.OK, "-", 0, 0, 0, "kill -9"));
    }

    /** Answers what each client says to a command, in the time that all of them have together. */
    Map<String, String> askAll(String command, long millis) throws IOException, InterruptedException {
        Map<String, String> answers = new TreeMap<>();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (String place : places()) {
            process(place).tell(command);
        }
        for (String place : places()) {
            long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
            answers.put(place, hear(place, left));
        }
        return answers;
    }

    String ask(String place, String command, long millis) throws IOException, InterruptedException {
        process(place).tell(command);
        return hear(place, millis);
    }

    /** A client that was started again says first that it is ready. */
    private String hear(String place, long millis) throws IOException, InterruptedException {
        try {
            String answer = process(place).hear(millis);
            return answer.equals("ready") ? process(place).hear(millis) : answer;
        } catch (IOException e) {
            return "silent: " + e.getMessage();
        }
    }

    /** Has a client write down what all its threads do. */
    void dump(String place) throws IOException, InterruptedException {
        Child.signal("QUIT", List.of(process(place)));
    }

    @Override
    public void close() {
        processes.values().forEach(Child::kill);
    }
}
