package dev.sluice.operator.boot;

import dev.sluice.operator.http.StoredCredentials;
import dev.sluice.operator.kube.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator is started with. Names and defaults are those of the contract's command line
 * (A5), where it has them.
 *
 * @param scope which Canaries, GitSyncs and ImagePolicies are looked after
 * @param meshProvider the provider of Canaries that name none
 * @param metricsServer the Prometheus of Canaries that name none
 * @param metricsAccess how that Prometheus is asked
 * @param selectorLabels label keys by which a target's pods may be selected; the first that the
 *     target has is taken
 * @param includeLabelPrefixes prefixes of the target's labels that are copied to the primary;
 *     {@code *} is all
 * @param ingressAnnotationsPrefix prefix of NGINX's annotations
 * @param ingressClass class of generated ingress objects, or null for the one of the original
 * @param configTracking whether changes of ConfigMaps and Secrets start a rollout
 * @param noCrossNamespaceRefs whether references to other namespaces are refused
 * @param threadiness how many Canaries are reconciled at the same time, 1 or more
 * @param port where {@code /metrics}, {@code /healthz} and {@code /readyz} are served; 0 for any
 *     free one
 */
public record OperatorOptions(
    Scope scope,
    String meshProvider,
    String metricsServer,
    MetricsAccess metricsAccess,
    List<String> selectorLabels,
    List<String> includeLabelPrefixes,
    String ingressAnnotationsPrefix,
    @Nullable String ingressClass,
    boolean configTracking,
    boolean noCrossNamespaceRefs,
    int threadiness,
    int port,
    Notifications notifications,
    LeaderElection leaderElection,
    Git git) {

  /** The contract's default label keys. */
  public static final List<String> DEFAULT_SELECTOR_LABELS =
      List.of("app", "name", "app.kubernetes.io/name");

  /** Everything at the contract's default. */
  public static final OperatorOptions DEFAULTS =
      new OperatorOptions(
          Scope.ALL,
          "istio",
          "http://prometheus:9090",
          MetricsAccess.OPEN,
          DEFAULT_SELECTOR_LABELS,
          List.of(),
          "nginx.ingress.kubernetes.io",
          null,
          true,
          false,
          2,
          8080,
          Notifications.NONE,
          LeaderElection.NONE,
          Git.DEFAULT);

  public OperatorOptions {
    selectorLabels = List.copyOf(selectorLabels);
    includeLabelPrefixes = List.copyOf(includeLabelPrefixes);
    if (threadiness < 1) {
      throw new IllegalArgumentException("threadiness must be 1 or more, not " + threadiness);
    }
  }

  /**
   * What a Prometheus wants of those who ask it.
   *
   * @param insecureSkipVerify whether its certificate is not checked
   * @param headers sent with every query, for example a tenant
   */
  public record MetricsAccess(
      StoredCredentials credentials,
      boolean insecureSkipVerify,
      Map<String, List<String>> headers) {
    /** Nothing. */
    public static final MetricsAccess OPEN =
        new MetricsAccess(StoredCredentials.NONE, false, Map.of());

    public MetricsAccess {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * Who is told when a Canary names nobody.
   *
   * @param slackUrl Slack's incoming webhook, or with a token its API's address
   * @param slackToken a bot's token, sent as a bearer
   * @param clusterName added to every alert as the field {@code Cluster}
   * @param eventWebhook gets every event, unless the Canary has event webhooks of its own
   */
  public record Notifications(
      @Nullable String slackUrl,
      @Nullable String slackToken,
      @Nullable String slackProxyUrl,
      String slackUser,
      @Nullable String slackChannel,
      @Nullable String clusterName,
      @Nullable String eventWebhook) {
    /** Nobody is told. */
    public static final Notifications NONE =
        new Notifications(null, null, null, "flagger", null, null, null);
  }

  /**
   * How several replicas agree on who works.
   *
   * @param enabled whether a Lease is used at all
   * @param namespace where the Lease is
   * @param leaseDuration after which others take a Lease that was not renewed
   * @param renewDeadline after which one that could not renew it stops; shorter
   * @param retryPeriod from one try to the next
   */
  public record LeaderElection(
      boolean enabled,
      String namespace,
      Duration leaseDuration,
      Duration renewDeadline,
      Duration retryPeriod) {
    /** The only replica works. */
    public static final LeaderElection NONE = new LeaderElection(false, "kube-system");

    /** With the contract's times. */
    public LeaderElection(boolean enabled, String namespace) {
      this(
          enabled,
          namespace,
          Duration.ofSeconds(60),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5));
    }
  }

  /**
   * How Git repositories are read.
   *
   * @param cache a directory for clones, which may be lost at any time
   * @param maxBytes the most that one fetch may transfer, 1 or more
   * @param localRoots directories under which {@code file://} repositories may lie
   * @param defaultServiceAccount as which GitSyncs apply that name no other, in their namespace;
   *     null for the operator itself
   */
  public record Git(
      Path cache, long maxBytes, List<Path> localRoots, @Nullable String defaultServiceAccount) {
    /** Half a gibibyte at most, nothing of the operator's own disk. */
    public static final Git DEFAULT =
        new Git(
            Path.of(System.getProperty("java.io.tmpdir"), "sluice-git"),
            512L << 20,
            List.of(),
            null);

    public Git {
      localRoots = List.copyOf(localRoots);
    }
  }

  /** The only namespace that is watched, or null for all. */
  public @Nullable String namespace() {
    return scope.namespace();
  }

  /** The same, in one namespace only. */
  public OperatorOptions inNamespace(@Nullable String only) {
    return in(new Scope(only, scope.labels()));
  }

  /** The same, for these objects only. */
  public OperatorOptions in(Scope other) {
    return new OperatorOptions(
        other,
        meshProvider,
        metricsServer,
        metricsAccess,
        selectorLabels,
        includeLabelPrefixes,
        ingressAnnotationsPrefix,
        ingressClass,
        configTracking,
        noCrossNamespaceRefs,
        threadiness,
        port,
        notifications,
        leaderElection,
        git);
  }

  /** The same, with this provider and Prometheus, served at any free port. */
  public OperatorOptions with(String provider, String prometheus) {
    return new OperatorOptions(
        scope,
        provider,
        prometheus,
        metricsAccess,
        selectorLabels,
        includeLabelPrefixes,
        ingressAnnotationsPrefix,
        ingressClass,
        configTracking,
        noCrossNamespaceRefs,
        threadiness,
        0,
        notifications,
        leaderElection,
        git);
  }

  /** The same, with several replicas that agree on who works. */
  public OperatorOptions with(LeaderElection election) {
    return new OperatorOptions(
        scope,
        meshProvider,
        metricsServer,
        metricsAccess,
        selectorLabels,
        includeLabelPrefixes,
        ingressAnnotationsPrefix,
        ingressClass,
        configTracking,
        noCrossNamespaceRefs,
        threadiness,
        port,
        notifications,
        election,
        git);
  }

  /** The same, with this for GitSyncs. */
  public OperatorOptions with(Git other) {
    return new OperatorOptions(
        scope,
        meshProvider,
        metricsServer,
        metricsAccess,
        selectorLabels,
        includeLabelPrefixes,
        ingressAnnotationsPrefix,
        ingressClass,
        configTracking,
        noCrossNamespaceRefs,
        threadiness,
        port,
        notifications,
        leaderElection,
        other);
  }
}
