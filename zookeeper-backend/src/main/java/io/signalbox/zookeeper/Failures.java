package io.signalbox.zookeeper;

import io.signalbox.SignalboxException;
import io.signalbox.StoreAccessException;
import io.signalbox.StoreContentException;
import io.signalbox.StoreUnavailableException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;

/** What ZooKeeper's result codes mean to a caller. */
final class Failures {

    /**
     * The answer to a request that depends on a node which others may change (see AccessCheck, which is not loaded without
     * a login). No server gives it; see its javadoc.
     */
    static final Code FOREIGN = Code.APIERROR;

    private Failures() {}

    static SignalboxException of(Code code, String what, String path) {
        if (code == FOREIGN) {
            return new StoreAccessException("cannot " + what + ": others may change " + path
                    + " or a node above it; give it to us alone (setAcl), or set zookeeper.nodes-of-others=warn");
        }
        KeeperException cause = KeeperException.create(code, path);
        return switch (code) {
            case CONNECTIONLOSS,
                    SESSIONEXPIRED,
                    SESSIONMOVED,
                    OPERATIONTIMEOUT,
                    REQUESTTIMEOUT,
                    NEWCONFIGNOQUORUM,
                    NOTREADONLY,
                    THROTTLEDOP ->
                new StoreUnavailableException(
                        "cannot " + what + ": the connection with ZooKeeper is lost (" + code + "); try again later",
                        cause);
            case INVALIDACL ->
                new StoreAccessException(
                        "cannot " + what + ": ZooKeeper takes nothing that we say of ourselves for an identity (" + code
                                + "); see the authProvider lines of the servers, and for certificates their"
                                + " ssl.clientAuth",
                        cause);
            case SESSIONCLOSEDREQUIRESASLAUTH ->
                new StoreAccessException(
                        "cannot " + what + ": ZooKeeper serves nobody who does not log in (" + code
                                + "); set zookeeper.login",
                        cause);
            case NOAUTH, AUTHFAILED, QUOTAEXCEEDED ->
                new StoreAccessException(
                        "cannot " + what + ": ZooKeeper refuses access to " + path + " (" + code
                                + "); correct the credentials, or the access control of that node",
                        cause);
            default ->
                new StoreContentException(
                        "cannot " + what + ": unexpected answer " + code + " for " + path + "; look at that node",
                        cause);
        };
    }

    /** With what was found of the reason; nothing if nothing was. */
    static StoreUnavailableException notConnected(String what, String found) {
        return new StoreUnavailableException("cannot " + what + ": there is no connection with ZooKeeper now"
                + (found.isEmpty() ? "" : " (" + found + ")") + "; try again later");
    }
}
