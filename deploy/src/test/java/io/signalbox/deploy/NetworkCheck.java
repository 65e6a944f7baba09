package io.signalbox.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether the rules for the network let through what has to go through, and name nobody and no port that there is not. */
final class NetworkCheck {

    private static final int DNS = 53;
    private static final List<String> AMONG_SERVERS = List.of("follow", "elect");

    private final Map<HasMetadata, PodTemplateSpec> pods;
    private final List<String> findings;

    NetworkCheck(Map<HasMetadata, PodTemplateSpec> pods, List<String> findings) {
        this.pods = pods;
        this.findings = findings;
    }

    // ------------------------------------------------------------------ what there is

    void check(NetworkPolicy policy, String where) {
        List<PodTemplateSpec> own =
                KubernetesCheck.matching(pods, policy.getSpec().getPodSelector().getMatchLabels(), where, findings);
        policy.getSpec().getIngress().forEach(rule -> {
            peers(rule.getFrom(), where);
            checkPorts(rule.getPorts(), own, where);
        });
        policy.getSpec().getEgress().forEach(rule -> checkPorts(rule.getPorts(), peers(rule.getTo(), where), where));
    }

    private List<PodTemplateSpec> peers(List<NetworkPolicyPeer> peers, String where) {
        return peers.stream()
                .flatMap(peer ->
                        KubernetesCheck.matching(pods, peer.getPodSelector().getMatchLabels(), where, findings)
                                .stream())
                .toList();
    }

    private void checkPorts(List<NetworkPolicyPort> ports, List<PodTemplateSpec> of, String where) {
        for (NetworkPolicyPort port : ports) {
            if (of.isEmpty() && !Objects.equals(port.getPort().getIntVal(), DNS)) {
                findings.add(where + ": everybody may be reached at "
                        + port.getPort().getValue());
            }
            of.stream()
                    .filter(pod -> number(port, pod) == 0)
                    .forEach(pod -> findings.add(
                            where + ": nobody serves the port " + port.getPort().getValue()));
        }
    }

    // ------------------------------------------------------------------ what there has to be

    /** Rules add up, so each way has to be open in one of them. */
    void checkServers(PodTemplateSpec servers, Stream<NetworkPolicy> policies, String where) {
        List<NetworkPolicySpec> own = policies.map(NetworkPolicy::getSpec)
                .filter(policy -> has(servers, policy.getPodSelector().getMatchLabels()))
                .toList();
        for (String type : List.of("Ingress", "Egress")) {
            if (own.stream().noneMatch(policy -> policy.getPolicyTypes().contains(type))) {
                findings.add(where + ": no policy limits its " + type);
            }
        }
        for (String port : AMONG_SERVERS) {
            if (!isEntered(own, servers, servers, port)) {
                findings.add(where + ": servers are not reached by servers at the port " + port);
            }
            if (!isLeft(own, peers -> isNamed(peers, servers), servers, new IntOrString(port), "TCP")) {
                findings.add(where + ": servers do not reach servers at the port " + port);
            }
        }
        for (String protocol : List.of("UDP", "TCP")) {
            if (!isLeft(own, List::isEmpty, servers, new IntOrString(DNS), protocol)) {
                findings.add(where + ": servers may not look names up by " + protocol);
            }
        }
        pods.forEach((owner, pod) -> {
            if (KubernetesCheck.isOurs(pod) && !isEntered(own, pod, servers, "client")) {
                findings.add(KubernetesCheck.name(owner) + ": is not let in to the servers");
            }
        });
    }

    private static boolean isEntered(
            List<NetworkPolicySpec> policies, PodTemplateSpec from, PodTemplateSpec servers, String port) {
        return policies.stream()
                .flatMap(policy -> policy.getIngress().stream())
                .anyMatch(rule -> isNamed(rule.getFrom(), from)
                        && isOpen(rule.getPorts(), new IntOrString(port), "TCP", servers));
    }

    private static boolean isLeft(
            List<NetworkPolicySpec> policies,
            Predicate<List<NetworkPolicyPeer>> to,
            PodTemplateSpec servers,
            IntOrString port,
            String protocol) {
        return policies.stream()
                .flatMap(policy -> policy.getEgress().stream())
                .anyMatch(rule -> to.test(rule.getTo()) && isOpen(rule.getPorts(), port, protocol, servers));
    }

    private static boolean isNamed(List<NetworkPolicyPeer> peers, PodTemplateSpec pod) {
        return peers.isEmpty()
                || peers.stream()
                        .anyMatch(peer -> peer.getNamespaceSelector() == null
                                && has(pod, peer.getPodSelector().getMatchLabels()));
    }

    private static boolean isOpen(
            List<NetworkPolicyPort> ports, IntOrString wanted, String protocol, PodTemplateSpec servers) {
        int number =
                wanted.getIntVal() == null ? KubernetesCheck.portOf(wanted, container(servers)) : wanted.getIntVal();
        return ports.isEmpty()
                || ports.stream()
                        .anyMatch(port -> protocol.equals(Objects.requireNonNullElse(port.getProtocol(), "TCP"))
                                && (Objects.equals(port.getPort().getIntVal(), number)
                                        || number(port, servers) == number));
    }

    private static boolean has(PodTemplateSpec pod, Map<String, String> labels) {
        return pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
    }

    private static int number(NetworkPolicyPort port, PodTemplateSpec pod) {
        return KubernetesCheck.portOf(port.getPort(), container(pod));
    }

    private static Container container(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().get(0);
    }
}
