package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.OperatorOptions.LeaderElection;
import dev.sluice.operator.boot.RunningOperator;
import dev.sluice.operator.kube.ChartDefinitions;
import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.ApiRequest;
import dev.sluice.playground.apiserver.request.LoggedRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An API server with the namespace {@code apps}, and perhaps an operator. */
final class SyncCluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OPERATOR = "sluice-under-test";

  final ApiServer server = ApiServer.start();
  final KubernetesClient client = client("somebody");
  private @Nullable RunningOperator operator;
  private int asked;

  SyncCluster() {
    ChartDefinitions.of(client).forEach(definition -> client.resource(definition).create());
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("apps").endMetadata().build())
        .create();
  }

  /**
   * @param directory with the clones, and below which repositories may lie
   */
  void operate(Path directory) throws IOException, InterruptedException {
    operate(directory, LeaderElection.NONE, () -> {});
  }

  /**
   * @param lost is run when the operator has lost its Lease, and does not end it
   */
  void operate(Path directory, LeaderElection election, Runnable lost)
      throws IOException, InterruptedException {
    operator =
        RunningOperator.start(
            OperatorOptions.DEFAULTS
                .with("nginx", "http://127.0.0.1:9")
                .with(
                    new OperatorOptions.Git(
                        directory.resolve("cache"), 64 << 20, List.of(directory), null))
                .with(election),
            config(OPERATOR),
            List.of(),
            lost);
  }

  /** What a status calls a commit of the branch main. */
  static String revision(String sha) {
    return "main@sha1:" + sha;
  }

  /** The manifest of a ConfigMap. */
  static String configMap(String name, String value) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: %s}
    data: {value: "%s"}
    """
        .formatted(name, value);
  }

  /** The manifest of a Deployment {@code app}. */
  static String deployment(String tag) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app}
    spec:
      selector: {matchLabels: {app: app}}
      template:
        metadata: {labels: {app: app}}
        spec: {containers: [{name: app, image: 'app:%s'}]}
    """
        .formatted(tag);
  }

  /** A counter of the operator, as its page of metrics has it; 0 if it is not there. */
  double metric(String series) {
    URI page = URI.create("http://localhost:" + Objects.requireNonNull(operator).port());
    try (InputStream in = page.resolve("/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(series + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the operator. */
  void abandon() {
    if (operator != null) {
      operator.close();
      operator = null;
    }
  }

  /** Declares a GitSync with this under {@code spec}. */
  void sync(String name, String spec) {
    apply(
        "test",
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GitSync
        metadata: {name: %s, namespace: apps}
        spec:
        """
                .formatted(name)
            + spec.indent(2));
  }

  /** Applies one manifest as this field manager. */
  void apply(String manager, String manifest) {
    client
        .resource(manifest)
        .inNamespace("apps")
        .fieldManager(manager)
        .forceConflicts()
        .serverSideApply();
  }

  /** Has a GitSync attempted now; gives what its status says when that is done. */
  String ask(String name) {
    String request = Integer.toString(++asked);
    client
        .resources(GitSync.class)
        .inNamespace("apps")
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"sluice.dev/requested-at\":\"%s\"}}}"
                .formatted(request));
    return request;
  }

  GitSyncStatus await(String name, Predicate<GitSyncStatus> is) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status(name), status -> status != null && is.test(status));
  }

  @Nullable GitSyncStatus status(String name) {
    GitSync sync = client.resources(GitSync.class).inNamespace("apps").withName(name).get();
    return sync == null ? null : sync.getStatus();
  }

  @Nullable ConfigMap map(String name) {
    return client.configMaps().inNamespace("apps").withName(name).get();
  }

  List<Event> events() {
    return client.v1().events().inNamespace("apps").list().getItems();
  }

  /** What the operator has written, dry runs aside. */
  List<ApiRequest> writes() {
    return server.requests().by(OPERATOR).stream()
        .map(LoggedRequest::request)
        .filter(request -> request.write() && !request.path().contains("dryRun=All"))
        .toList();
  }

  private KubernetesClient client(String userAgent) {
    return new KubernetesClientBuilder().withConfig(config(userAgent)).build();
  }

  private Config config(String userAgent) {
    Config config = Config.fromKubeconfig(server.kubeconfig());
    config.setUserAgent(userAgent);
    return config;
  }

  @Override
  public void close() {
    abandon();
    client.close();
    server.close();
  }
}
