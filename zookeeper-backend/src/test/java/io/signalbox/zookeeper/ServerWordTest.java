package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerWordTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "srvr is not executed because it is not in the whitelist.\n"})
    void answer_thatSaysNothing_isARefusal(String answer) {
        assertThat(ServerWord.isRefused(answer)).isTrue();
        assertThat(ServerWord.isRefused("Mode: leader\n")).isFalse();
    }

    @Test
    void value_isFoundInBothForms() {
        assertThat(ServerWord.value("a\nMode: leader\n", "Mode")).isEqualTo("leader");
        assertThat(ServerWord.value("a\ntickTime=2000\n", "tickTime")).isEqualTo("2000");
        assertThat(ServerWord.value("NoMode: x\n", "Mode")).isNull();
    }

    @Test
    void ask_sendsTheWord_andReadsToTheEnd() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> answerOne(socket));
            ServerWord word = new ServerWord("127.0.0.1:" + socket.getLocalPort(), null, Duration.ofSeconds(20));

            assertThat(word.ask("srvr")).isEqualTo("Mode: leader\n");
            assertThat(heard.get()).isEqualTo("srvr");
        }
    }

    private static String answerOne(ServerSocket socket) {
        try (Socket client = socket.accept()) {
            String word = new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII);
            client.getOutputStream().write("Mode: leader\n".getBytes(StandardCharsets.US_ASCII));
            return word;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void ask_whereNobodyAnswers_fails() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerWord word = new ServerWord("127.0.0.1:" + silent.getLocalPort(), null, Duration.ofMillis(50));

            assertThatIOException().isThrownBy(() -> word.ask("srvr"));
        }
    }
}
