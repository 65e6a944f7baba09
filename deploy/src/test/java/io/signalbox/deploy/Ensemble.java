package io.signalbox.deploy;

import io.signalbox.spi.CommonOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the image of ZooKeeper is told by its variables. */
final class Ensemble {

    /** Those that its start script reads, and the one that ZooKeeper's own does. */
    private static final Set<String> VARIABLES = Set.of(
            "ZOO_MY_ID",
            "ZOO_SERVERS",
            "ZOO_STANDALONE_ENABLED",
            "ZOO_ADMINSERVER_ENABLED",
            "ZOO_4LW_COMMANDS_WHITELIST",
            "ZOO_AUTOPURGE_PURGEINTERVAL",
            "ZOO_AUTOPURGE_SNAPRETAINCOUNT",
            "ZOO_TICK_TIME",
            "ZOO_INIT_LIMIT",
            "ZOO_SYNC_LIMIT",
            "ZOO_MAX_CLIENT_CNXNS",
            "ZOO_CFG_EXTRA",
            "ZK_SERVER_HEAP");

    private static final Pattern SERVER = Pattern.compile("server\\.(\\d+)=([^:]+):(\\d+):(\\d+);(\\d+)");
    private static final Pattern PROBED = Pattern.compile("echo (\\w+) \\| nc -w \\d+ 127\\.0\\.0\\.1 (\\d+) \\|");

    /** Ticks that a session timeout has to have at least. */
    private static final int MIN_TICKS = 4;

    /**
     * One of them.
     *
     * @param host its name
     * @param follow where it is followed
     * @param elect where it is elected
     * @param client where clients connect
     */
    record Server(String host, int follow, int elect, int client) {}

    private final String where;
    private final Map<String, String> environment;
    private final List<String> findings;

    /** By number. */
    final Map<Integer, Server> servers = new HashMap<>();

    Ensemble(String where, Map<String, String> environment, List<String> findings) {
        this.where = where;
        this.environment = environment;
        this.findings = findings;
        environment.keySet().stream()
                .filter(name -> !VARIABLES.contains(name))
                .forEach(name -> findings.add(where + ": the image reads no variable " + name));
        for (String text : environment.getOrDefault("ZOO_SERVERS", "").strip().split("\\s+", -1)) {
            Matcher server = SERVER.matcher(text);
            if (server.matches()) {
                servers.put(
                        Integer.valueOf(server.group(1)),
                        new Server(server.group(2), number(server, 3), number(server, 4), number(server, 5)));
            } else {
                findings.add(where + ": \"" + text + "\" is no server");
            }
        }
        if (servers.size() < 3 || servers.size() % 2 == 0) {
            findings.add(where + ": " + servers.size() + " servers; it should be 3, or more and odd");
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** A health check has to ask at the port where clients are served, and for a word that the server answers. */
    void checkProbe(String probe) {
        Matcher matcher = PROBED.matcher(probe);
        if (!matcher.find()) {
            findings.add(where + ": the probe asks no server: " + probe);
            return;
        }
        int port = number(matcher, 2);
        if (servers.values().stream().noneMatch(server -> server.client() == port)) {
            findings.add(where + ": nobody serves the port " + port + " that the probe asks");
        }
        String word = matcher.group(1);
        if (!List.of(environment
                        .getOrDefault("ZOO_4LW_COMMANDS_WHITELIST", "srvr")
                        .split(",", -1))
                .contains(word)) {
            findings.add(where + ": the server does not answer " + word);
        }
    }

    /** C5: a session has to be of four ticks at least. */
    void checkSession(Map<String, String> client) {
        Duration session = CommonOptions.SESSION_TIMEOUT.parse(client.getOrDefault(
                CommonOptions.SESSION_TIMEOUT.environmentName(),
                CommonOptions.SESSION_TIMEOUT.defaultValue().toString()));
        Duration tick = Duration.ofMillis(Long.parseLong(environment.getOrDefault("ZOO_TICK_TIME", "2000")));
        if (session.compareTo(tick.multipliedBy(MIN_TICKS)) < 0) {
            findings.add(where + ": a session of " + session + " is shorter than " + MIN_TICKS + " ticks of " + tick);
        }
    }
}
