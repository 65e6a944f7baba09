package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.signalbox.ConfigurationException;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.spi.Participant;
import java.util.Locale;
import org.apache.zookeeper.common.PathUtils;

/** Whatever others have written to the store is read, or is nothing to us; whatever we write is read again. */
class NodeFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void name_ofAnyNode_isAContenderOrNot(FuzzedDataProvider data) {
        ResourceKind kind = data.pickValue(new ResourceKind[] {ResourceKind.LOCK, ResourceKind.SEMAPHORE});
        String name = data.consumeRemainingAsString();
        ContenderName contender = ContenderName.parse(kind, name);
        if (contender != null) {
            assertThat(contender.name()).isEqualTo(name);
            assertThat(name).contains(Integer.toString(contender.sequence()).replace("-", ""));
            assertThat(contender.permits()).isGreaterThanOrEqualTo(0);
        }
    }

    @FuzzTest(maxDuration = "1m")
    void name_ofOurs_isReadAgain(FuzzedDataProvider data) {
        ResourceKind kind = data.pickValue(new ResourceKind[] {ResourceKind.LOCK, ResourceKind.SEMAPHORE});
        int permits = kind == ResourceKind.LOCK ? 1 : data.consumeInt(1, Integer.MAX_VALUE);
        int sequence = data.consumeInt();
        int outOf = kind == ResourceKind.LOCK ? 0 : data.consumeInt(0, Integer.MAX_VALUE);
        String name = ContenderName.nodeAt(ContenderName.pathIn("/locks/a", kind, permits, outOf))
                + String.format(Locale.ENGLISH, "%010d", sequence);
        assertThat(ContenderName.parse(kind, name)).isEqualTo(new ContenderName(sequence, permits, outOf, name, 0));
    }

    /** What the API lets through names a node that ZooKeeper takes, and none that looks like a contender. */
    @FuzzTest(maxDuration = "1m")
    void name_ofAResource_isAPathAndNoContender(FuzzedDataProvider data) {
        ResourceKind kind = data.pickValue(ResourceKind.values());
        Resource resource;
        try {
            resource = new Resource(kind, data.consumeRemainingAsString());
        } catch (IllegalArgumentException e) {
            return;
        }
        PathUtils.validatePath("/signalbox/" + resource.name());
        for (String segment : resource.name().split("/", -1)) {
            assertThat(ContenderName.parse(ResourceKind.LOCK, segment)).isNull();
            assertThat(ContenderName.parse(ResourceKind.SEMAPHORE, segment)).isNull();
        }
    }

    @FuzzTest(maxDuration = "1m")
    void owner_ofAnyNode_isReadOrUnknown(byte[] data) {
        assertThat(OwnerData.parse(data)).isNotNull();
    }

    @FuzzTest(maxDuration = "1m")
    void owner_ofOurs_isReadAgain(FuzzedDataProvider data) {
        String host = data.consumeString(40);
        long pid = data.consumeLong();
        String label = data.consumeString(40);
        OwnerData owner = new OwnerData(new Participant(host, pid, label), data.consumeRemainingAsString());
        assertThat(OwnerData.parse(owner.toBytes())).isEqualTo(owner);
    }

    @FuzzTest(maxDuration = "1m")
    void size_ofAnyNode_isReadOrNone(byte[] data) {
        int size = SizeData.parse(data);
        assertThat(size).isGreaterThanOrEqualTo(0);
    }

    @FuzzTest(maxDuration = "1m")
    void flag_ofAnyNode_isReadOrUnreadable(byte[] data) {
        assertThat(ZooKeeperFlag.parse(data)).isGreaterThanOrEqualTo(-1);
    }

    @FuzzTest(maxDuration = "1m")
    void address_isTakenOrRefused(FuzzedDataProvider data) {
        try {
            ZooKeeperAddress address = ZooKeeperAddress.parse(data.consumeRemainingAsString());
            assertThat(address.connectString()).isNotEmpty();
            PathUtils.validatePath(address.root());
        } catch (ConfigurationException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
