package io.signalbox.zookeeper;

import io.signalbox.spi.Secret;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.zookeeper.server.auth.DigestLoginModule;
import org.jspecify.annotations.Nullable;

/** The JAAS configuration of this JVM, with a section for each of our SASL logins besides what others have there. */
final class SaslLogins extends Configuration {
    /*
     * ZooKeeper's client takes its SASL user from a section of the JAAS configuration, of which a JVM has one. The name of
     * the section is a property of each client (LOGIN_CONTEXT_NAME_KEY), so each store has a section of its own, and two
     * stores of one JVM may be two users. For all other names this asks the configuration that it replaced; if there was
     * none, the file that the usual system property names, which may be set later.
     */
    private static final String PREFIX = "signalbox-";
    private static final AtomicLong NAMES = new AtomicLong();
    private static final Map<String, AppConfigurationEntry> OURS = new ConcurrentHashMap<>();

    private final @Nullable Configuration others;

    private SaslLogins(@Nullable Configuration others) {
        this.others = others;
    }

    /**
     * Adds a login.
     *
     * @return the name of its section
     */
    static String add(String user, Secret password) {
        String name = PREFIX + NAMES.incrementAndGet();
        OURS.put(
                name,
                new AppConfigurationEntry(
                        DigestLoginModule.class.getName(),
                        LoginModuleControlFlag.REQUIRED,
                        Map.of("username", user, "password", password.reveal())));
        return name;
    }

    static void remove(String name) {
        OURS.remove(name);
    }

    /** Sees to it that ours is the configuration in force. */
    static synchronized void install() {
        Configuration present = present();
        if (!(present instanceof SaslLogins)) {
            Configuration.setConfiguration(new SaslLogins(present));
        }
    }

    private static @Nullable Configuration present() {
        try {
            return Configuration.getConfiguration();
        } catch (SecurityException e) {
            return null; // there is none
        }
    }

    @Override
    public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String name) {
        AppConfigurationEntry ours = OURS.get(name);
        if (ours != null) {
            return new AppConfigurationEntry[] {ours};
        }
        Configuration asked = others == null ? ofFile() : others;
        return asked == null ? null : asked.getAppConfigurationEntry(name);
    }

    private static @Nullable Configuration ofFile() {
        try {
            return Configuration.getInstance("JavaLoginConfig", null);
        } catch (NoSuchAlgorithmException | SecurityException e) {
            return null; // no file is named
        }
    }

    @Override
    public void refresh() {
        if (others != null) {
            others.refresh();
        }
    }
}
