package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.SignalboxException;
import io.signalbox.spi.Clock;
import io.signalbox.spi.Participant;
import io.signalbox.spi.Secret;
import io.signalbox.spi.StoreConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.AsyncCallback.ACLCallback;
import org.apache.zookeeper.AsyncCallback.Create2Callback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a request whose look ahead is answered in ways that no real server can be brought to at will. */
class AccessCheckTest {

    private static final String DOOR = "/app/locks/door";
    private static final List<ACL> OURS = List.of(new ACL(ZooDefs.Perms.ALL, new Id("digest", "alice:hash")));

    private final Map<String, Code> looks = new HashMap<>();
    private final List<SignalboxException> refusals = new ArrayList<>();
    private Session session;
    private ZooKeeper handle;

    /** Has every node, ours, and answers on the spot. It never has a connection. */
    private final class Answering extends ZooKeeper {
        Answering(Watcher watcher) throws IOException {
            super("127.0.0.1:1", 60_000, watcher);
        }

        @Override
        public void getACL(String path, Stat stat, ACLCallback answer, Object context) {
            Code code = looks.getOrDefault(path, Code.OK);
            answer.processResult(code.intValue(), path, context, code == Code.OK ? OURS : null, stat);
        }

        @Override
        public void create(
                String path, byte[] data, List<ACL> acl, CreateMode mode, Create2Callback answer, Object context) {
            answer.processResult(Code.OK.intValue(), path, context, path + "0000000007", new Stat());
        }
    }

    @BeforeEach
    void enter() throws Exception {
        Layout layout = new Layout("/app", "");
        Security security = Security.of(new StoreConfig(
                "//zk1",
                Map.of(
                        "zookeeper.login",
                        "digest",
                        "zookeeper.user",
                        "alice",
                        "zookeeper.password",
                        Secret.of("alice-pw")),
                new Participant("", 0, "")));
        AccessCheck access = new AccessCheck(layout, security);
        session = new Session(Clock.SYSTEM, security.acl(), access, layout, new byte[0], event -> {}, () -> {});
        handle = session.begin(Answering::new);
        access.enter(session, "zookeeper://zk1/app", refusal -> {
            if (refusal != null) {
                refusals.add(refusal);
            }
        });
    }

    @AfterEach
    void close() throws InterruptedException {
        handle.close();
    }

    private Code create() {
        List<Code> codes = new ArrayList<>();
        session.create(DOOR + "/_c_0-lock-", new byte[0], CreateMode.EPHEMERAL_SEQUENTIAL, (code, path, stat) -> {
            codes.add(code);
            assertThat(stat).isNotNull(); // it was made, and must be deleted if it is not wanted
        });
        assertThat(codes).hasSize(1);
        return codes.get(0);
    }

    @Test
    void contender_inADirectoryOfOurs_isOk() {
        assertThat(create()).isEqualTo(Code.OK);
        assertThat(refusals).isEmpty();
    }

    /** The look goes out with a connection that breaks, and the request with the next one: that is no verdict. */
    @Test
    void contender_whoseLookAloneWasLost_isNotTakenForOurs() {
        looks.put(DOOR, Code.CONNECTIONLOSS);
        assertThat(create()).isEqualTo(Code.OPERATIONTIMEOUT);
        looks.clear();
        assertThat(create()).isEqualTo(Code.OK);
    }

    @Test
    void contender_whereWeMayNotEvenLook_isForeign() {
        looks.put(DOOR, Code.NOAUTH);
        assertThat(create()).isEqualTo(Failures.FOREIGN);
        looks.clear();
        assertThat(create()).isEqualTo(Code.OK);
    }
}
