package io.signalbox.faults;

/**
 * Something that must not be.
 *
 * @param check which check found it
 * @param text what it is
 */
record Finding(String check, String text) {

    @Override
    public String toString() {
        return check + ": " + text;
    }
}
