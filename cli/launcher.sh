#!/bin/sh
# The jar follows the last line of this script; java finds it from the end of the file.
java=java
if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    java=$JAVA_HOME/bin/java
elif ! command -v java >/dev/null 2>&1; then
    echo 'cannot start signalbox: no java found; install Java 17 or newer, or set JAVA_HOME' >&2
    exit 127
fi
# One compiler tier and the serial collector: a short command starts sooner and takes less memory.
# SIGNALBOX_JAVA_OPTS goes to java as it is, here and in the workers of a demo.
# shellcheck disable=SC2086
exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto ${SIGNALBOX_JAVA_OPTS:-} -jar "$0" "$@"
