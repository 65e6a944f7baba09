package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.ContenderView;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What shows and operates: the executable, as a user starts it, against a server process that is one itself. */
class EyesIT {

    /** Of our two boxes, and of who asks. */
    private static final long QUIET = 3;

    @TempDir
    private static Path folder;

    private static Run server;
    private static String url = "";
    private static Signalbox box;
    private static Signalbox other;
    private static Lease order;

    /** {@code lock orders/42} held and waited for, {@code semaphore pool} 3 of 10, events {@code ready} and {@code idle}. */
    @BeforeAll
    static void openTheStore() throws Exception {
        server = Run.start(folder, Map.of(), "server", "--port", "0");
        url = server.awaitData("", 0);
        assertThat(url).matches("zookeeper://127\\.0\\.0\\.1:\\d+");
        box = open("billing");
        other = open("shipping");
        order = box.lock("orders/42").acquire();
        CompletableFuture<Lease> waiting = other.lock("orders/42").acquireAsync();
        box.semaphore("pool", 10).acquire(3);
        box.event("ready").set();
        box.event("idle").set();
        box.event("idle").clear();
        await().atMost(Run.PATIENCE)
                .until(() -> !box.lock("orders/42").inspect().waiters().isEmpty());
        assertThat(waiting).isNotDone();
        makeReadOnly("/closed");
    }

    private static Signalbox open(String label) {
        return Signalbox.open(SignalboxConfig.builder()
                .url(url)
                .option("session-timeout", "6s")
                .option("label", label)
                .build());
    }

    private static int port() {
        return Integer.parseInt(url.replaceAll(".*:", ""));
    }

    /** A root where nobody may write. */
    private static void makeReadOnly(String path) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (ZooKeeper raw = new ZooKeeper("127.0.0.1:" + port(), 6_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        })) {
            assertThat(connected.await(Run.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            raw.create(path, new byte[0], ZooDefs.Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    @AfterAll
    static void closeTheStore() {
        if (other != null) {
            other.close();
        }
        if (box != null) {
            box.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static Run start(String... arguments) throws IOException {
        return Run.start(folder, Map.of("SIGNALBOX_URL", url), arguments);
    }

    private static String filled(String text) {
        return text.replace("$PORT", Integer.toString(port())).replace("$URL", url);
    }

    // ------------------------------------------------------------------ every command, option and exit code

    /** A line of data matches the third column, and talk has the fourth; empty means that there is none. */
    @ParameterizedTest(name = "{0} exits with {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event status ready                    | 0  | set | ``",
                "event status idle                     | 1  | clear | ``",
                "event status never-set                | 1  | clear | ``",
                "event status ready --json             | 0  | \\{\"kind\":\"event\",\"name\":\"ready\",\"set\":true,\"version\":1} | ``",
                "event wait ready                      | 0  | `` | ``",
                "event wait idle --timeout 0s          | 1  | `` | ``",
                "event wait idle --timeout=300ms --json | 1 | \\{\"kind\":\"event\",\"name\":\"idle\",\"seen\":false} | ``",
                "event set a/b                         | 0  | `` | ``",
                "event clear a/b --json                | 0  | \\{\"kind\":\"event\",\"name\":\"a/b\",\"set\":false,\"version\":\\d+} | ``",
                "ls                                    | 0  | lock +orders/42 +held +1 +.* pid \\d+ .billing. for .*, token \\d+ | ``",
                "ls pool                               | 0  | semaphore +pool +3 of 10 +0 .* | ``",
                "ls pool -v                            | 0  | semaphore +pool +3 of 10 +0 .* | INFO",
                "ls nothing/there                      | 0  | `` | nothing at or below",
                "--json ls orders                      | 0  | \\{\"kind\":\"lock\",\"name\":\"orders/42\",\"size\":1,\"held\":1,.* | ``",
                "inspect lock orders/42                | 0  | waiter +\\S+ +\\d+ +shipping +main +1 +\\S+ +\\d+ | ``",
                "inspect LOCK free                     | 0  | lock \"free\": free, 0 waiting | ``",
                "inspect semaphore pool --json         | 0  | .*\"size\":10,\"held\":3,.*\"permits\":3,.*\"eviction\":null} | ``",
                "inspect semaphore never-sized         | 65 | `` | nobody has given it a size",
                "inspect event ready                   | 0  | event \"ready\": set, version 1 | ``",
                "release --force free --token 5 --yes  | 1  | `` | nobody holds lock \"free\" with token 5",
                "release --force orders/42 --token 5 -y | 1 | `` | nothing was released",
                "config                                | 0  | url +zookeeper://127.0.0.1:$PORT +environment variable SIGNALBOX_URL | ``",
                "config --json --url local:?label=me   | 0  | \\{\"name\":\"label\",\"value\":\"me\",\"from\":\"URL\",.* | ``",
                "doctor                                | 0  | ok +server 127.0.0.1:$PORT: standalone, version 3.* | ``",
                "doctor --json                         | 0  | \\{\"level\":\"ok\",\"subject\":\"orphans\",\"text\":\"none\",\"advice\":\"\"} | ``",
                "doctor --url zookeeper://127.0.0.1:9?connection-timeout=300ms | 1 | problem +server 127.0.0.1:9: cannot be reached.* | ``",
                "ls --url zookeeper://127.0.0.1:9?connection-timeout=300ms | 69 | `` | tried 127.0.0.1:9",
                "event set x --url $URL/closed         | 77 | `` | refuses access",
                "ls --config no-such.properties        | 2  | `` | cannot read the configuration file",
                "lock x --url $URL/closed -- true       | 77 | `` | refuses access",
                "semaphore x --permits 2 --url $URL/closed -- true | 77 | `` | refuses access",
                "hold x --url $URL/closed               | 77 | `` | refuses access",
                "lock x --url zookeeper://127.0.0.1:9?connection-timeout=300ms -- true | 69 | `` | tried 127.0.0.1:9",
                "lock x/ -- true                       | 2  | `` | an empty segment",
                "server --port $PORT                   | 69 | `` | 127.0.0.1:$PORT",
                "server --port 0 --address 192.0.2.1   | 69 | `` | cannot start a server on 192.0.2.1:0",
                "ls orders/                            | 2  | `` | an empty segment",
                "watch --colour                        | 2  | `` | Unknown option",
                "release --help                        | 0  | Usage: signalbox release .* | ``",
            })
    void command(String commandLine, int exit, String data, String talk) throws Exception {
        try (Run run = start(filled(commandLine).split(" ", -1))) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(exit);
            if (data.isEmpty()) {
                assertThat(run.data()).isEmpty();
            } else {
                assertThat(run.data()).anySatisfy(line -> assertThat(line).matches(filled(data)));
            }
            if (talk.isEmpty()) {
                assertThat(run.talk()).isEmpty();
            } else {
                assertThat(String.join("\n", run.talk())).contains(filled(talk));
            }
            assertThat(run.toString()).doesNotContain("\u001b");
        }
    }

    /** Nothing is configured here, and nothing is guessed. */
    @Test
    void noUrl_isUsage_andNamesThePlaces() throws Exception {
        try (Run run = Run.start(folder, Map.of(), "ls")) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(2);
            assertThat(run.talk()).first().asString().contains("no URL is configured", "SIGNALBOX_URL");
        }
    }

    @Test
    void config_fromAFile_namesTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("ours.properties"), "signalbox.url=" + url + "\n");
        try (Run run = Run.start(folder, Map.of(), "config", "--config", file.toString())) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data()).anyMatch(line -> line.startsWith("url ") && line.endsWith(file.toString()));
        }
        try (Run demo = Run.start(folder, Map.of(), "demo", "lock", "--config", "ours.properties")) {
            assertThat(demo.awaitExit()).as("%s", demo).isZero();
            assertThat(demo.data()).contains("2 lines, 0 torn");
            assertThat(demo.talk()).noneMatch(line -> line.contains("started a ZooKeeper"));
        }
    }

    // ------------------------------------------------------------------ signals

    @ParameterizedTest(name = "{0}, on {1}, exits with {2}")
    @CsvSource({
        "event wait idle,        INT,  130",
        "event wait idle,        TERM, 143",
        "watch --interval 200ms, TERM, 143",
        "watch --json orders,    INT,  130",
    })
    void signal_endsWhatWaits(String commandLine, String signal, int exit) throws Exception {
        await().atMost(Run.PATIENCE).until(() -> connections() == QUIET);
        try (Run run = start(commandLine.split(" ", -1))) {
            await().atMost(Run.PATIENCE).until(() -> connections() > QUIET);
            new ProcessBuilder("kill", "-" + signal, Long.toString(run.handle().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(exit);
            assertThat(run.talk()).isEmpty();
        }
        await().atMost(Run.PATIENCE).until(() -> connections() == QUIET);
    }

    /** As the server counts them. */
    private static long connections() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Long.parseLong(answer.replaceFirst("(?s).*Connections: (\\d+).*", "$1"));
        }
    }

    // ------------------------------------------------------------------ release

    @Test
    void release_asksFirst_thenFreesAndTellsTheHolder_andLeavesARecord() throws Exception {
        try (Signalbox holder = open("stuck")) {
            Lease lease = holder.lock("migration").acquire();
            String token = Long.toString(lease.fencingToken());
            try (Run no = start("release", "--force", "migration", "--token", token)) {
                no.type("n\n");
                assertThat(no.awaitExit()).as("%s", no).isEqualTo(1);
                assertThat(String.join("\n", no.talk())).contains("(stuck)", "token " + token, "[y/N]");
            }
            assertThat(lease.state()).isEqualTo(LeaseState.HELD);
            try (Run nobody = start("release", "--force", "migration", "--token", token)) {
                nobody.hangUp();
                assertThat(nobody.awaitExit()).as("%s", nobody).isEqualTo(1);
                assertThat(String.join("\n", nobody.talk())).contains("--yes");
            }
            try (Run yes = start("release", "--force", "migration", "--token", token, "--json")) {
                yes.type("y\n");
                assertThat(yes.awaitExit()).as("%s", yes).isZero();
                assertThat(yes.data()).singleElement().asString().contains("\"label\":\"stuck\"", "\"by\":{");
            }
            await().atMost(Run.PATIENCE).until(() -> lease.state() == LeaseState.LOST);
            try (Run inspect = start("inspect", "lock", "migration")) {
                assertThat(inspect.awaitExit()).isZero();
                assertThat(inspect.data()).hasSize(2);
                assertThat(inspect.data().get(0)).isEqualTo("lock \"migration\": free, 0 waiting");
                assertThat(inspect.data().get(1))
                        .matches("last put out by force: .* \\(stuck\\), token " + token + ", by .* \\("
                                + System.getProperty("user.name") + "\\) at .*");
            }
        }
    }

    @Test
    void release_ofASemaphore_freesThosePermitsOnly() throws Exception {
        try (Signalbox holder = open("stuck")) {
            holder.semaphore("jobs", 3).acquire(1);
            long token = holder.semaphore("jobs", 3).acquire(2).fencingToken();
            try (Run run = start("release", "--force", "jobs", "--kind=semaphore", "--token=" + token, "--yes")) {
                assertThat(run.awaitExit()).as("%s", run).isZero();
            }
            assertThat(box.semaphore("jobs", 3).inspect().holders())
                    .extracting(ContenderView::permits)
                    .containsExactly(1);
            assertThat(box.lastEviction(new Resource(ResourceKind.SEMAPHORE, "jobs")))
                    .isPresent();
        }
    }

    // ------------------------------------------------------------------ watch

    @Test
    void watch_inAPipe_tellsEachChangeOnce() throws Exception {
        try (Run run = start("watch", "seen", "--interval", "100ms")) {
            box.event("seen/bell").set();
            run.awaitData(" event seen/bell set", 0);
            try (Lease lease = box.lock("seen/door").acquire()) {
                run.awaitData(" token " + lease.fencingToken() + ", 0 waiting", 0);
            }
            run.awaitData(" lock seen/door gone", 0);
            box.event("seen/bell").clear();
            run.awaitData(" event seen/bell clear", 0);
            assertThat(run.data()).hasSize(4).allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z .*"));
        }
    }

    @Test
    void watch_asJson_isOneObjectALine() throws Exception {
        try (Run run = start("watch", "orders", "--json")) {
            assertThat(run.awaitData("}", 0))
                    .matches("\\{\"at\":\"[^\"]+\",\"change\":\"there\",\"kind\":\"lock\",\"name\":\"orders/42\",.*")
                    .contains("\"token\":" + order.fencingToken(), "\"label\":\"shipping\"");
        }
    }

    /** Whoever reads goes away, as head does. */
    @Test
    void watch_whoseReaderIsGone_ends() throws Exception {
        String command = "'" + Run.executable() + "' watch --interval 100ms | head -1";
        try (Run run = Run.start(List.of("sh", "-c", command), folder, Map.of("SIGNALBOX_URL", url))) {
            run.awaitData("", 0);
            box.event("tick").set();
            assertThat(run.awaitExit()).as("%s", run).isZero();
        }
    }

    /** What a terminal of 12 rows and 100 columns shows until Ctrl-C is typed. */
    private static String capture(Map<String, String> environment) throws Exception {
        assumeThat(Path.of("/usr/bin/script")).as("script(1)").exists();
        String command = "stty rows 12 cols 100; exec env --default-signal=INT '" + Run.executable()
                + "' watch --interval 200ms";
        Map<String, String> all = new HashMap<>(environment);
        all.put("SIGNALBOX_URL", url);
        all.put("TERM", "xterm");
        try (Run run = Run.start(List.of("/usr/bin/script", "-qefc", command, "/dev/null"), folder, all)) {
            run.awaitDataWith("orders/42");
            run.type("\u0003");
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(130);
            return String.join("\n", run.data());
        }
    }

    @Test
    void watch_inATerminal_isAFullScreen_andLeavesItAsItWas() throws Exception {
        String screen = capture(Map.of());

        assertThat(screen).startsWith("\u001b[?1049h\u001b[?25l\u001b[H");
        assertThat(screen).contains("\u001b[33mheld\u001b[0m", "(billing)", "(shipping)", "waiting", "3 of 10");
        assertThat(screen.stripTrailing()).endsWith("\u001b[?25h\u001b[?1049l");
    }

    @Test
    void watch_inATerminalWithNoColor_hasNone() throws Exception {
        String screen = capture(Map.of("NO_COLOR", "1"));

        assertThat(screen).contains("held", "(billing)");
        assertThat(screen).doesNotContainPattern("\u001b\\[\\d*m");
    }

    // ------------------------------------------------------------------ server

    @Test
    void server_withData_keepsItForTheNext_andRefusesASecond() throws Exception {
        String data = folder.resolve("kept").toString();
        try (Run run = Run.start(folder, Map.of(), "server", "--port=0", "--data", data, "--json")) {
            String first = run.awaitData("}", 0).replaceAll(".*\"url\":\"([^\"]+)\".*", "$1");
            try (Signalbox there = Signalbox.open(first)) {
                there.event("kept").set();
            }
            try (Run second = Run.start(folder, Map.of(), "server", "--port=0", "--data", data)) {
                assertThat(second.awaitExit()).as("%s", second).isEqualTo(74);
                assertThat(String.join("\n", second.talk())).contains("another server");
            }
            run.handle().destroy();
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(143);
            run.assertNothingLeftInTemp();
        }
        String port = Integer.toString(freePort());
        try (Run run = Run.start(folder, Map.of(), "server", "--port", port, "--data", data)) {
            assertThat(run.awaitData("", 0)).isEqualTo("zookeeper://127.0.0.1:" + port);
            try (Signalbox there = Signalbox.open("zookeeper://127.0.0.1:" + port)) {
                assertThat(there.event("kept").isSet()).isTrue();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void server_withoutData_leavesNothing() throws Exception {
        try (Run run = Run.start(folder, Map.of(), "server", "--port", "0")) {
            run.awaitData("", 0);
            run.handle().destroy();
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(143);
            run.assertNothingLeftInTemp();
        }
    }

    /** The server is half started then. */
    @Test
    void server_toldToEndWhenItsFolderIsThere_leavesNothingAndIsSilent() throws Exception {
        try (Run run = Run.start(folder, Map.of(), "server", "--port", "0")) {
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Run.PATIENCE)
                    .until(() -> !run.inTemp().isEmpty());
            run.handle().destroy();
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(143);
            assertThat(run.talk()).isEmpty();
            run.assertNothingLeftInTemp();
        }
    }
}
