#!/bin/sh
# zkServer.sh start-foreground
# shellcheck disable=SC2086
exec java -Xmx"${ZK_SERVER_HEAP:-1000}m" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    $JVMFLAGS -cp "/opt/zookeeper/lib/*" org.apache.zookeeper.server.quorum.QuorumPeerMain "$ZOO_CONF_DIR/zoo.cfg"
