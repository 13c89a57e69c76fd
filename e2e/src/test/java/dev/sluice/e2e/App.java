package dev.sluice.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.playground.apiserver.request.ApiRequest;
import dev.sluice.playground.apiserver.request.RequestLog;
import dev.sluice.playground.world.load.Load;
import dev.sluice.playground.world.load.LoadOptions;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.opentest4j.TestAbortedException;

/** One service with a Canary, in a namespace of its own. */
final class App {
  /** Of Deployment, Service, Ingress and Canary. */
  static final String NAME = "podinfo";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final String FIRST = "1.0.0";
  private static final OkHttpClient HTTP = new OkHttpClient();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final String INGRESS =
      """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: podinfo}
      spec:
        ingressClassName: nginx
        rules:
        - host: %s.example.com
          http:
            paths:
            - path: /
              pathType: Prefix
              backend: {service: {name: podinfo, port: {number: 80}}}
      """;

  private final Cluster cluster;
  private final String namespace;

  private App(Cluster cluster, String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
    cluster.createNamespace(namespace);
    ScenarioEnd.then(() -> cluster.removeNamespace(namespace));
  }

  /** In a new namespace; nothing is there yet. */
  static App empty() {
    return empty(Stages.shared());
  }

  static App empty(Cluster cluster) {
    return new App(cluster, Stages.NAMESPACES + NUMBER.incrementAndGet());
  }

  /** The same namespace of another cluster; nothing is there yet. */
  App twin(Cluster another) {
    return new App(another, namespace);
  }

  /** Deployment, Service and Ingress, as a file in Git may have them. */
  String manifests(String tag) {
    return cluster.demo().manifests(tag) + "---\n" + INGRESS.formatted(namespace);
  }

  /** With a ready Deployment, its Service and its Ingress. */
  static App running() {
    return running(Stages.shared());
  }

  static App running(Cluster cluster) {
    App app = empty(cluster);
    app.deploy();
    app.apply(INGRESS.formatted(app.namespace));
    app.deployment(NAME).waitUntilReady(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return app;
  }

  /** The Deployment and its Service alone, not waited for. */
  void deploy() {
    apply(cluster.demo().manifests(FIRST));
  }

  void exposeByIngress() {
    apply(INGRESS.formatted(namespace));
  }

  /** Declares a Canary of the Deployment, with this under {@code spec}. */
  void declare(String spec) {
    declare(NAME, spec);
  }

  void declare(String name, String spec) {
    apply(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: %s}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
        """
                .formatted(name)
            + spec.indent(2));
  }

  void apply(String manifests) {
    client()
        .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(namespace)
        .serverSideApply();
  }

  /** Ships a version of the demo; its tag says how it behaves. */
  void ship(String tag) {
    setImage(NAME, tag);
  }

  void setImage(String deployment, String tag) {
    deployment(deployment)
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), cluster.demo().patch(tag));
  }

  /**
   * Mounts a ConfigMap that Sluice does not follow, so that it is the same for all copies, or
   * changes it.
   *
   * @param errorRate the share of requests that fail from now on
   */
  void configure(String errorRate) {
    cluster.demo().requireFiles();
    apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: behaviour
          annotations: {flagger.app/config-tracking: disabled}
        data: {ERROR_RATE: "%s"}
        """
            .formatted(errorRate));
    deployment(NAME)
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            """
            {"spec":{"template":{"spec":{
              "volumes":[{"name":"behaviour","configMap":{"name":"behaviour"}}],
              "containers":[{"name":"app","volumeMounts":[{"name":"behaviour","mountPath":"/behaviour"}]}]}}}}
            """);
  }

  /**
   * Lets the pods read their version from a ConfigMap that Sluice follows, once, when they start;
   * or changes it.
   */
  void settings(String version) {
    apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {VERSION: "%1$s", PODINFO_UI_MESSAGE: "%1$s"}
        """
            .formatted(version));
    deployment(NAME)
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            """
            {"spec":{"template":{"spec":{
              "containers":[{"name":"app","envFrom":[{"configMapRef":{"name":"settings"}}]}]}}}}
            """);
  }

  Load load(double perSecond) {
    return load("nginx", perSecond);
  }

  /** Asks for the app's host through the gateway that obeys this provider. */
  Load load(String provider, double perSecond) {
    LoadOptions usual = LoadOptions.of(cluster.gateway(provider), host(), perSecond);
    // A slow machine is no outage.
    return Load.start(
        new LoadOptions(
            usual.url(), usual.method(), usual.headers(), perSecond, usual.duration(), PATIENCE),
        HTTP,
        cluster.demo().reader());
  }

  /** By which clients ask for it. */
  String host() {
    return namespace + ".example.com";
  }

  /** How many requests the target's pods say that they answered. */
  double requestsToCanary() {
    String query =
        """
        sum(http_request_duration_seconds_count
        {kubernetes_namespace="%s",kubernetes_pod_name=~"podinfo-[^-]+-[^-]+",path="root"})
        """
            .formatted(namespace);
    URI url =
        cluster
            .prometheus()
            .resolve("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try (HttpClient http = HttpClient.newHttpClient()) {
      String answer =
          http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
      JsonNode result =
          Serialization.unmarshal(answer, JsonNode.class).at("/data/result/0/value/1");
      return result.asDouble();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What the operator has asked of the API server for this app, watches aside. */
  long requests() {
    return requestLog().count(this::isOperators);
  }

  /**
   * What was asked of the API server.
   *
   * @throws TestAbortedException where it does not log that
   */
  RequestLog requestLog() {
    return cluster
        .requests()
        .orElseThrow(() -> new TestAbortedException("needs an API server that logs its requests"));
  }

  /** The same, where the API server logs it. */
  OptionalLong countedRequests() {
    return cluster.requests().stream().mapToLong(log -> log.count(this::isOperators)).findFirst();
  }

  /** Waits until the operator asks for nothing any more, where the API server logs it. */
  void awaitQuiet() {
    if (cluster.requests().isEmpty()) {
      return;
    }
    Awaitility.await()
        .alias(namespace + " quiet")
        .atMost(PATIENCE)
        .until(
            () ->
                cluster.requests().orElseThrow().matching(this::isOperators).stream()
                    .map(entry -> entry.request().at())
                    .noneMatch(at -> at.isAfter(Instant.now().minus(QUIET))));
  }

  private boolean isOperators(ApiRequest request) {
    return request.userAgent().startsWith("sluice/")
        && !request.watch()
        && request.namespace().equals(namespace);
  }

  /** Waits until a condition says this. */
  void awaitCondition(String type, String words) {
    await(
        found ->
            status(found).stream()
                .flatMap(status -> status.conditions().stream())
                .anyMatch(
                    condition ->
                        condition.type().equals(type) && condition.message().contains(words)),
        type + " " + words);
  }

  Canary awaitPhase(String phase) {
    return await(canary -> phase.equals(status(canary).map(CanaryStatus::phase).orElse("")), phase);
  }

  /** Waits until the Canary says that something is wrong, and returns its condition Ready. */
  CanaryStatus.Condition awaitProblem() {
    return ready(await(found -> hasProblem(found), "a problem"));
  }

  void awaitNoProblem() {
    await(found -> !hasProblem(found), "no problem");
  }

  Canary await(Predicate<Canary> wanted, String what) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> Optional.ofNullable(canary().get()).filter(wanted).isPresent());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "no %s in %s: %s%n%s"
              .formatted(
                  what, namespace, Serialization.asYaml(status()), String.join("\n", events())),
          e);
    }
    return canary().get();
  }

  /** Waits until the Canary is deleted. */
  void awaitGone() {
    Awaitility.await()
        .alias(namespace + " gone")
        .atMost(PATIENCE)
        .until(() -> canary().get() == null);
  }

  CanaryStatus status() {
    return Objects.requireNonNull(canary().get().getStatus());
  }

  Resource<Canary> canary() {
    return canary(NAME);
  }

  Resource<Canary> canary(String name) {
    return client().resources(Canary.class).inNamespace(namespace).withName(name);
  }

  /** Changes the Canary, as {@code kubectl patch --type merge} does. */
  void patch(String json) {
    canary().patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  /** Asks for something as a person does, by annotation. */
  void ask(String id, String action) {
    String request = "{\\\"id\\\":\\\"%s\\\",\\\"action\\\":\\\"%s\\\"}".formatted(id, action);
    patch("{\"metadata\":{\"annotations\":{\"sluice.dev/request\":\"%s\"}}}".formatted(request));
  }

  RollableScalableResource<Deployment> deployment(String name) {
    return client().apps().deployments().inNamespace(namespace).withName(name);
  }

  String image(String deployment) {
    return image(deployment(deployment).get().getSpec().getTemplate().getSpec());
  }

  /** The version is by its name in scenarios. */
  String image(PodSpec pod) {
    return cluster.demo().inScenario(pod.getContainers().getFirst().getImage());
  }

  /** The texts of all events of the Canary. */
  List<String> events() {
    return client().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getKind().equals("Canary"))
        .map(Event::getMessage)
        .toList();
  }

  boolean isIn(String phase) {
    return phase.equals(status(canary().get()).map(CanaryStatus::phase).orElse(""));
  }

  KubernetesClient client() {
    return cluster.client();
  }

  Cluster cluster() {
    return cluster;
  }

  String namespace() {
    return namespace;
  }

  private static Optional<CanaryStatus> status(Canary canary) {
    return Optional.ofNullable(canary.getStatus());
  }

  private static boolean hasProblem(Canary canary) {
    return status(canary).map(CanaryStatus::rollout).map(CanaryStatus.Rollout::problem).isPresent();
  }

  private static CanaryStatus.Condition ready(Canary canary) {
    return status(canary).orElseThrow().conditions().stream()
        .filter(condition -> condition.type().equals("Ready"))
        .findAny()
        .orElseThrow();
  }
}
