package io.signalbox.spi;

import io.signalbox.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text that is nobody's business, such as a password. It is shown as {@code (hidden)} wherever it is shown at all, and
 * has no {@code equals} of its own. Immutable.
 */
public final class Secret {

    /** No secret: the empty text. */
    public static final Secret NONE = new Secret("");

    private static final Logger LOG = LoggerFactory.getLogger(Secret.class);
    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final int MAX_BYTES = 65_536;

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * Wraps a text.
     *
     * @param text the secret
     * @return the secret; {@link #NONE} if it is empty
     */
    public static Secret of(String text) {
        Objects.requireNonNull(text, "text");
        return text.isEmpty() ? NONE : new Secret(text);
    }

    /**
     * Reads a secret from a file. One line end behind it is not part of it. If others than its owner may read the file, a
     * warning is logged: it is not refused, because secrets that are mounted into containers usually look so.
     *
     * @param file a file of UTF-8 text
     * @return the secret
     * @throws ConfigurationException if the file cannot be read, or is empty; the message has nothing of its content
     */
    public static Secret ofFile(Path file) {
        String read;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException(
                        "the file \"" + file + "\" is too long for a secret; correct its name");
            }
            read = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
        } catch (IOException e) {
            throw new ConfigurationException(
                    "cannot read the secret in \"" + file + "\": " + e + "; correct its name, or who may read it", e);
        }
        if (read.isEmpty()) {
            throw new ConfigurationException("the file \"" + file + "\" is empty; write the secret into it");
        }
        if (isExposed(file)) {
            LOG.warn("others than its owner may read \"{}\", which holds a secret; chmod 600 ends that", file);
        }
        return new Secret(read);
    }

    /**
     * Whether others than its owner may read a file.
     *
     * @param file a file
     * @return false also where that cannot be told
     */
    public static boolean isExposed(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * The secret itself, for whoever must send or check it.
     *
     * @return the text; never for a log, a message or the store
     */
    public String reveal() {
        return text;
    }

    /**
     * Whether there is none.
     *
     * @return true if the text is empty
     */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** Hides the text. */
    @Override
    public String toString() {
        return isEmpty() ? "" : "(hidden)";
    }
}
