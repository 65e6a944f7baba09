package io.signalbox.zookeeper;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Signs certificates for a test, right ones and wrong ones. Its keys are made anew each time. */
final class Authority {

    static final Duration AGE = Duration.ofDays(30);

    private static final AtomicLong SERIALS = new AtomicLong(System.nanoTime());

    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    Authority(String name) throws IOException {
        this.name = new X500Name("CN=" + name);
        this.keys = newKeys();
        this.certificate = sign(this.name, keys, List.of(), Instant.now().plus(AGE), true, null);
    }

    /** A key and its certificate. */
    record Identity(KeyPair keys, X509Certificate certificate) {}

    /** Valid for some weeks more; names are of the host, or addresses. */
    Identity issue(String who, String... names) throws IOException {
        return issue(who, Instant.now().plus(AGE), names);
    }

    Identity issue(String who, Instant end, String... names) throws IOException {
        return issue(who, end, null, names);
    }

    /** To be shown by clients, and not by servers. */
    Identity issueForClients(String who, String... names) throws IOException {
        return issue(who, Instant.now().plus(AGE), KeyPurposeId.id_kp_clientAuth, names);
    }

    private Identity issue(String who, Instant end, @Nullable KeyPurposeId purpose, String... names)
            throws IOException {
        KeyPair made = newKeys();
        return new Identity(made, sign(new X500Name("CN=" + who), made, List.of(names), end, false, purpose));
    }

    private static KeyPair newKeys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private X509Certificate sign(
            X500Name subject,
            KeyPair of,
            List<String> names,
            Instant end,
            boolean isAuthority,
            @Nullable KeyPurposeId purpose)
            throws IOException {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(SERIALS.incrementAndGet()),
                    Date.from(Instant.now().minus(AGE)),
                    Date.from(end),
                    subject,
                    of.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
            }
            if (!names.isEmpty()) {
                GeneralName[] all = names.stream()
                        .map(n ->
                                new GeneralName(n.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, n))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }

    // ------------------------------------------------------------------ files

    /** A trust store with this authority. */
    Path trustStore(Path file, String type, String password) throws IOException {
        return type.equals("PEM")
                ? Files.writeString(file, pem(certificate))
                : store(file, type, password, store -> store.setCertificateEntry("authority", certificate));
    }

    /** A key store with an identity. */
    Path keyStore(Path file, String type, String password, Identity identity) throws IOException {
        return type.equals("PEM")
                ? Files.writeString(file, pem(identity.keys().getPrivate(), identity.certificate(), certificate))
                : store(
                        file,
                        type,
                        password,
                        store -> store.setKeyEntry(
                                "identity", identity.keys().getPrivate(), password.toCharArray(), new Certificate[] {
                                    identity.certificate(), certificate
                                }));
    }

    private static String pem(Object... objects) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(
                        object instanceof java.security.PrivateKey key
                                ? new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(key, null)
                                : object);
            }
        }
        return text.toString();
    }

    /** Fills a store. */
    @FunctionalInterface
    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    private static Path store(Path file, String type, String password, Filling filling) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            filling.fill(store);
            store.store(out, password.toCharArray());
            return file;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
