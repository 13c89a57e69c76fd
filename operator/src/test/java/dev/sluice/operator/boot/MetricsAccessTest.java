package dev.sluice.operator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.operator.boot.OperatorOptions.MetricsAccess;
import dev.sluice.operator.http.StoredCredentials;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.metrics.Rounds;
import dev.sluice.operator.traffic.Manifests;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the operator's own Prometheus is asked, from the options to the request. */
final class MetricsAccessTest {
  private static final String ONE =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"1\"]}}";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path dir;

  private final MockWebServer server = new MockWebServer();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Canary canary =
      Manifests.podinfo("  analysis: {metrics: [{name: request-success-rate}]}\n");

  @BeforeEach
  void start() throws IOException {
    server.start();
    for (int i = 0; i < 3; i++) {
      server.enqueue(new MockResponse.Builder().body(ONE).build());
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    server.close();
  }

  @Test
  void readsATokenAgainWhenItsFileWasReplaced() throws Exception {
    Path token = Files.writeString(dir.resolve("token"), "first\n");
    Rounds rounds = rounds(access(Map.of(), Map.of("token", token)));
    assertThat(rounds.unavailable(canary)).isEmpty();
    Files.writeString(token, "second\n");
    assertThat(rounds.unavailable(canary)).isEmpty();
    assertThat(authorization()).isEqualTo("Bearer first");
    assertThat(authorization()).isEqualTo("Bearer second");
  }

  @Test
  void saysWhichFileIsGone() throws Exception {
    Path token = dir.resolve("token");
    assertThat(rounds(access(Map.of(), Map.of("token", token))).unavailable(canary))
        .hasValueSatisfying(
            words -> assertThat(words).contains("--metrics-server credentials", token.toString()));
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void sendsUserPasswordAndHeaders() throws Exception {
    Path password = Files.writeString(dir.resolve("password"), "secret");
    MetricsAccess access =
        new MetricsAccess(
            new StoredCredentials(Map.of("username", "me"), Map.of("password", password)),
            false,
            Map.of("X-Scope-OrgID", List.of("shop")));
    assertThat(rounds(access).unavailable(canary)).isEmpty();
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Basic bWU6c2VjcmV0");
    assertThat(request.getHeaders().get("X-Scope-OrgID")).isEqualTo("shop");
  }

  @Test
  void trustsACertificateFromAFileOrAnyOneWhenToldSo() throws Exception {
    String host = InetAddress.getByName("localhost").getCanonicalHostName();
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    Path ca = Files.writeString(dir.resolve("ca.crt"), certificate.certificatePem());

    assertThat(rounds(access(Map.of(), Map.of("ca.crt", ca))).unavailable(canary)).isEmpty();
    assertThat(
            rounds(new MetricsAccess(StoredCredentials.NONE, true, Map.of())).unavailable(canary))
        .isEmpty();
    assertThat(rounds(MetricsAccess.OPEN).unavailable(canary))
        .hasValueSatisfying(words -> assertThat(words).contains("no TLS connection"));
  }

  @Test
  void hidesSecretsFromWhoPrintsTheOptions() {
    assertThat(options(access(Map.of("token", "hush"), Map.of())).toString())
        .doesNotContain("hush");
  }

  private static MetricsAccess access(Map<String, String> given, Map<String, Path> files) {
    return new MetricsAccess(new StoredCredentials(given, files), false, Map.of());
  }

  private Rounds rounds(MetricsAccess access) {
    return new Rounds(
        new FakeCluster(),
        new OkHttpClient(),
        Wiring.metrics(options(access)),
        threads,
        Clock.systemUTC());
  }

  private OperatorOptions options(MetricsAccess access) {
    OperatorOptions all = OperatorOptions.DEFAULTS.with("nginx", server.url("/").toString());
    return new OperatorOptions(
        all.scope(),
        all.meshProvider(),
        all.metricsServer(),
        access,
        all.selectorLabels(),
        all.includeLabelPrefixes(),
        all.ingressAnnotationsPrefix(),
        all.ingressClass(),
        all.configTracking(),
        all.noCrossNamespaceRefs(),
        all.threadiness(),
        all.port(),
        all.notifications(),
        all.leaderElection(),
        all.git());
  }

  private String authorization() throws InterruptedException {
    return Objects.requireNonNull(server.takeRequest().getHeaders().get("Authorization"));
  }
}
