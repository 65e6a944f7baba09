package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZooKeeperAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "//zk1                    | zk1:2181               | /signalbox",
                "//zk1/                   | zk1:2181               | /signalbox",
                "//zk1:2182,zk2,zk3:1/a/b | zk1:2182,zk2:2181,zk3:1 | /a/b",
                "//zk1/a/                 | zk1:2181               | /a",
                "//[::1]:2182/a           | [::1]:2182             | /a",
                "//10.0.0.1:65535         | 10.0.0.1:65535         | /signalbox"
            })
    void parse_address_tellsServersAndRoot(String address, String servers, String root) {
        ZooKeeperAddress parsed = ZooKeeperAddress.parse(address);
        assertThat(parsed.connectString()).isEqualTo(servers);
        assertThat(parsed.servers()).isEqualTo(List.of(servers.split(",")));
        assertThat(parsed.root()).isEqualTo(root);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zk1:2181           | must have the form zookeeper://host:port,host:port/path",
                "/zk1               | must have the form",
                "//                 | \"\" is no ZooKeeper server",
                "///a               | \"\" is no ZooKeeper server",
                "//zk1,,zk2         | \"\" is no ZooKeeper server",
                "//zk1,             | \"\" is no ZooKeeper server",
                "//zk 1             | \"zk 1\" is no ZooKeeper server; write host or host:port",
                "//user@zk1         | \"user@zk1\" is no ZooKeeper server",
                "//zk1:             | \"zk1:\" is no ZooKeeper server",
                "//zk1:abc          | \"zk1:abc\" is no ZooKeeper server",
                "//::1              | \"::1\" is no ZooKeeper server",
                "//zk1:0            | the port of \"zk1:0\" must be from 1 to 65535",
                "//zk1:65536        | the port of \"zk1:65536\" must be from 1 to 65535",
                "//zk1//a           | the path of a ZooKeeper URL must be one that ZooKeeper allows",
                "//zk1/a/../b       | the path of a ZooKeeper URL must be one that ZooKeeper allows",
                "//zk1/zookeeper    | /zookeeper is not free for use",
                "//zk1/zookeeper/a  | /zookeeper/a is not free for use"
            })
    void parse_whatCannotBe_saysWhatWasWrong(String address, String message) {
        assertThatThrownBy(() -> ZooKeeperAddress.parse(address))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void checkPath_pathOfAnAdopter_isKept() {
        assertThat(ZooKeeperAddress.checkPath("/myapp/locks")).isEqualTo("/myapp/locks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a", "/a/", "/a//b", "/zookeeper"})
    void checkPath_whatCannotBe_isRefused(String path) {
        assertThatThrownBy(() -> ZooKeeperAddress.checkPath(path)).isInstanceOf(IllegalArgumentException.class);
    }
}
