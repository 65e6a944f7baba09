package io.signalbox.deploy;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kubernetes' own types. The model keeps a field that it does not know, silently; here it is a finding. */
final class StrictModel {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/Service", Service.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "batch/v1/Job", Job.class,
            "batch/v1/CronJob", CronJob.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    private StrictModel() {}

    static Optional<HasMetadata> parse(Map<String, Object> document, String where, List<String> findings) {
        String kind = document.get("apiVersion") + "/" + document.get("kind");
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            findings.add(where + ": there is no kind " + kind + " among those that are known here");
            return Optional.empty();
        }
        try {
            HasMetadata object = MAPPER.convertValue(document, type);
            refuseUnknown(object, where + " " + document.get("kind"), findings);
            return Optional.of(object);
        } catch (IllegalArgumentException e) {
            findings.add(where + ": " + e.getMessage().lines().findFirst().orElse(""));
            return Optional.empty();
        }
    }

    private static void refuseUnknown(Object object, String where, List<String> findings) {
        if (object instanceof Collection<?> collection) {
            collection.forEach(element -> refuseUnknown(element, where, findings));
        } else if (object instanceof Map<?, ?> map) {
            map.values().forEach(value -> refuseUnknown(value, where, findings));
        } else if (object != null && object.getClass().getName().startsWith("io.fabric8.")) {
            for (Method getter : object.getClass().getMethods()) {
                if (getter.getParameterCount() == 0 && getter.getName().startsWith("get")) {
                    look(object, getter, where, findings);
                }
            }
        }
    }

    private static void look(Object object, Method getter, String where, List<String> findings) {
        Object value;
        try {
            value = getter.invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(getter.toString(), e);
        }
        String name = getter.getName().substring(3);
        if (name.equals("AdditionalProperties")) {
            ((Map<?, ?>) value).keySet().forEach(key -> findings.add(where + ": there is no field \"" + key + "\""));
        } else {
            refuseUnknown(value, where + "." + name, findings);
        }
    }
}
