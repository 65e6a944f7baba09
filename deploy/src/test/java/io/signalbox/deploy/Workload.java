package io.signalbox.deploy;

import java.util.List;
import java.util.Map;

/**
 * A process that a manifest starts.
 *
 * @param where for the reader of a finding
 * @param image without a tag; empty for one on a host
 * @param arguments what stands behind {@code signalbox}, if that is what is started
 * @param environment what the manifest sets
 */
record Workload(String where, String image, List<String> arguments, Map<String, String> environment) {

    /** Whether it is a process of ours. */
    boolean isOurs() {
        return image.isEmpty() || image.equals("signalbox");
    }
}
