package io.signalbox.zookeeper;

import java.util.List;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;

/**
 * ZooKeeper's own configuration of a client, by the same system properties, but without what only TLS needs unless TLS is
 * asked for ({@code zookeeper.client.secure=true}).
 */
final class PlainClientConfig extends ZKClientConfig {
    /*
     * ZKConfig asks two X509Utils for the names of their properties, and their class makes the default SSLContext, which
     * loads the trust store of the JDK: most of what a short-lived process does. The names that are not of TLS are
     * repeated here, and PlainClientConfigTest compares the two.
     */
    static final List<String> NOT_OF_TLS = List.of(
            ZKConfig.JUTE_MAXBUFFER,
            ZKConfig.KINIT_COMMAND,
            ZKConfig.JGSS_NATIVE,
            ZK_SASL_CLIENT_USERNAME,
            ZK_SASL_CLIENT_CANONICALIZE_HOSTNAME,
            LOGIN_CONTEXT_NAME_KEY,
            ENABLE_CLIENT_SASL_KEY,
            ZOOKEEPER_SERVER_REALM,
            DISABLE_AUTO_WATCH_RESET,
            ZOOKEEPER_CLIENT_CNXN_SOCKET,
            SECURE_CLIENT);

    /** Called by the constructor. */
    @Override
    protected void handleBackwardCompatibility() {
        if (Boolean.getBoolean(SECURE_CLIENT)) {
            super.handleBackwardCompatibility();
        } else {
            NOT_OF_TLS.forEach(name -> setProperty(name, System.getProperty(name)));
        }
    }
}
