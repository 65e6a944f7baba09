package io.signalbox.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the workers of the lock demo wrote.
 *
 * @param whole how many lines are as they should be
 * @param torn how many are not; a last line without its end counts too
 * @param first the first lines, for the screen
 */
record LineCheck(int whole, int torn, List<String> first) {

    static final int SHOWN = 20;

    /** Reads a file from an offset on. */
    static LineCheck of(Path file, long offset, Set<String> expected) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.skipNBytes(offset);
            return of(in, expected);
        }
    }

    static LineCheck of(InputStream in, Set<String> expected) throws IOException {
        int whole = 0;
        int torn = 0;
        List<String> first = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 || line.size() > 0; b = in.read()) {
            if (b >= 0 && b != '\n') {
                line.write(b);
                continue;
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            line.reset();
            if (b == '\n' && expected.contains(text)) {
                whole++;
            } else {
                torn++;
            }
            if (first.size() < SHOWN) {
                first.add(text);
            }
        }
        return new LineCheck(whole, torn, List.copyOf(first));
    }

    int lines() {
        return whole + torn;
    }
}
