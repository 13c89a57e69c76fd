package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.Fault;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class RequiredKindsTest {
  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(server.kubeconfig())).build();
  private final RequiredKinds kinds = new RequiredKinds(client, null);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void install() {
    ChartDefinitions.of(client).forEach(definition -> client.resource(definition).create());
  }

  @Test
  void namesWhatIsMissingAndWhatToRun() {
    assertThat(kinds.wrong())
        .hasValueSatisfying(
            words ->
                assertThat(words)
                    .contains("canaries.flagger.app", "metrictemplates", "alertproviders")
                    .contains(
                        "kubectl apply --server-side --force-conflicts -f charts/sluice/crds/")
                    .doesNotContain("\n"));
  }

  @Test
  void goesOnByItselfWhenTheDefinitionsAreInstalled() throws InterruptedException {
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    kinds.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertThat(waiting.join(Duration.ofMillis(300))).isFalse();
    install();
    assertThat(waiting.join(Duration.ofSeconds(60))).isTrue();
    assertThat(kinds.wrong()).isEmpty();
  }

  @Test
  void refusesADefinitionThatWouldDropTheStatus() {
    for (CustomResourceDefinition definition : ChartDefinitions.of(client)) {
      definition
          .getSpec()
          .getVersions()
          .forEach(
              version ->
                  Optional.ofNullable(
                          version.getSchema().getOpenAPIV3Schema().getProperties().get("status"))
                      .ifPresent(status -> status.getProperties().remove("rollout")));
      client.resource(definition).create();
    }
    assertThat(kinds.wrong())
        .hasValueSatisfying(
            words -> assertThat(words).contains("canaries.flagger.app is not Sluice's"));
  }

  @Test
  void saysWhichRuleIsMissingWhenItMayNotListCanaries() {
    install();
    try (var _ =
        server
            .faults()
            .inject(
                request -> request.resource().equals("canaries"),
                new Fault.Refuse(403, "Forbidden", "no", Optional.empty()))) {
      assertThat(kinds.wrong())
          .hasValueSatisfying(
              words ->
                  assertThat(words)
                      .contains("apiGroups [\"flagger.app\"]", "resources [\"canaries\"]"));
    }
    assertThat(kinds.wrong()).isEmpty();
  }
}
