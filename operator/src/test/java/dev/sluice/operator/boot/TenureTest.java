package dev.sluice.operator.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.Fault;
import dev.sluice.playground.apiserver.request.Faults;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica writes while its Lease is its own, and not a moment longer. */
class TenureTest {
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private final AtomicLong now = new AtomicLong();
  private final Tenure tenure = new Tenure("default", Leadership.LEASE, DEADLINE, now::get);
  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client = client(tenure);
  private final KubernetesClient elsewhere = client(tenure.elsewhere());

  @BeforeEach
  void lead() {
    client.resource(lease()).create();
  }

  @AfterEach
  void stop() {
    elsewhere.close();
    client.close();
    server.close();
  }

  @Test
  void writesUntilTheRenewDeadline() {
    pass(DEADLINE);
    assertThat(write()).isNotNull();
    pass(Duration.ofNanos(1));
    assertThatThrownBy(this::write)
        .isInstanceOf(KubernetesClientException.class)
        .hasStackTraceContaining("the Lease was not renewed within 15 s");
    assertThat(client.configMaps().inNamespace("default").list().getItems()).isNotNull();
  }

  @Test
  void writesOnAfterARenewal() {
    pass(DEADLINE.multipliedBy(2));
    client.resource(lease()).update();
    assertThat(write()).isNotNull();
  }

  @Test
  void aRenewalThatWasRefusedProlongsNothing() {
    pass(DEADLINE);
    try (Faults.Injected _ =
        server
            .faults()
            .inject(request -> request.resource().equals("leases"), Fault.internalError())) {
      assertThatThrownBy(() -> client.resource(lease()).update())
          .isInstanceOf(KubernetesClientException.class);
    }
    pass(Duration.ofNanos(1));
    assertThatThrownBy(this::write).isInstanceOf(KubernetesClientException.class);
  }

  @Test
  void writesNothingElsewhereEither() {
    pass(DEADLINE);
    assertThat(write(elsewhere)).isNotNull();
    elsewhere.resource(lease()).update();
    pass(Duration.ofNanos(1));
    assertThatThrownBy(() -> write(elsewhere))
        .as("a Lease of this name in another cluster says nothing")
        .isInstanceOf(KubernetesClientException.class)
        .hasStackTraceContaining("the Lease was not renewed within 15 s");
    assertThat(elsewhere.configMaps().inNamespace("default").list().getItems()).hasSize(1);
  }

  private KubernetesClient client(Interceptor interceptor) {
    Config config = Config.fromKubeconfig(server.kubeconfig());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("tenure", interceptor))
        .build();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private ConfigMap write() {
    return write(client);
  }

  private static ConfigMap write(KubernetesClient client) {
    return client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withGenerateName("c-")
                .withNamespace("default")
                .endMetadata()
                .build())
        .create();
  }

  private static Lease lease() {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(Leadership.LEASE)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity("me")
        .endSpec()
        .build();
  }
}
