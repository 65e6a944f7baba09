package io.signalbox.cli;

import io.signalbox.Resource;
import io.signalbox.ResourceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is different from the last look, a line each; everything at the first. */
final class Changes {

    private final boolean json;
    private Map<Resource, ResourceView> last = Map.of();

    Changes(boolean json) {
        this.json = json;
    }

    List<String> since(List<ResourceView> views, Instant now) {
        Map<Resource, ResourceView> present = new LinkedHashMap<>();
        views.forEach(view -> present.put(view.resource(), view));
        List<String> lines = new ArrayList<>();
        present.forEach((resource, view) -> {
            ResourceView before = last.get(resource);
            if (before == null || isDifferent(before, view)) {
                lines.add(
                        json
                                ? withChange(before == null ? "there" : "changed", view, now)
                                : now + " " + Sight.line(view));
            }
        });
        last.forEach((resource, view) -> {
            if (!present.containsKey(resource)) {
                lines.add(
                        json
                                ? Json.write(Json.object(
                                        "at",
                                        now,
                                        "change",
                                        "gone",
                                        "kind",
                                        resource.kind().word(),
                                        "name",
                                        resource.name()))
                                : now + " " + resource.kind().word() + " " + resource.name() + " gone");
            }
        });
        last = present;
        return lines;
    }

    private boolean isDifferent(ResourceView before, ResourceView now) {
        return json ? !before.equals(now) : !Sight.line(before).equals(Sight.line(now));
    }

    private static String withChange(String change, ResourceView view, Instant now) {
        Map<String, @Nullable Object> object = Json.object("at", now, "change", change);
        object.putAll(Sight.json(view));
        return Json.write(object);
    }
}
