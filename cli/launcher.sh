#!/bin/sh
# The jar follows the last line of this script; java finds it from the end of the file.
java=java
if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    java=$JAVA_HOME/bin/java
elif ! java=$(command -v java); then
    echo 'cannot start signalbox: no java found; install Java 17 or newer, or set JAVA_HOME' >&2
    exit 127
fi
# Java cannot ask whether people read what it says.
terminal=false
if [ -t 2 ]; then
    terminal=true
fi
# Half of a start is the loading of classes, and an archive of them saves that. Its name tells which java and which file of
# ours by which path, so for what has changed there is none yet; one that java does not like all the same, it leaves aside.
# Whoever makes the first mark has the archive made, in the background. A mark of more than a day without an archive is of
# one that was killed, or could not; then there is another try. SIGNALBOX_CACHE is its folder, or "off".
# In an image, where a file's device is another one at each start, an archive stands beside this file, as signalbox.jsa.
self=$0
case $self in
    /*) ;;
    *) self=$PWD/$self ;;
esac
archive=
cache=${SIGNALBOX_CACHE:-${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}/signalbox}
if [ "$cache" != off ] && [ -f "$self.jsa" ] && [ "${1-}" != prepare ]; then
    archive=$self.jsa
    cache=off
fi
case $cache in
    /signalbox | [!/]*) ;;
    *)
        # The jar's own mark besides, since a time and a size may be those of another build.
        # shellcheck disable=SC2046,SC2086
        key=$(
            set -f
            set -- $(stat -Lc '%d-%i-%Y-%s' "$java" "$0" 2>/dev/null || stat -Lf '%d-%i-%m-%z' "$java" "$0" 2>/dev/null)
            key=${1-}_${2-}-@JAR_ID@
            IFS=/
            set -- $self
            IFS=!
            echo "$key$*"
        )
        case $key in
            _*) ;;
            *) archive=$cache/$key.jsa ;;
        esac
        ;;
esac
# One compiler tier that compiles late, the serial collector, no counters for jps: a short command starts sooner and takes
# less memory. The archive is mapped where it was made for, if that is free: java would put it elsewhere each time, and
# then write to a third of its pages before the first class is loaded. A java that does not know that flag goes without.
# SIGNALBOX_JAVA_OPTS goes to java as it is, here and in the workers of a demo.
# Picocli need not know how to read what we have no options for.
flags="-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=3 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto -Xlog:disable"
flags="$flags -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
flags="$flags -Dpicocli.converters.excludes=java.sql.*,java.time.* -Dio.signalbox.cli.terminal=$terminal"
# Without a locale java takes its arguments for ASCII, and changes what is not; cron has none. The command gets its own back.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX)
        flags="$flags -Dio.signalbox.cli.lc_all=${LC_ALL-}"
        LC_ALL=C.UTF-8
        export LC_ALL
        ;;
esac
if [ -n "$archive" ] && ! [ -f "$archive" ] && [ "${1-}" != prepare ]; then
    [ -d "$cache" ] || mkdir -p "$cache" 2>/dev/null
    [ -z "$(find "$archive.begun" -mtime +0 2>/dev/null)" ] || rm -f "$archive.begun"
    if (set -C && : >"$archive.begun") 2>/dev/null; then
        detached=
        ! command -v setsid >/dev/null || detached=setsid
        (trap '' HUP INT && nice -n 19 $detached /bin/sh "$0" prepare </dev/null >/dev/null 2>&1 &)
    fi
    archive=
fi
# shellcheck disable=SC2086
exec "$java" $flags ${archive:+"-XX:SharedArchiveFile=$archive" "-Dio.signalbox.cli.archive=$archive"} \
    ${SIGNALBOX_JAVA_OPTS:-} -jar "$0" "$@"
