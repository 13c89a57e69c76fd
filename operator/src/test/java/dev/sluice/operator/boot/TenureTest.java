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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica writes while its Lease is its own, and not a moment longer. */
class TenureTest {
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private final AtomicLong now = new AtomicLong();
  private final ApiServer server = ApiServer.start();
  private KubernetesClient client;

  @BeforeEach
  void connect() {
    Config config = Config.fromKubeconfig(server.kubeconfig());
    config.setRequestRetryBackoffLimit(0);
    client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientBuilderConsumer(
                http ->
                    http.addOrReplaceInterceptor(
                        "tenure", new Tenure("default", Leadership.LEASE, DEADLINE, now::get)))
            .build();
    client.resource(lease()).create();
  }

  @AfterEach
  void stop() {
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

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private ConfigMap write() {
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
