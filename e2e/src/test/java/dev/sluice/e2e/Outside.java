package dev.sluice.e2e;

import com.marcnuri.helm.Helm;
import dev.sluice.cli.ClusterAccess;
import dev.sluice.cli.stage.Definitions;
import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A cluster with nodes that is somebody's: what is brought there has the label {@link #LABEL}, and
 * is taken away again. It is left alone if Sluice or Flagger is used there.
 */
final class Outside implements AutoCloseable {
  /** Tells this run from others on the same cluster, and what it brought from everything else. */
  static final String RUN =
      HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());

  static final String LABEL = "sluice.dev/e2e";

  private static final Set<String> GROUPS = Set.of("flagger.app", "sluice.dev");
  private static final String PROMETHEUS = "e2e-" + RUN + "-sluice-prometheus";
  private static final int MINUTES = 5;
  private static final String CONTROLLER = "controller";

  private final OutsideOptions options;
  private final Config config;
  private final KubernetesClient client;
  private final URI prometheus;
  private final boolean broughtDefinitions;
  private final Map<String, URI> gateways = new ConcurrentHashMap<>();
  private final Deque<Runnable> closers = new ArrayDeque<>();

  private Outside(OutsideOptions options) {
    this.options = options;
    config = new ClusterAccess(options.kubeconfig(), null).config();
    client = new KubernetesClientBuilder().withConfig(config).build();
    closers.push(client::close);
    try {
      if (!options.anyway()) {
        refuseIfInUse();
      }
      broughtDefinitions = definitions(client).isEmpty();
      List<CustomResourceDefinition> brought = Definitions.install(client);
      closers.push(() -> brought.forEach(definition -> client.resource(definition).delete()));
      closers.push(this::removeNamespaces);
      prometheus = options.url("PROMETHEUS_URL").orElseGet(this::installPrometheus);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Prepares it.
   *
   * @throws TestAbortedException if it is used for the same already
   */
  static Outside connect(OutsideOptions options) {
    return new Outside(options);
  }

  KubernetesClient client() {
    return client;
  }

  Config config() {
    return config;
  }

  OutsideOptions options() {
    return options;
  }

  Path kubeconfig() {
    return options.kubeconfig();
  }

  /** As an operator on this machine finds it. */
  URI prometheus() {
    return prometheus;
  }

  /** As an operator in the cluster finds it. */
  String prometheusInside() {
    return options
        .get("PROMETHEUS_INSIDE")
        .orElse("http://%s.%s:9090".formatted(PROMETHEUS, systemNamespace()));
  }

  /** How operators find a server here. */
  String thisMachine() {
    if (options.get("IMAGE").isEmpty()) {
      return Stages.LOOPBACK;
    }
    return options
        .get("HOST")
        .orElseThrow(
            () ->
                new TestAbortedException(
                    "needs SLUICE_E2E_HOST, by which pods reach this machine"));
  }

  /**
   * Whether Sluice's definitions are there for the scenarios alone: all of them, for one that was
   * there before may be followed by objects, which end with it.
   */
  boolean broughtDefinitions() {
    return broughtDefinitions;
  }

  /** Those of Sluice and of Flagger, of any version. */
  static List<CustomResourceDefinition> definitions(KubernetesClient client) {
    return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(definition -> GROUPS.contains(definition.getSpec().getGroup()))
        .toList();
  }

  /** For what is neither the cluster's nor a scenario's. */
  static String systemNamespace() {
    return "sluice-e2e-" + RUN;
  }

  void createNamespace(String name) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LABEL, RUN)
                .endMetadata()
                .build())
        .create();
  }

  /** Where clients ask what the provider's gateway serves. */
  URI gateway(String provider) {
    return gateways.computeIfAbsent(
        provider,
        asked ->
            switch (asked) {
              case "nginx" ->
                  options
                      .url("INGRESS_URL")
                      .orElseGet(
                          () ->
                              forward(
                                  "ingress-nginx, or SLUICE_E2E_INGRESS_URL",
                                  Map.of(
                                      "app.kubernetes.io/name",
                                      "ingress-nginx",
                                      "app.kubernetes.io/component",
                                      CONTROLLER)));
              case "gatewayapi:v1" ->
                  options
                      .url("GATEWAY_URL")
                      .orElseGet(
                          () ->
                              forward(
                                  "SLUICE_E2E_GATEWAY_URL",
                                  Map.of("gateway.networking.k8s.io/gateway-name", gateway()[1])));
              case "istio" ->
                  options
                      .url("ISTIO_URL")
                      .orElseGet(
                          () ->
                              forward(
                                  "Istio's ingress gateway, or SLUICE_E2E_ISTIO_URL",
                                  Map.of("istio", "ingressgateway")));
              default -> throw new IllegalArgumentException(asked);
            });
  }

  /** Namespace and name of the Gateway that routes may name. */
  String[] gateway() {
    String[] name =
        options
            .get("GATEWAY")
            .orElseThrow(
                () ->
                    new TestAbortedException(
                        "needs SLUICE_E2E_GATEWAY, the NAMESPACE/NAME of a Gateway that takes"
                            + " routes of all namespaces"))
            .split("/");
    if (name.length != 2) {
      throw new IllegalArgumentException("SLUICE_E2E_GATEWAY must be NAMESPACE/NAME");
    }
    return name;
  }

  private void refuseIfInUse() {
    Stream<String> operators =
        client.apps().deployments().inAnyNamespace().list().getItems().stream()
            .filter(Outside::isOperator)
            .map(Outside::name);
    Stream<String> canaries =
        Optional.ofNullable(
                client
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName("canaries.flagger.app")
                    .get())
            .stream()
            .flatMap(
                _ ->
                    client.resources(Canary.class).inAnyNamespace().list().getItems().stream()
                        .map(Outside::name));
    Stream.concat(operators, canaries)
        .findFirst()
        .ifPresent(
            used -> {
              throw new TestAbortedException(
                  "needs a cluster of its own, and %s is there: use another one, or set SLUICE_E2E_ANYWAY=true"
                      .formatted(used));
            });
  }

  private static boolean isOperator(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .anyMatch(container -> container.getImage().matches("(.*/)?(flagger|sluice)([:@].*)?"));
  }

  private static String name(HasMetadata object) {
    return "%s %s/%s"
        .formatted(
            object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  /** The chart's, and nothing else of the chart. */
  private URI installPrometheus() {
    createNamespace(systemNamespace());
    String all =
        new Helm(ChartInstallation.CHART)
            .template()
            .withName("e2e-" + RUN)
            .withNamespace(systemNamespace())
            .withKubeVersion("1.32.0")
            .set("prometheus.install", "true")
            .set("prometheus.scrapeInterval", "1s")
            .call();
    List<HasMetadata> objects =
        client.load(new ByteArrayInputStream(all.getBytes(StandardCharsets.UTF_8))).items().stream()
            .filter(object -> object.getMetadata().getName().equals(PROMETHEUS))
            .toList();
    objects.forEach(object -> client.resource(object).serverSideApply());
    objects.stream()
        .filter(object -> object.getMetadata().getNamespace() == null)
        .forEach(object -> closers.push(() -> client.resource(object).delete()));
    client
        .apps()
        .deployments()
        .inNamespace(systemNamespace())
        .withName(PROMETHEUS)
        .waitUntilReady(MINUTES, TimeUnit.MINUTES);
    return forward(systemNamespace(), PROMETHEUS, 9090);
  }

  private URI forward(String wanted, Map<String, String> labels) {
    return client.services().inAnyNamespace().withLabels(labels).list().getItems().stream()
        .filter(service -> service.getSpec().getPorts().stream().anyMatch(p -> p.getPort() == 80))
        .findFirst()
        .map(
            service ->
                forward(service.getMetadata().getNamespace(), service.getMetadata().getName(), 80))
        .orElseThrow(() -> new TestAbortedException("needs " + wanted));
  }

  private URI forward(String namespace, String service, int port) {
    LocalPortForward forward =
        client.services().inNamespace(namespace).withName(service).portForward(port);
    closers.push(
        () -> {
          try {
            forward.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return URI.create("http://127.0.0.1:" + forward.getLocalPort());
  }

  private void removeNamespaces() {
    client.namespaces().withLabel(LABEL, RUN).delete();
    client
        .namespaces()
        .withLabel(LABEL, RUN)
        .informOnCondition(List::isEmpty)
        .orTimeout(MINUTES, TimeUnit.MINUTES)
        .join();
  }

  /** Takes away what was brought; goes on with the rest if something cannot be. */
  @Override
  public synchronized void close() {
    while (!closers.isEmpty()) {
      try {
        closers.pop().run();
      } catch (RuntimeException e) {
        System.err.println("Something of the scenarios is left in the cluster: " + e);
      }
    }
  }
}
