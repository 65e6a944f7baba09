package io.signalbox.cli;

/** The few colours there are, where the terminal has any. */
enum Colour {
    HELD("33"),
    FREE("32"),
    WRONG("31"),
    FAINT("2"),
    HEADING("1"),
    PLAIN("");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    /** Does not change what the text says. */
    String paint(String text, boolean colourful) {
        return colourful && this != PLAIN && !text.isBlank() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
