package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import dev.sluice.operator.boot.Logging;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.OperatorOptions.LeaderElection;
import dev.sluice.operator.boot.OperatorOptions.Notifications;
import dev.sluice.operator.kube.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code sluice operator}: the contract's names and defaults (A5). */
final class OperatorFlags {
  private static final String BOOL = "true|false";

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "How to reach the cluster.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "The API server, if not the kubeconfig's.")
  private @Nullable String master;

  @Option(
      names = "--kubeconfig-qps",
      paramLabel = "N",
      description = "API requests a second (default ${DEFAULT-VALUE}).")
  private double qps = 100;

  @Option(
      names = "--kubeconfig-burst",
      paramLabel = "N",
      description = "API requests at once after a pause (default ${DEFAULT-VALUE}).")
  private int burst = 250;

  @Option(names = "--namespace", paramLabel = "NAME", description = "Watch this namespace only.")
  private String namespace = "";

  @Option(
      names = "--watch-label-selector",
      paramLabel = "EXPR",
      description =
          "Look after Canaries, GitSyncs and ImagePolicies with these labels only, so that several"
              + " operators share them: sharding.sluice.dev/key=a.")
  private String watchLabelSelector = "";

  @Option(
      names = "--mesh-provider",
      paramLabel = "PROVIDER",
      description = "For Canaries that name none (default ${DEFAULT-VALUE}).")
  private String meshProvider = OperatorOptions.DEFAULTS.meshProvider();

  @Option(
      names = "--metrics-server",
      paramLabel = "URL",
      description = "Prometheus of Canaries that name none (default ${DEFAULT-VALUE}).")
  private String metricsServer = OperatorOptions.DEFAULTS.metricsServer();

  @Mixin private final MetricsFlags metrics = new MetricsFlags();

  @Option(
      names = "--selector-labels",
      paramLabel = "KEYS",
      description =
          "Labels that select a target's pods, the first that it has (default ${DEFAULT-VALUE}).")
  private String selectorLabels = String.join(",", OperatorOptions.DEFAULT_SELECTOR_LABELS);

  @Option(
      names = "--include-label-prefix",
      paramLabel = "PREFIXES",
      description = "Labels of the target that the primary gets as well; * is all.")
  private String includeLabelPrefix = "";

  @Option(
      names = "--ingress-annotations-prefix",
      paramLabel = "PREFIX",
      description = "Of NGINX's annotations (default ${DEFAULT-VALUE}).")
  private String ingressAnnotationsPrefix = OperatorOptions.DEFAULTS.ingressAnnotationsPrefix();

  @Option(names = "--ingress-class", paramLabel = "CLASS", description = "Of generated objects.")
  private String ingressClass = "";

  @Option(
      names = "--enable-config-tracking",
      paramLabel = BOOL,
      arity = "0..1",
      fallbackValue = "true",
      converter = GoFlags.Bool.class,
      description =
          "Changes of ConfigMaps and Secrets are releases too (default ${DEFAULT-VALUE}).")
  private boolean configTracking = OperatorOptions.DEFAULTS.configTracking();

  @Option(
      names = "--no-cross-namespace-refs",
      paramLabel = BOOL,
      arity = "0..1",
      fallbackValue = "true",
      converter = GoFlags.Bool.class,
      description = "Refuse references to other namespaces (default ${DEFAULT-VALUE}).")
  private boolean noCrossNamespaceRefs;

  @Option(
      names = "--threadiness",
      paramLabel = "N",
      description = "Canaries reconciled at the same time (default ${DEFAULT-VALUE}).")
  private int threadiness = OperatorOptions.DEFAULTS.threadiness();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Of /metrics, /healthz and /readyz; 0 is any (default ${DEFAULT-VALUE}).")
  private int port = OperatorOptions.DEFAULTS.port();

  @Option(
      names = "--enable-leader-election",
      paramLabel = BOOL,
      arity = "0..1",
      fallbackValue = "true",
      converter = GoFlags.Bool.class,
      description = "Only one of several replicas works (default ${DEFAULT-VALUE}).")
  private boolean leaderElection;

  @Option(
      names = "--leader-election-namespace",
      paramLabel = "NAME",
      description = "Where the Lease is (default ${DEFAULT-VALUE}).")
  private String leaderElectionNamespace = LeaderElection.NONE.namespace();

  @Option(
      names = "--slack-url",
      paramLabel = "URL",
      description = "Slack's webhook (env SLACK_URL).")
  private String slackUrl = "";

  @Option(names = "--slack-token", paramLabel = "TOKEN", description = "A bot's (env SLACK_TOKEN).")
  private String slackToken = "";

  @Option(
      names = "--slack-proxy-url",
      paramLabel = "URL",
      description = "The way to Slack (env SLACK_PROXY_URL).")
  private String slackProxyUrl = "";

  @Option(
      names = "--slack-user",
      paramLabel = "NAME",
      description = "Who writes (default ${DEFAULT-VALUE}).")
  private String slackUser = Notifications.NONE.slackUser();

  @Option(names = "--slack-channel", paramLabel = "NAME", description = "Where it is written.")
  private String slackChannel = "";

  @Option(
      names = "--event-webhook",
      paramLabel = "URL",
      description = "Gets every event (env EVENT_WEBHOOK_URL).")
  private String eventWebhook = "";

  @Option(names = "--cluster-name", paramLabel = "NAME", description = "Shown in alerts.")
  private String clusterName = "";

  @Mixin private final GitFlags git = new GitFlags();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "debug, info, warn or error (default ${DEFAULT-VALUE}).")
  private String logLevel = "debug";

  @Option(
      names = "--zap-encoding",
      paramLabel = "json|console",
      description = "How logs look (default: json, on a terminal console).")
  private String logEncoding = "";

  // The contract's options whose function Sluice does not have: named, so that each gets its
  // answer.

  @Option(names = "--control-loop-interval", paramLabel = "DURATION", hidden = true)
  private @Nullable String controlLoopInterval;

  @Option(
      names = "--zap-replace-globals",
      arity = "0..1",
      fallbackValue = "true",
      converter = GoFlags.Bool.class,
      hidden = true)
  private boolean zapReplaceGlobals;

  @Option(names = "--msteams-url", paramLabel = "URL", hidden = true)
  private String msteamsUrl = "";

  @Option(names = "--msteams-proxy-url", paramLabel = "URL", hidden = true)
  private String msteamsProxyUrl = "";

  @Option(names = "--kubeconfig-service-mesh", paramLabel = "FILE", hidden = true)
  private String kubeconfigServiceMesh = "";

  ClusterAccess cluster() {
    return new ClusterAccess(
        kubeconfig == null || kubeconfig.toString().isEmpty() ? null : kubeconfig, orNull(master));
  }

  RequestRate rate() {
    if (!(qps > 0)) {
      throw new UserErrorException("--kubeconfig-qps must be above 0, not " + qps + ".");
    }
    if (burst < 1) {
      throw new UserErrorException("--kubeconfig-burst must be 1 or more, not " + burst + ".");
    }
    return new RequestRate(qps, burst);
  }

  Level logLevel() {
    return switch (logLevel) {
      case "debug" -> Level.DEBUG;
      case "info" -> Level.INFO;
      case "warn", "warning" -> Level.WARN;
      case "error", "fatal", "panic" -> Level.ERROR;
      default ->
          throw new UserErrorException(
              "--log-level is debug, info, warn or error, not '" + logLevel + "'.");
    };
  }

  /**
   * @param terminal whether a person reads along
   */
  Logging.Format logFormat(boolean terminal) {
    return switch (logEncoding) {
      case "" -> terminal ? Logging.Format.PLAIN : Logging.Format.JSON;
      case "json" -> Logging.Format.JSON;
      case "console" -> Logging.Format.PLAIN;
      default ->
          throw new UserErrorException(
              "--zap-encoding is json or console, not '" + logEncoding + "'.");
    };
  }

  /**
   * @param env the environment; its variables win over the options, as the contract says
   * @throws UserErrorException if a value makes no sense or asks for what Sluice would do wrong
   */
  OperatorOptions options(Map<String, String> env) {
    if (threadiness < 1) {
      throw new UserErrorException("--threadiness must be 1 or more, not " + threadiness + ".");
    }
    if (port < 0 || port > 65535) {
      throw new UserErrorException("--port must be 0 to 65535, not " + port + ".");
    }
    if (!kubeconfigServiceMesh.isEmpty()) {
      throw new UserErrorException(
          "--kubeconfig-service-mesh does not work yet: Sluice writes routes to the cluster of"
              + " the Canary only. Leave the option out, or keep Flagger for this cluster.");
    }
    return new OperatorOptions(
        new Scope(orNull(namespace), orNull(watchLabelSelector)),
        new MeshProvider(meshProvider).name(),
        url("--metrics-server", metricsServer),
        metrics.access(env),
        list(selectorLabels),
        list(includeLabelPrefix),
        ingressAnnotationsPrefix,
        orNull(ingressClass),
        configTracking,
        noCrossNamespaceRefs,
        threadiness,
        port,
        notifications(env),
        new LeaderElection(leaderElection, leaderElectionNamespace),
        git.options());
  }

  private Notifications notifications(Map<String, String> env) {
    return new Notifications(
        orNull(env.getOrDefault("SLACK_URL", slackUrl)),
        orNull(env.getOrDefault("SLACK_TOKEN", slackToken)),
        orNull(env.getOrDefault("SLACK_PROXY_URL", slackProxyUrl)),
        slackUser,
        orNull(slackChannel),
        orNull(clusterName),
        orNull(env.getOrDefault("EVENT_WEBHOOK_URL", eventWebhook)));
  }

  /** What was asked for and will not happen, one sentence each. */
  List<String> warnings(Map<String, String> env) {
    List<String> warnings = new ArrayList<>();
    if (!env.getOrDefault("MSTEAMS_URL", msteamsUrl).isEmpty()) {
      warnings.add(
          "--msteams-url: Sluice does not write to Microsoft Teams yet; nobody is told there."
              + " Use --slack-url or --event-webhook meanwhile.");
    }
    if (!env.getOrDefault("MSTEAMS_PROXY_URL", msteamsProxyUrl).isEmpty()) {
      warnings.add("--msteams-proxy-url has no effect: Sluice does not write to Teams yet.");
    }
    if (controlLoopInterval != null) {
      warnings.add("--control-loop-interval has no effect: Sluice acts on events, not on ticks.");
    }
    if (zapReplaceGlobals) {
      warnings.add("--zap-replace-globals has no effect: there is one logger.");
    }
    new MeshProvider(meshProvider).warning().ifPresent(warnings::add);
    return warnings;
  }

  private static String url(String option, String value) {
    if (!value.startsWith("http://") && !value.startsWith("https://")) {
      throw new UserErrorException(
          option + " must start with http:// or https://, not '" + value + "'.");
    }
    return value;
  }

  private static List<String> list(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static @Nullable String orNull(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }
}
