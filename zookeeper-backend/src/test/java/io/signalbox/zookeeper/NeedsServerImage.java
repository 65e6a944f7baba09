package io.signalbox.zookeeper;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.ImageNameSubstitutor;

/** Skips a class where no server can be had in a container, and says why: an engine alone does not make one. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsServerImage.Condition.class)
@interface NeedsServerImage {

    /** Looks once for all classes of this process. */
    final class Condition implements ExecutionCondition {

        private static final int PATIENCE_MINUTES = 3;

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Look.LACK
                    .map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("a server can be started"));
        }

        private static final class Look {
            static final Optional<String> LACK = lack();
        }

        /** Why there can be no server; empty if there can. */
        private static Optional<String> lack() {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                return Optional.of("there is no container engine");
            }
            // First the image: to find the host, Testcontainers may want another one.
            return lackOf(ImageNameSubstitutor.instance()
                            .apply(ServerContainer.IMAGE)
                            .asCanonicalNameString())
                    .or(() -> lackAt(DockerClientFactory.instance().dockerHostIpAddress()));
        }

        private static Optional<String> lackAt(String host) {
            return isHere(host)
                    ? Optional.empty()
                    : Optional.of("the container engine publishes ports at " + host
                            + ", and these tests look for them on the loopback address; if it is on this machine, set"
                            + " TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1");
        }

        private static boolean isHere(String host) {
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }

        private static Optional<String> lackOf(String image) {
            DockerClient engine = DockerClientFactory.lazyClient();
            try {
                engine.inspectImageCmd(image).exec();
                return Optional.empty();
            } catch (NotFoundException notHere) {
                return unpulled(engine, image);
            }
        }

        private static Optional<String> unpulled(DockerClient engine, String image) {
            try {
                boolean pulled = engine.pullImageCmd(image).start().awaitCompletion(PATIENCE_MINUTES, TimeUnit.MINUTES);
                return pulled
                        ? Optional.empty()
                        : Optional.of(image + " could not be pulled within " + PATIENCE_MINUTES + " minutes");
            } catch (DockerException | DockerClientException e) {
                return Optional.of("the container engine has no " + image + " and cannot pull it: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted while " + image + " was pulled");
            }
        }
    }
}
