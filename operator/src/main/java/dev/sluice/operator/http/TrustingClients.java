package dev.sluice.operator.http;

import dev.sluice.operator.kube.ProblemException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;

/**
 * The base client, and those made from it that trust something else. They share its connections and
 * are kept, because a client with TLS settings of its own reuses no connection of another.
 */
public final class TrustingClients {
  private static final int KEPT = 64;

  private final OkHttpClient base;
  private final Map<Trust, OkHttpClient> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Trust, OkHttpClient> eldest) {
          return size() > KEPT;
        }
      };

  private record Trust(@Nullable String insecureHost, @Nullable String caPem) {}

  public TrustingClients(OkHttpClient base) {
    this.base = base;
  }

  /**
   * A client for this address.
   *
   * @param insecure whether the server's certificate is not checked at all
   * @param caPem certificates that are trusted beside the platform's
   * @throws ProblemException when {@code caPem} is no certificate
   */
  public OkHttpClient of(HttpUrl address, boolean insecure, @Nullable String caPem) {
    if (!address.isHttps() || (!insecure && caPem == null)) {
      return base;
    }
    Trust trust = new Trust(insecure ? address.host() : null, caPem);
    synchronized (clients) {
      return clients.computeIfAbsent(trust, this::client);
    }
  }

  private OkHttpClient client(Trust trust) {
    HandshakeCertificates.Builder handshake =
        new HandshakeCertificates.Builder().addPlatformTrustedCertificates();
    if (trust.caPem() != null) {
      certificates(trust.caPem()).forEach(handshake::addTrustedCertificate);
    }
    if (trust.insecureHost() != null) {
      handshake.addInsecureHost(trust.insecureHost());
    }
    HandshakeCertificates certificates = handshake.build();
    OkHttpClient.Builder client =
        base.newBuilder()
            .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager());
    if (trust.insecureHost() != null) {
      client.hostnameVerifier((host, session) -> host.equals(trust.insecureHost()));
    }
    return client.build();
  }

  /**
   * For a client that is not OkHttp.
   *
   * @param caPem certificates that are trusted beside the platform's
   * @throws ProblemException when it is no certificate
   */
  public static X509TrustManager trusting(String caPem) {
    HandshakeCertificates.Builder handshake =
        new HandshakeCertificates.Builder().addPlatformTrustedCertificates();
    certificates(caPem).forEach(handshake::addTrustedCertificate);
    return handshake.build().trustManager();
  }

  private static Iterable<X509Certificate> certificates(String pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new ProblemException(
          "CertificateUnreadable", "the CA (ca.crt) is not a certificate in PEM", e);
    }
  }
}
