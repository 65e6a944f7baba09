package io.signalbox.zookeeper;

import io.signalbox.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zookeeper.common.PathUtils;

/**
 * The servers and the root path of a URL.
 *
 * @param servers {@code host:port}, at least one
 * @param root an absolute path
 */
record ZooKeeperAddress(List<String> servers, String root) {

    private static final int DEFAULT_PORT = 2181;
    private static final String DEFAULT_ROOT = "/signalbox";
    private static final Pattern SERVER =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9a-fA-F:.%]+])(?::(\\d{1,5}))?");

    static ZooKeeperAddress parse(String address) {
        if (!address.startsWith("//")) {
            throw new ConfigurationException(
                    "a ZooKeeper URL must have the form zookeeper://host:port,host:port/path, was zookeeper:"
                            + address);
        }
        int slash = address.indexOf('/', 2);
        String hosts = address.substring(2, slash < 0 ? address.length() : slash);
        List<String> servers = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            servers.add(checkServer(host));
        }
        return new ZooKeeperAddress(List.copyOf(servers), root(slash < 0 ? "" : address.substring(slash)));
    }

    private static String checkServer(String server) {
        Matcher m = SERVER.matcher(server);
        if (!m.matches()) {
            throw new ConfigurationException(
                    "\"" + server + "\" is no ZooKeeper server; write host or host:port, several joined by commas");
        }
        int port = m.group(2) == null ? DEFAULT_PORT : Integer.parseInt(m.group(2));
        if (port < 1 || port > 65_535) {
            throw new ConfigurationException("the port of \"" + server + "\" must be from 1 to 65535");
        }
        return m.group(1) + ":" + port;
    }

    private static String root(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        try {
            return trimmed.isEmpty() ? DEFAULT_ROOT : checkPath(trimmed);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "the path of a ZooKeeper URL must be one that ZooKeeper allows, as /myapp: " + e.getMessage(), e);
        }
    }

    /** A path that ZooKeeper allows, not the root and not ZooKeeper's own. */
    static String checkPath(String path) {
        PathUtils.validatePath(path);
        if (path.equals("/") || path.equals("/zookeeper") || path.startsWith("/zookeeper/")) {
            throw new IllegalArgumentException(path + " is not free for use");
        }
        return path;
    }

    String connectString() {
        return String.join(",", servers);
    }
}
