package io.signalbox.faults;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A network namespace for each place, joined by a bridge in a namespace of its own. Needs root, ip, tc and nft. */
final class NamespaceNetwork implements Network {
    /*
     * Nothing stands in the root namespace: the bridge's end of each cable is made right inside the bridge's namespace.
     * The links go with the namespaces. The names carry the id of this process, so that runs beside each other do not meet,
     * and so that the next run can sweep what a run left that was killed without a word.
     *
     * Cuts are rules of the bridge. A reset has to be answered by a place itself, since a bridge cannot reject. What is
     * held back stands in a token bucket of a few bits a second at the bridge's port, until the bucket is made large: so
     * it arrives late, in order, and whole.
     */
    private static final String PREFIX = "sbfault";

    private final String name;
    private final List<String> places;
    private final Set<String> resetting = new HashSet<>();
    private final Set<String> heldBack = new HashSet<>();

    private NamespaceNetwork(String name, List<String> places) {
        this.name = name;
        this.places = List.copyOf(places);
    }

    /**
     * Makes it.
     *
     * @throws IOException if it cannot be; nothing is left of it then
     */
    static NamespaceNetwork open(List<String> places) throws IOException, InterruptedException {
        sweep();
        NamespaceNetwork network =
                new NamespaceNetwork(PREFIX + ProcessHandle.current().pid(), places);
        try {
            network.build();
            return network;
        } catch (IOException | InterruptedException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** Removes what is left of runs whose process is gone. */
    private static void sweep() throws IOException, InterruptedException {
        for (String line : Command.run(List.of("ip", "netns", "list")).lines().toList()) {
            String space = line.split(" ", 2)[0];
            if (space.matches(PREFIX + "\\d+-.*")) {
                long pid = Long.parseLong(space.substring(PREFIX.length(), space.indexOf('-')));
                if (ProcessHandle.of(pid).isEmpty()) {
                    Command.run(List.of("ip", "netns", "del", space));
                }
            }
        }
    }

    private void build() throws IOException, InterruptedException {
        String bridge = space("switch");
        StringBuilder script = new StringBuilder("set -e\n");
        script.append("ip netns add ").append(bridge).append('\n');
        script.append("ip -n ").append(bridge).append(" link add br0 type bridge\n");
        script.append("ip -n ").append(bridge).append(" link set br0 up\n");
        for (String place : places) {
            String s = space(place);
            String p = port(place);
            script.append("ip netns add ").append(s).append('\n');
            script.append("ip -n " + s + " link add eth0 type veth peer name " + p + " netns " + bridge + "\n");
            script.append("ip -n " + bridge + " link set " + p + " master br0 up\n");
            script.append("ip -n " + s + " addr add " + address(place) + "/24 dev eth0\n");
            script.append("ip -n " + s + " link set lo up\n");
            script.append("ip -n " + s + " link set eth0 up\n");
        }
        Command.run(List.of("sh"), script.toString());
        tryOut();
    }

    /** What is not permitted here is found out now and not in the middle of a run. */
    private void tryOut() throws IOException, InterruptedException {
        String place = places.get(0);
        Set<String> others = Set.of(places.get(places.size() - 1));
        cut(List.of(new Cut(Set.of(place), others, 20)));
        reset(place, others);
        holdBack(place, true);
        heal();
    }

    private String space(String place) {
        return name + "-" + place;
    }

    /** The bridge's end of a place's cable. */
    static String port(String place) {
        return "p-" + place;
    }

    @Override
    public List<String> inside(String place) {
        return List.of("ip", "netns", "exec", space(place));
    }

    @Override
    public String address(String place) {
        return "10.77.0." + (places.indexOf(place) + 1);
    }

    @Override
    public boolean canBeCut() {
        return true;
    }

    @Override
    public void cut(Collection<Cut> cuts) throws IOException, InterruptedException {
        rules("switch", Cut.ruleset(cuts));
    }

    private void rules(String place, String ruleset) throws IOException, InterruptedException {
        Command.run(List.of("ip", "netns", "exec", space(place), "nft", "-f", "-"), ruleset);
    }

    @Override
    public void reset(String place, Set<String> others) throws IOException, InterruptedException {
        String addresses =
                new TreeSet<>(others).stream().map(this::address).collect(Collectors.joining(", ", "{ ", " }"));
        rules(
                place,
                "add table inet faults\ndelete table inet faults\n"
                        + (others.isEmpty()
                                ? ""
                                : "table inet faults {\n"
                                        + " chain in { type filter hook input priority 0; policy accept;\n"
                                        + "  ip saddr " + addresses
                                        + " meta l4proto tcp reject with tcp reset\n }\n"
                                        + " chain out { type filter hook output priority 0; policy accept;\n"
                                        + "  ip daddr " + addresses
                                        + " meta l4proto tcp reject with tcp reset\n }\n}\n"));
        if (others.isEmpty()) {
            resetting.remove(place);
        } else {
            resetting.add(place);
        }
    }

    @Override
    public void holdBack(String place, boolean held) throws IOException, InterruptedException {
        String rate = held ? "rate 100bit burst 1600" : "rate 1gbit burst 100kb";
        Command.run(List.of(
                "sh",
                "-c",
                "tc -n " + space("switch") + " qdisc replace dev " + port(place) + " root tbf " + rate
                        + " limit 10mb"));
        if (held) {
            heldBack.add(place);
        } else {
            heldBack.remove(place);
        }
    }

    @Override
    public void heal() throws IOException, InterruptedException {
        cut(List.of());
        for (String place : List.copyOf(resetting)) {
            reset(place, Set.of());
        }
        for (String place : List.copyOf(heldBack)) {
            holdBack(place, false);
        }
    }

    @Override
    public void close() {
        StringBuilder script = new StringBuilder();
        for (String place : places) {
            script.append("ip netns del ").append(space(place)).append(" 2>/dev/null\n");
        }
        script.append("ip netns del ").append(space("switch")).append(" 2>/dev/null\ntrue\n");
        boolean interrupted = Thread.interrupted();
        try {
            Command.run(List.of("sh"), script.toString());
        } catch (IOException e) {
            System.err.println("namespaces " + name + "-* are left behind: " + e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
