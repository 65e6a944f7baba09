package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.junit.jupiter.api.Test;

/** Encryption with only what the executable has inside: Netty without its native parts, and the provider of the JDK. */
class ShippedTlsIT {

    @Test
    void nettySocket_isThere_andMakesAnEngineForTheHandshake() throws Exception {
        URL[] executable = {Run.executable().toUri().toURL()};
        try (URLClassLoader shipped = new URLClassLoader(executable, ClassLoader.getPlatformClassLoader())) {
            Class<?> config = shipped.loadClass("org.apache.zookeeper.client.ZKClientConfig");
            Object plain = config.getConstructor().newInstance();
            Class<?> socket = shipped.loadClass("org.apache.zookeeper.ClientCnxnSocketNetty");
            Constructor<?> open = socket.getDeclaredConstructor(config);
            open.setAccessible(true);
            Method close = socket.getDeclaredMethod("close");
            close.setAccessible(true);
            close.invoke(open.newInstance(plain));
            // Its threads end by themselves a while later, and still load classes then.
            await().atMost(Run.PATIENCE)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(
                                    thread -> shipped.equals(thread.getClass().getClassLoader())));

            Class<?> tls = shipped.loadClass("org.apache.zookeeper.common.ClientX509Util");
            Object context = tls.getMethod(
                            "createNettySslContextForClient", shipped.loadClass("org.apache.zookeeper.common.ZKConfig"))
                    .invoke(tls.getConstructor().newInstance(), plain);
            Class<?> allocator = shipped.loadClass("io.netty.buffer.ByteBufAllocator");
            Method newEngine = shipped.loadClass("io.netty.handler.ssl.SslContext")
                    .getMethod("newEngine", allocator, String.class, int.class);
            SSLEngine engine = (SSLEngine)
                    newEngine.invoke(context, allocator.getField("DEFAULT").get(null), "zk1", 2281);

            assertThat(engine.getUseClientMode()).isTrue();
            assertThat(engine.getSupportedProtocols()).contains("TLSv1.3");
            engine.beginHandshake();
            assertThat(engine.getHandshakeStatus()).isEqualTo(SSLEngineResult.HandshakeStatus.NEED_WRAP);
        }
    }
}
