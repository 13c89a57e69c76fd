package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.ClusterAccess;
import dev.sluice.cli.stage.SluiceProcess;
import dev.sluice.playground.world.load.Load;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The chart gives the operator the rights that it needs, and nothing is forbidden to it. */
@Timeout(600)
@ResourceLock(providers = Alone.class)
class ChartRightsTest {
  private static final String SYSTEM = "sluice-system";

  @TempDir private Path directory;
  private final Stages own = Stages.ownThatChecksRights();
  private final Cluster cluster = own.get();

  @AfterEach
  void stop() {
    own.close();
  }

  @Test
  void theClusterInstallMayDoAllThatEveryProviderNeeds() throws InterruptedException {
    try (ChartInstallation chart =
        ChartInstallation.install(cluster, SYSTEM, Map.of(), directory)) {
      assertThat(chart.applyDefinitions()).isZero();
      assertThatRefusalsAreSeen(chart);
      long before = forbidden();
      try (SluiceProcess operator = chart.startOperator()) {
        List<App> apps =
            Specs.PROVIDERS.stream()
                .map(
                    provider -> {
                      App app = App.running(cluster);
                      surround(app);
                      app.declare(Specs.unjudged(provider, app));
                      return app;
                    })
                .toList();
        releaseAndRollBack(apps);
        delete(apps);
        assertThat(forbidden()).as(operator.output()).isEqualTo(before);
      }
    }
  }

  @Test
  void theInstallForOneNamespaceMayDoAllThatIsNeededThere() throws InterruptedException {
    App app = App.running(cluster);
    try (ChartInstallation chart =
        ChartInstallation.install(
            cluster, SYSTEM, Map.of("namespace", app.namespace()), directory)) {
      assertThatRefusalsAreSeen(chart);
      long before = forbidden();
      try (SluiceProcess operator = chart.startOperator();
          Load load = app.load(20)) {
        surround(app);
        app.declare(Specs.UNJUDGED);
        releaseAndRollBack(List.of(app));
        assertThat(load.report().failures()).isZero();
        delete(List.of(app));
        assertThat(forbidden()).as(operator.output()).isEqualTo(before);
      }
    }
  }

  private static void releaseAndRollBack(List<App> apps) {
    apps.forEach(app -> app.awaitPhase("Initialized"));
    apps.forEach(app -> app.ship("1.1.0"));
    apps.forEach(app -> app.awaitPhase("Succeeded"));
    apps.forEach(app -> assertThat(app.image("podinfo-primary")).endsWith(":1.1.0"));
    apps.forEach(app -> app.ship("1.2.0-notready"));
    apps.forEach(app -> app.awaitPhase("Progressing"));
    apps.forEach(app -> app.ask("1", "abort"));
    apps.forEach(app -> app.awaitPhase("Failed"));
    apps.forEach(app -> assertThat(app.image("podinfo-primary")).endsWith(":1.1.0"));
  }

  private static void delete(List<App> apps) {
    apps.forEach(app -> app.canary().delete());
    apps.forEach(App::awaitGone);
  }

  /** What else a service has, and what Sluice copies. */
  private static void surround(App app) {
    app.settings("one");
    app.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: podinfo}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
          minReplicas: 2
          maxReplicas: 4
          metrics:
          - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: podinfo}
        spec:
          maxUnavailable: 1
          selector: {matchLabels: {app: podinfo}}
        """);
  }

  /** The count would otherwise say nothing. */
  private void assertThatRefusalsAreSeen(ChartInstallation chart) {
    long before = forbidden();
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(new ClusterAccess(chart.kubeconfig(ChartInstallation.NAME), null).config())
            .build()) {
      assertThatThrownBy(() -> client.nodes().list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
    }
    assertThat(forbidden()).isEqualTo(before + 1);
  }

  /** How many requests no rule allowed. */
  private long forbidden() {
    return Objects.requireNonNull(cluster.client().raw("/metrics"))
        .lines()
        .filter(
            line ->
                line.matches("authorization_attempts_total\\{result=\"(denied|no-opinion)\"\\} .*"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
