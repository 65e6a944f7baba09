package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.spi.Participant;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written in nodes, and where they are. */
class NodeDataTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main",
                "a\"b\\c",
                "tab\tline\nnul\u0000bell\u0007",
                "d\u00e9j\u00e0 \ud83d\ude82",
                "{}",
                "\u2028"
            })
    void owner_anyText_comesBackAsItWas(String text) {
        OwnerData owner = new OwnerData(new Participant("host-" + text, Long.MAX_VALUE, text), text);
        assertThat(OwnerData.parse(owner.toBytes())).isEqualTo(owner);
    }

    @Test
    void owner_json_isOneLineOfAscii() {
        byte[] data = new OwnerData(new Participant("db-1", 4711, "x\ny"), "main").toBytes();
        assertThat(new String(data, StandardCharsets.UTF_8))
                .isEqualTo("{\"host\":\"db-1\",\"pid\":4711,\"label\":\"x\\ny\",\"thread\":\"main\"}");
    }

    @Test
    void owner_halfACharacter_isReplaced() {
        byte[] data = new OwnerData(new Participant("db-1", 7, ""), "a\ud83db").toBytes();
        assertThat(OwnerData.parse(data).thread()).isEqualTo("a?b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "{", "{\"host\":", "[1]", "{\"host\":1x}", "null"})
    void owner_dataOfOthers_isUnknown(String text) {
        assertThat(OwnerData.parse(bytes(text))).isEqualTo(OwnerData.parse(null));
    }

    @Test
    void owner_objectWhereATextShouldBe_isSkippedWhole() {
        OwnerData owner = OwnerData.parse(bytes("{\"host\":{\"label\":\"x\"},\"thread\":[\"y\"],\"pid\":7}"));
        assertThat(owner).isEqualTo(new OwnerData(new Participant("", 7, ""), ""));
    }

    @Test
    void owner_fieldsOfLaterVersions_areSkipped() {
        OwnerData owner = OwnerData.parse(bytes("{\"new\":{\"a\":[1,2]},\"pid\":7,\"thread\":\"t\",\"more\":null}"));
        assertThat(owner).isEqualTo(new OwnerData(new Participant("", 7, ""), "t"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "2147483647, 2147483647",
        "0, 0",
        "-5, 0",
        "2147483648, 0",
        "12345678901, 0",
        "abc, 0",
        "'', 0",
        "' 1', 0"
    })
    void size_data_isPositiveOrNone(String text, int size) {
        assertThat(SizeData.parse(bytes(text))).isEqualTo(size);
    }

    @Test
    void size_noData_isNone() {
        assertThat(SizeData.parse(null)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "clear 0, 0",
        "set 1, 1",
        "clear 2, 2",
        "set 9223372036854775807, 9223372036854775807",
        "set 2, -1",
        "clear 1, -1",
        "set -1, -1",
        "set 01, -1",
        "set, -1",
        "1, -1",
        "SET 1, -1",
        "set 9223372036854775808, -1"
    })
    void flag_data_isAVersionOrWrong(String text, long version) {
        assertThat(ZooKeeperFlag.parse(bytes(text))).isEqualTo(version);
    }

    @Test
    void layout_everything_isBelowTheRoot() {
        Layout layout = new Layout("/app", "");
        assertThat(layout.line(new Resource(ResourceKind.LOCK, "a/b"))).isEqualTo("/app/locks/a/b");
        assertThat(layout.line(new Resource(ResourceKind.SEMAPHORE, "a/b"))).isEqualTo("/app/semaphores/a/b");
        assertThat(layout.size(new Resource(ResourceKind.SEMAPHORE, "a/b"))).isEqualTo("/app/sizes/a/b");
        assertThat(layout.event(new Resource(ResourceKind.EVENT, "a/b"))).isEqualTo("/app/events/a/b");
        assertThat(layout.session(-1)).isEqualTo("/app/sessions/ffffffffffffffff");
    }

    @Test
    void layout_lockRoot_movesTheLocksOnly() {
        Layout layout = new Layout("/app", "/old/mutexes");
        assertThat(layout.line(new Resource(ResourceKind.LOCK, "a"))).isEqualTo("/old/mutexes/a");
        assertThat(layout.line(new Resource(ResourceKind.SEMAPHORE, "a"))).isEqualTo("/app/semaphores/a");
    }
}
