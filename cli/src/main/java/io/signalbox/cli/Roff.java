package io.signalbox.cli;

/** The text of one manual page, in the language of man(7). */
final class Roff {

    private final StringBuilder text = new StringBuilder();

    Roff(String name, String version) {
        text.append(".TH \"")
                .append(name.toUpperCase(java.util.Locale.ROOT).replace("-", "\\-"))
                .append("\" 1 \"\" \"signalbox ")
                .append(escape(version))
                .append("\" \"Signalbox\"\n.nh\n.ad l\n");
    }

    Roff section(String title) {
        text.append(".SH ").append(title).append('\n');
        return this;
    }

    Roff text(String words) {
        text.append(line(words)).append('\n');
        return this;
    }

    /** Empty words separate two others only. */
    Roff paragraph(String words) {
        if (!words.isEmpty()) {
            text.append(".PP\n").append(line(words)).append('\n');
        }
        return this;
    }

    /** Something, and what it is. */
    Roff item(String heading, String words) {
        text.append(".TP\n\\fB")
                .append(escape(heading))
                .append("\\fR\n")
                .append(line(words))
                .append('\n');
        return this;
    }

    /** A line that begins with a dot or a quote would be a command. */
    private static String line(String words) {
        String escaped = escape(words);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private static String escape(String words) {
        return words.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("…", "\\&...")
                .replace("%n", " ");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
