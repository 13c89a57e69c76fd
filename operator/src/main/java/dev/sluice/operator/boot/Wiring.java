package dev.sluice.operator.boot;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.Receiver;
import dev.sluice.operator.boot.OperatorOptions.Git;
import dev.sluice.operator.boot.OperatorOptions.MetricsAccess;
import dev.sluice.operator.boot.OperatorOptions.Notifications;
import dev.sluice.operator.canary.CanaryController;
import dev.sluice.operator.git.image.ImagePolicyController;
import dev.sluice.operator.git.receiver.HookEndpoint;
import dev.sluice.operator.git.receiver.ReceiverController;
import dev.sluice.operator.git.render.Renderers;
import dev.sluice.operator.git.repository.Limits;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.sync.GitSyncController;
import dev.sluice.operator.git.sync.SyncOptions;
import dev.sluice.operator.git.writeback.ReleaseRecord;
import dev.sluice.operator.hooks.Hooks;
import dev.sluice.operator.judging.Judges;
import dev.sluice.operator.kube.KubernetesCluster;
import dev.sluice.operator.metrics.Comparisons;
import dev.sluice.operator.metrics.MetricsOptions;
import dev.sluice.operator.metrics.PrometheusServer;
import dev.sluice.operator.metrics.Rounds;
import dev.sluice.operator.notify.AlertOptions;
import dev.sluice.operator.notify.Alerts;
import dev.sluice.operator.notify.Events;
import dev.sluice.operator.notify.ObjectEvents;
import dev.sluice.operator.notify.Outbox;
import dev.sluice.operator.notify.SlackTarget;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.operator.traffic.provider.TrafficRouters;
import dev.sluice.operator.workload.Services;
import dev.sluice.operator.workload.WorkloadOptions;
import dev.sluice.operator.workload.Workloads;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Puts the parts of an operator together. */
final class Wiring {
  /** Who events about Sluice's own kinds are from. */
  private static final String COMPONENT = "sluice";

  private final OperatorOptions options;
  private final Connections connections;
  private final KubernetesClient client;
  private final MeterRegistry registry;
  private final CanaryMetrics metrics;
  private final ExecutorService threads;
  private final Clock clock;
  private final OkHttpClient http = http();
  private final KubernetesCluster cluster;
  private final Repositories repositories;
  private final ReleaseRecord record;

  Wiring(
      OperatorOptions options,
      Connections connections,
      KubernetesClient client,
      MeterRegistry registry,
      CanaryMetrics metrics,
      ExecutorService threads,
      Clock clock) {
    this.options = options;
    this.connections = connections;
    this.client = client;
    this.registry = registry;
    this.metrics = metrics;
    this.threads = threads;
    this.clock = clock;
    this.cluster = new KubernetesCluster(client, options.namespace(), clock);
    this.repositories = repositories(options.git());
    this.record = new ReleaseRecord(cluster, repositories, http, clock);
  }

  CanaryController canaries() {
    Hooks hooks = new Hooks(cluster, http);
    Outbox outbox = new Outbox(threads);
    Events events =
        new Events(cluster, hooks, outbox, options.notifications().eventWebhook(), clock);
    Alerts alerts = new Alerts(cluster, http, alertOptions(options), outbox, events);
    Workloads workloads = new Workloads(cluster, workloadOptions(options), clock);
    MetricsOptions metricsOptions = metrics(options);
    Rounds rounds = new Rounds(cluster, http, metricsOptions, threads, clock);
    return new CanaryController(
        new CanaryController.Parts(
            cluster,
            workloads,
            new TrafficRouters(cluster, options.meshProvider(), options.ingressAnnotationsPrefix()),
            new Services(cluster),
            hooks,
            new Judges(
                rounds, new Comparisons(cluster, http, metricsOptions, threads, clock), clock),
            events,
            alerts,
            record,
            outbox,
            metrics),
        options.scope(),
        threads,
        clock);
  }

  /** Empty where the API server does not know of GitSyncs. */
  Optional<GitSyncController> gitSyncs() {
    if (!cluster.serves(GitSync.class)) {
      return Optional.empty();
    }
    return Optional.of(
        new GitSyncController(
            client,
            connections::other,
            repositories,
            record,
            new Renderers(options.git().cache().resolve("render")),
            new ObjectEvents(cluster, COMPONENT, clock),
            registry,
            new SyncOptions(options.scope(), options.git().defaultServiceAccount()),
            threads,
            clock));
  }

  /** Empty where the API server does not know of image policies. */
  Optional<ImagePolicyController> imagePolicies() {
    return cluster.serves(ImagePolicy.class)
        ? Optional.of(
            new ImagePolicyController(
                cluster,
                http,
                repositories,
                new ObjectEvents(cluster, COMPONENT, clock),
                options.scope(),
                threads,
                clock))
        : Optional.empty();
  }

  /** Empty where the API server does not know of receivers. */
  Optional<ReceiverController> receivers() {
    return cluster.serves(Receiver.class)
        ? Optional.of(new ReceiverController(cluster, options.namespace(), clock))
        : Optional.empty();
  }

  /** Takes the calls for receivers, also on a replica that does not lead. */
  HookEndpoint hookEndpoint() {
    return new HookEndpoint(cluster, client, clock);
  }

  private Repositories repositories(Git git) {
    Limits limits =
        new Limits(
            git.maxBytes(),
            Limits.DEFAULT.silence(),
            Limits.DEFAULT.deadline(),
            Limits.DEFAULT.depth());
    return new Repositories(git.cache(), limits, git.localRoots(), clock);
  }

  private static OkHttpClient http() {
    return new OkHttpClient.Builder()
        .addNetworkInterceptor(
            chain ->
                chain.proceed(
                    chain.request().newBuilder().header("User-Agent", Product.USER_AGENT).build()))
        .build();
  }

  /** Also reads the credentials again for each query. */
  static MetricsOptions metrics(OperatorOptions options) {
    MetricsAccess access = options.metricsAccess();
    return new MetricsOptions(
        options.metricsServer(),
        () ->
            new PrometheusServer(
                options.metricsServer(),
                access.credentials().read("--metrics-server"),
                access.headers(),
                access.insecureSkipVerify()),
        options.meshProvider(),
        options.noCrossNamespaceRefs());
  }

  private static WorkloadOptions workloadOptions(OperatorOptions options) {
    return new WorkloadOptions(
        options.selectorLabels(), options.includeLabelPrefixes(), options.configTracking());
  }

  private static AlertOptions alertOptions(OperatorOptions options) {
    return new AlertOptions(
        slack(options.notifications()),
        options.notifications().clusterName(),
        options.noCrossNamespaceRefs());
  }

  private static @Nullable SlackTarget slack(Notifications notifications) {
    return Optional.ofNullable(notifications.slackUrl())
        .map(
            url ->
                new SlackTarget(
                    url,
                    notifications.slackToken(),
                    notifications.slackProxyUrl(),
                    notifications.slackUser(),
                    notifications.slackChannel()))
        .orElse(null);
  }
}
