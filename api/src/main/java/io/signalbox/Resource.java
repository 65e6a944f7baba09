package io.signalbox;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A lock, semaphore or event by its name. A lock and a semaphore of one name are two resources.
 *
 * <p>Names are 1 to 255 characters of {@code A-Z a-z 0-9 . _ -}, and {@code /} between segments that are not empty. No
 * segment is {@code .} or {@code ..}, and none may look like a place in line: none begins with {@code _c_},
 * and none is one of the names that lock recipes give to their nodes, such as {@code lock-0000000042}. The alphabet is the same for every backend.
 *
 * @param kind what it is
 * @param name its name
 */
public record Resource(ResourceKind kind, String name) implements Comparable<Resource> {

    private static final int MAX_LENGTH = 255;
    private static final Pattern LIKE_A_CONTENDER =
            Pattern.compile("_c_.*|(?:.*(?:lock-|lease-|__r?lock__|__WRIT__|__READ__)|x-[0-9a-fA-F-]+-)-?\\d{9,10}");
    private static final Comparator<Resource> ORDER =
            Comparator.comparing(Resource::kind).thenComparing(Resource::name);

    /**
     * Checks the name.
     *
     * @param kind what it is
     * @param name its name
     * @throws IllegalArgumentException if the name is not allowed; says which character or segment, and what is allowed
     */
    public Resource {
        Objects.requireNonNull(kind, "kind");
        checkName(kind.word() + " name", name);
    }

    /**
     * Checks a name, or a prefix of names.
     *
     * @param what what it is, for the message
     * @param name the name
     * @throws IllegalArgumentException if the name is not allowed
     */
    static void checkName(String what, String name) {
        Objects.requireNonNull(name, what);
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    what + " must have 1 to " + MAX_LENGTH + " characters, had " + name.length());
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isAllowed(name.charAt(i))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has the character %s at index %d; allowed are letters, digits and . _ - /",
                        what,
                        describe(name.charAt(i)),
                        i));
            }
        }
        for (String segment : name.split("/", -1)) {
            checkSegment(what, name, segment);
        }
    }

    private static void checkSegment(String what, String name, String segment) {
        String fault = switch (segment) {
            case "" -> "an empty segment; write segments joined by single slashes, with none at either end";
            case ".", ".." -> "the segment " + segment + "; give every segment a name";
            default ->
                LIKE_A_CONTENDER.matcher(segment).matches()
                        ? "the segment \"" + segment
                                + "\", which reads as a place in line; do not begin with _c_ and do not"
                                + " end in lock-, lease- or the like and ten digits"
                        : null;
        };
        if (fault != null) {
            throw new IllegalArgumentException(what + " \"" + name + "\" has " + fault);
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-'
                || c == '/';
    }

    private static String describe(char c) {
        return c > ' ' && c < 127 ? "'" + c + "'" : String.format(Locale.ROOT, "U+%04X", (int) c);
    }

    // Written out, because what a record has by itself is linked at its first use, for more than a connection takes.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Resource that && kind == that.kind && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + kind.word().hashCode(); // an enum's own is another in each process
    }

    /**
     * By kind, then by name.
     *
     * @param other the other
     * @return as {@link Comparable} says
     */
    @Override
    public int compareTo(Resource other) {
        return ORDER.compare(this, other);
    }

    /**
     * As messages name it: {@code lock "orders/42"}.
     *
     * @return the kind and the name
     */
    @Override
    public String toString() {
        return kind.word() + " \"" + name + "\"";
    }
}
