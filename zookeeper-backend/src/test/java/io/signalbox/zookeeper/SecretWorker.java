package io.signalbox.zookeeper;

import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.SignalboxException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Uses a secret in every way, and prints all that there is to print: every public object, every failure with its causes,
 * the names of its threads and its own arguments. Its log is at TRACE.
 */
final class SecretWorker {

    private SecretWorker() {}

    public static void main(String[] arguments) throws Exception {
        String plain = arguments[0];
        String secure = arguments[1];
        Path folder = Path.of(arguments[2]);
        if (arguments.length > 3) {
            LoggerFactory.getLogger("leak")
                    .trace("the control: {}", java.nio.file.Files.readString(Path.of(arguments[3])));
        }
        String password = folder.resolve("password").toString();
        for (String scheme : new String[] {"digest", "sasl"}) {
            use(base(plain, "/" + scheme, scheme, "alice", password));
            use(base(plain, "/" + scheme, scheme, "mallory", password)); // is refused
            use(tls(base(secure, "/" + scheme + "-tls", scheme, "alice", password), folder));
        }
        SignalboxConfig.Builder certificate =
                tls(SignalboxConfig.builder().url("zookeeper://" + secure + "/certificate"), folder);
        use(certificate);
        show("findings", Signalbox.diagnose(certificate.build()));
        show(
                "findings",
                Signalbox.diagnose(
                        base(plain, "/digest", "digest", "alice", password).build()));
        use(tls(SignalboxConfig.builder().url("zookeeper://" + plain + "/no-tls"), folder)); // is refused
        String secret =
                java.nio.file.Files.readString(folder.resolve("password")).strip();
        use(SignalboxConfig.builder().url("zookeeper://" + plain + "/x?zookeeper.password=" + secret));
        use(SignalboxConfig.builder()
                .url("zookeeper://" + plain + "/x?zookeeper.password=" + secret + "%zz&" + secret));
        use(SignalboxConfig.builder().url("zookeeper://alice:" + secret + "@" + plain + "/x"));
        use(SignalboxConfig.builder()
                .url("zookeeper://" + plain + "/x")
                .option("zookeeper.password", secret + "\u0001"));
        use(SignalboxConfig.builder().url("zookeeper://" + plain + "/x").option("zookeeper.password", secret));
        show("arguments", ProcessHandle.current().info());
        show("environment", System.getenv());
        show("properties", System.getProperties());
    }

    private static SignalboxConfig.Builder base(
            String address, String root, String scheme, String user, String passwordFile) {
        return SignalboxConfig.builder()
                .url("zookeeper://" + address + root)
                .option("connection-timeout", "5s")
                .option("zookeeper.login", scheme)
                .option("zookeeper.user", user)
                .option("zookeeper.password-file", passwordFile);
    }

    private static SignalboxConfig.Builder tls(SignalboxConfig.Builder builder, Path folder) {
        return builder.option("zookeeper.tls", "on")
                .option("zookeeper.tls.trust-store", folder.resolve("trust.p12").toString())
                .option(
                        "zookeeper.tls.trust-store-password-file",
                        folder.resolve("password").toString())
                .option("zookeeper.tls.key-store", folder.resolve("key.p12").toString())
                .option(
                        "zookeeper.tls.key-store-password-file",
                        folder.resolve("password").toString());
    }

    private static void use(SignalboxConfig.Builder builder) throws InterruptedException {
        show("builder", builder);
        try {
            SignalboxConfig config = builder.build();
            show("config", config);
            show("settings", config.settings());
            show("origins", config.origins());
            show("self", config.self());
            try (Signalbox box = Signalbox.open(config)) {
                Lease lease = box.lock("door").acquire();
                show("box", box);
                show("lock", box.lock("door"));
                show("lease", lease);
                show("inspect", box.lock("door").inspect());
                show("semaphore", box.semaphore("pool", 3));
                box.semaphore("pool", 3).acquire(2);
                box.event("bell").set();
                show("event", box.event("bell"));
                show("list", box.list(""));
                show("threads", Thread.getAllStackTraces().keySet());
                box.evict(lease.resource(), lease.fencingToken());
            }
            show("served", config.url());
        } catch (SignalboxException e) {
            show("failure", e);
            e.printStackTrace();
        }
    }

    @SuppressWarnings("SystemOut")
    private static void show(String what, Object value) {
        System.out.println(what + ": " + value);
    }
}
