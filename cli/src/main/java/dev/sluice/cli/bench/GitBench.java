package dev.sluice.cli.bench;

import dev.sluice.cli.stage.Definitions;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.ApiRequest;
import dev.sluice.playground.host.Checkout;
import dev.sluice.playground.host.Checkout.Person;
import dev.sluice.playground.host.GitHost;
import dev.sluice.playground.host.Webhook;
import dev.sluice.playground.host.Webhook.Proof;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jgit.util.FileUtils;

/**
 * What keeping a Git repository applied costs, seen from outside: the operator runs in a process of
 * its own, with a heap of its own; this one has the API server and the Git host.
 */
public final class GitBench implements AutoCloseable {
  private static final String NAMESPACE = "bench";
  private static final String TOKEN = "known-to-both-sides";
  private static final Person ADA = Person.named("Ada");
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** Rounds that find nothing new; one every five seconds. */
  private static final int ROUNDS = 4;

  /** A Receiver heeds ten calls in a row. */
  private static final int PUSHES = 9;

  private final int manifests;
  private final Deque<AutoCloseable> closers = new ArrayDeque<>();
  private final ApiServer server;
  private final GitHost host;
  private final KubernetesClient client;
  private final OperatorProcess operator;
  private final Path directory;
  private final Map<String, String> urls = new HashMap<>();

  /**
   * What was measured.
   *
   * @param firstSync from the GitSync's creation to its being ready
   * @param live the most that was in the operator's heap after a collection, in MiB
   * @param writes requests of the first sync that changed objects
   * @param rounds how often the repository was asked, after that, without anything new
   * @param requests of the operator to the API server in these rounds, its watches aside
   * @param renders attempts in these rounds that got as far as rendering
   * @param push from a push to the object in the cluster, the median
   * @param smallPush the same in a repository with one manifest
   */
  public record Figures(
      int manifests,
      Duration firstSync,
      long live,
      long writes,
      int rounds,
      long requests,
      long renders,
      Duration push,
      Duration smallPush) {}

  /**
   * Starts everything.
   *
   * @param heap of the operator, in MiB
   */
  public GitBench(int manifests, int heap) throws IOException, InterruptedException {
    this.manifests = manifests;
    try {
      directory = Files.createTempDirectory("sluice-bench-");
      closers.push(
          () -> FileUtils.delete(directory.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY));
      server = ApiServer.start();
      closers.push(server);
      Path kubeconfig = directory.resolve("kubeconfig");
      server.writeKubeconfig(kubeconfig);
      client =
          new KubernetesClientBuilder()
              .withConfig(Config.fromKubeconfig(server.kubeconfig()))
              .build();
      closers.push(client);
      Definitions.apply(client);
      apply(
          """
          apiVersion: v1
          kind: Namespace
          metadata: {name: %1$s}
          ---
          apiVersion: v1
          kind: Secret
          metadata: {name: hook, namespace: %1$s}
          stringData: {token: %2$s}
          """
              .formatted(NAMESPACE, TOKEN));
      host = GitHost.start(directory.resolve("served"));
      closers.push(host);
      operator = OperatorProcess.start(kubeconfig, directory, heap);
      closers.push(operator);
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * @param progress is told what happens, a sentence at a time
   */
  public Figures run(Consumer<String> progress) throws IOException, InterruptedException {
    progress.accept("%d manifests are committed and applied.".formatted(manifests));
    try (Checkout large = repository("large", many())) {
      long start = System.nanoTime();
      long before = writes();
      sync("large");
      Duration first = Duration.ofNanos(System.nanoTime() - start);
      long written = writes() - before;
      progress.accept("Nothing changes for a while.");
      long[] quiet = quiet();
      progress.accept("One of them is changed, time and again.");
      Duration push = pushes(large, "large");
      try (Checkout small = repository("small", Map.of("value.yaml", value("small", 0)))) {
        sync("small");
        progress.accept("The same in a repository with one manifest.");
        Duration smallPush = pushes(small, "small");
        return new Figures(
            manifests,
            first,
            operator.liveMiB(),
            written,
            ROUNDS,
            quiet[0],
            quiet[1],
            push,
            smallPush);
      }
    }
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      try {
        closers.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("something could not be put away", e);
      }
    }
  }

  private Checkout repository(String name, Map<String, String> files) throws IOException {
    urls.put(name, host.create(name));
    Checkout checkout = Checkout.of(urls.getOrDefault(name, ""), directory.resolve(name));
    checkout.commit(ADA, "Begin", files);
    checkout.push();
    return checkout;
  }

  /** Services, ConfigMaps, ServiceAccounts, Roles and Deployments, a file for each application. */
  private Map<String, String> many() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("deploy/value.yaml", value("large", 0));
    for (int app = 0; app * 5 + 1 < manifests; app++) {
      files.put("deploy/app-%d.yaml".formatted(app), BenchManifests.application(app));
    }
    return files;
  }

  private void sync(String name) throws InterruptedException {
    apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GitSync
        metadata: {name: %1$s, namespace: %2$s}
        spec: {url: '%3$s', ref: {branch: main}, interval: 5s, prune: true, timeout: 30m}
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: Receiver
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          type: GenericHmac
          secretRef: {name: hook}
          resources: [{kind: GitSync, name: %1$s}]
        """
            .formatted(name, NAMESPACE, urls.get(name)));
    await(() -> status(name).filter(GitBench::isReady).isPresent());
  }

  /** Requests to the API server and renders, while the repository is asked a few times. */
  private long[] quiet() throws IOException, InterruptedException {
    awaitAsked(2);
    long requests = requests();
    long renders = operator.metric("sluice_gitsync_duration_seconds_count");
    awaitAsked(ROUNDS);
    return new long[] {
      requests() - requests, operator.metric("sluice_gitsync_duration_seconds_count") - renders
    };
  }

  private void awaitAsked(int times) throws InterruptedException {
    long before = host.asked();
    await(() -> host.asked() >= before + times);
  }

  private Duration pushes(Checkout checkout, String name) throws IOException, InterruptedException {
    URI hook = operator.url().resolve("/hook/%s/%s".formatted(NAMESPACE, name));
    host.onPush(name, new Webhook(hook, TOKEN, Proof.SIGNATURE));
    List<Duration> times = new ArrayList<>();
    for (int push = 1; push <= PUSHES; push++) {
      String path = name.equals("large") ? "deploy/value.yaml" : "value.yaml";
      checkout.commit(ADA, "Set " + push, Map.of(path, value(name, push)));
      String wanted = String.valueOf(push);
      long start = System.nanoTime();
      checkout.push();
      await(
          () ->
              Optional.ofNullable(
                      client.configMaps().inNamespace(NAMESPACE).withName("value-" + name).get())
                  .map(ConfigMap::getData)
                  .filter(data -> wanted.equals(data.get("value")))
                  .isPresent());
      times.add(Duration.ofNanos(System.nanoTime() - start));
    }
    Collections.sort(times);
    return times.get(PUSHES / 2);
  }

  private Optional<GitSyncStatus> status(String name) {
    return Optional.ofNullable(
            client.resources(GitSync.class).inNamespace(NAMESPACE).withName(name).get())
        .map(GitSync::getStatus);
  }

  private static boolean isReady(GitSyncStatus status) {
    return status.conditions().stream()
        .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
  }

  private long requests() {
    return server.requests().count(request -> isOperators(request) && !request.watch());
  }

  private long writes() {
    return server.requests().count(request -> isOperators(request) && request.write());
  }

  private static boolean isOperators(ApiRequest request) {
    return request.userAgent().startsWith("sluice/");
  }

  private void apply(String manifests) {
    client
        .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
  }

  private static String value(String name, int value) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: value-%s}
    data: {value: "%d"}
    """
        .formatted(name, value);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("what was waited for has not come in half an hour");
      }
      Thread.sleep(10);
    }
  }
}
