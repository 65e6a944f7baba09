package io.signalbox.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.signalbox.spi.CommonOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Whether what Kubernetes is told about fits together. */
final class KubernetesCheck {

    /** Until the image of an ensemble that is applied at the same time may have been pulled. */
    private static final Duration PULLED = Duration.ofMinutes(2);

    private final Kustomization all;
    private final List<String> findings;

    /** The templates of pods, by what makes them. */
    private final Map<HasMetadata, PodTemplateSpec> pods = new LinkedHashMap<>();

    private final NetworkCheck network;

    /** Everything that is started. */
    final List<Workload> workloads = new ArrayList<>();

    /** Which ports are served under which name. */
    final Map<String, Set<Integer>> served = new HashMap<>();

    /** Of all containers, with their tags. */
    final Set<String> images = new HashSet<>();

    /** Of pods that run the command. */
    final Set<Long> users = new HashSet<>();

    KubernetesCheck(Kustomization all, List<String> findings) {
        this.all = all;
        this.findings = findings;
        this.network = new NetworkCheck(pods, findings);
        for (HasMetadata object : all.objects) {
            if (object instanceof StatefulSet set) {
                pods.put(set, set.getSpec().getTemplate());
            } else if (object instanceof Job job) {
                pods.put(job, job.getSpec().getTemplate());
            } else if (object instanceof CronJob job) {
                pods.put(job, job.getSpec().getJobTemplate().getSpec().getTemplate());
            }
        }
    }

    void check() {
        pods.forEach(this::checkPod);
        for (HasMetadata object : all.objects) {
            String where = name(object);
            if (object instanceof Service service) {
                checkService(service, where);
            } else if (object instanceof PodDisruptionBudget budget) {
                podsOf(budget.getSpec().getSelector(), where);
            } else if (object instanceof NetworkPolicy policy) {
                network.check(policy, where);
            }
        }
        pods.forEach((owner, pod) -> {
            if (owner instanceof StatefulSet set) {
                checkServers(set, pod.getSpec().getContainers().get(0));
                network.checkServers(
                        pod,
                        all.objects.stream()
                                .filter(NetworkPolicy.class::isInstance)
                                .map(NetworkPolicy.class::cast),
                        name(set));
            }
        });
    }

    static String name(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    // ------------------------------------------------------------------ pods

    private void checkPod(HasMetadata owner, PodTemplateSpec pod) {
        String where = name(owner);
        PodSpec spec = pod.getSpec();
        if (spec.getSecurityContext() == null
                || !Boolean.TRUE.equals(spec.getSecurityContext().getRunAsNonRoot())
                || spec.getSecurityContext().getRunAsUser() == null) {
            findings.add(where + ": may run as root");
        }
        Set<String> volumes = new HashSet<>();
        if (owner instanceof StatefulSet set) {
            checkSelector(set, pod);
            set.getSpec()
                    .getVolumeClaimTemplates()
                    .forEach(claim -> volumes.add(claim.getMetadata().getName()));
        }
        spec.getVolumes().forEach(volume -> volumes.add(volume.getName()));
        if (spec.getAffinity() != null) {
            var anti = spec.getAffinity().getPodAntiAffinity();
            Stream.concat(
                            anti.getRequiredDuringSchedulingIgnoredDuringExecution().stream(),
                            anti.getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                                    .map(WeightedPodAffinityTerm::getPodAffinityTerm))
                    .map(PodAffinityTerm::getLabelSelector)
                    .forEach(selector -> podsOf(selector, where + " affinity"));
        }
        for (Container container : spec.getContainers()) {
            checkContainer(container, pod, volumes, where);
            checkJob(owner, workloads.get(workloads.size() - 1));
        }
    }

    private void checkJob(HasMetadata owner, Workload workload) {
        if (owner instanceof CronJob job) {
            Integer again = job.getSpec().getJobTemplate().getSpec().getBackoffLimit();
            Duration late = Duration.ofSeconds(job.getSpec().getStartingDeadlineSeconds());
            Nightly.check(workload, late, again == null || again > 0, findings);
        } else if (owner instanceof Job) {
            String patience = workload.environment().get(CommonOptions.CONNECTION_TIMEOUT.environmentName());
            if (patience == null
                    || CommonOptions.CONNECTION_TIMEOUT.parse(patience).compareTo(PULLED) < 0) {
                findings.add(workload.where() + ": gives up before the image of its ensemble is pulled");
            }
        }
    }

    private void checkSelector(StatefulSet set, PodTemplateSpec pod) {
        if (!podsOf(set.getSpec().getSelector(), name(set)).contains(pod)) {
            findings.add(name(set) + ": its selector does not match its own pods");
        }
    }

    private void checkContainer(Container container, PodTemplateSpec pod, Set<String> volumes, String where) {
        container.getVolumeMounts().stream()
                .filter(mount -> !volumes.contains(mount.getName()))
                .forEach(mount -> findings.add(where + ": there is no volume \"" + mount.getName() + "\""));
        checkFiles(container, pod.getSpec(), where);
        if (container.getResources() == null
                || !container.getResources().getRequests().keySet().containsAll(Set.of("cpu", "memory"))
                || !container.getResources().getLimits().containsKey("memory")) {
            findings.add(where + ": its resources are not limited");
        }
        if (container.getSecurityContext() == null
                || !Boolean.FALSE.equals(container.getSecurityContext().getAllowPrivilegeEscalation())
                || !container.getSecurityContext().getCapabilities().getDrop().contains("ALL")) {
            findings.add(where + ": is not restricted");
        }
        Stream.of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe())
                .filter(Objects::nonNull)
                .filter(probe -> probe.getTcpSocket() != null)
                .forEach(probe -> checkPort(probe.getTcpSocket().getPort(), container, where + " probe"));
        String[] image = container.getImage().split(":", 2);
        images.add(image[0] + ":" + all.tags.getOrDefault(image[0], image.length > 1 ? image[1] : "latest"));
        Workload workload = new Workload(where, image[0], container.getArgs(), environment(container, where));
        workloads.add(workload);
        if (workload.isOurs()) {
            users.add(pod.getSpec().getSecurityContext().getRunAsUser());
        }
    }

    /** A guardian takes a writable /tmp, and an option that names a file takes the file. */
    private void checkFiles(Container container, PodSpec spec, String where) {
        if (container.getSecurityContext() != null
                && Boolean.TRUE.equals(container.getSecurityContext().getReadOnlyRootFilesystem())
                && container.getVolumeMounts().stream()
                        .noneMatch(mount -> mount.getMountPath().equals("/tmp")
                                && !Boolean.TRUE.equals(mount.getReadOnly())
                                && spec.getVolumes().stream()
                                        .anyMatch(volume -> volume.getName().equals(mount.getName())
                                                && volume.getEmptyDir() != null))) {
            findings.add(where + ": its root is read-only, and /tmp cannot be written to");
        }
        Set<String> secrets = new HashSet<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            spec.getVolumes().stream()
                    .filter(volume -> volume.getName().equals(mount.getName()) && volume.getSecret() != null)
                    .flatMap(volume -> volume.getSecret().getItems().stream())
                    .forEach(item -> secrets.add(mount.getMountPath() + "/" + item.getPath()));
        }
        container.getEnv().stream()
                .filter(variable -> variable.getName().endsWith("_FILE") && !secrets.contains(variable.getValue()))
                .forEach(variable -> findings.add(where + ": there is no secret " + variable.getValue()));
    }

    private Map<String, String> environment(Container container, String where) {
        Map<String, String> environment = new HashMap<>();
        container.getEnvFrom().forEach(from -> {
            String name = from.getConfigMapRef().getName();
            if (all.configMaps.containsKey(name)) {
                environment.putAll(all.configMaps.get(name));
            } else {
                findings.add(where + ": there is no config map \"" + name + "\"");
            }
        });
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), Objects.requireNonNullElse(variable.getValue(), ""));
        }
        return environment;
    }

    private void checkPort(IntOrString port, Container container, String where) {
        if (portOf(port, container) == 0) {
            findings.add(where + ": nobody serves the port " + port.getValue());
        }
    }

    /** 0 if there is none. */
    static int portOf(IntOrString port, Container container) {
        return container.getPorts().stream()
                .filter(open -> open.getName().equals(port.getStrVal())
                        || open.getContainerPort().equals(port.getIntVal()))
                .mapToInt(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(0);
    }

    // ------------------------------------------------------------------ selectors

    private List<PodTemplateSpec> podsOf(LabelSelector selector, String where) {
        return podsOf(selector.getMatchLabels(), where);
    }

    private List<PodTemplateSpec> podsOf(Map<String, String> labels, String where) {
        return matching(pods, labels, where, findings);
    }

    static List<PodTemplateSpec> matching(
            Map<HasMetadata, PodTemplateSpec> pods, Map<String, String> labels, String where, List<String> findings) {
        List<PodTemplateSpec> found = pods.values().stream()
                .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
        if (labels.isEmpty() || found.isEmpty()) {
            findings.add(where + ": its selector " + labels + " matches nothing");
        }
        return found;
    }

    static boolean isOurs(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().stream()
                .anyMatch(container -> container.getImage().equals("signalbox"));
    }

    private void checkService(Service service, String where) {
        for (PodTemplateSpec pod : podsOf(service.getSpec().getSelector(), where)) {
            Container container = pod.getSpec().getContainers().get(0);
            for (ServicePort port : service.getSpec().getPorts()) {
                checkPort(port.getTargetPort(), container, where);
                served.computeIfAbsent(service.getMetadata().getName(), name -> new HashSet<>())
                        .add(port.getPort());
            }
        }
    }

    // ------------------------------------------------------------------ servers

    /** The names by which servers find each other are those that the set and its service give. */
    private void checkServers(StatefulSet set, Container container) {
        String where = name(set);
        String domain = set.getSpec().getServiceName();
        if (all.objects.stream()
                .noneMatch(object -> object instanceof Service service
                        && service.getMetadata().getName().equals(domain)
                        && "None".equals(service.getSpec().getClusterIP())
                        && Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses()))) {
            findings.add(where + ": there is no headless service \"" + domain + "\" for servers that are not ready");
        }
        Ensemble ensemble = new Ensemble(where, environment(container, where), findings);
        if (!Integer.valueOf(ensemble.servers.size()).equals(set.getSpec().getReplicas())) {
            findings.add(where + ": " + ensemble.servers.size() + " servers, and "
                    + set.getSpec().getReplicas() + " replicas");
        }
        ensemble.servers.forEach((number, server) -> {
            String host = set.getMetadata().getName() + "-" + (number - 1) + "." + domain;
            if (!server.host().equals(host)) {
                findings.add(where + ": server " + number + " is called " + host + ", not " + server.host());
            }
            Map.of("follow", server.follow(), "elect", server.elect(), "client", server.client())
                    .forEach((port, expected) -> {
                        if (port.equals("client")) {
                            served.put(host, Set.of(expected));
                        }
                        if (portOf(new IntOrString(port), container) != expected) {
                            findings.add(where + ": the port " + port + " of server " + number + " is not " + expected);
                        }
                    });
        });
        ensemble.checkProbe(
                String.join(" ", container.getReadinessProbe().getExec().getCommand()));
        workloads.stream().filter(Workload::isOurs).forEach(client -> ensemble.checkSession(client.environment()));
    }
}
