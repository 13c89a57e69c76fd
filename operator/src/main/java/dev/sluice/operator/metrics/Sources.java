package dev.sluice.operator.metrics;

import dev.sluice.analysis.MetricSource;
import dev.sluice.crds.AnalysisSpec.NamespacedRef;
import dev.sluice.crds.Canary;
import dev.sluice.crds.MetricTemplate;
import dev.sluice.crds.MetricTemplateSpec;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;

/** Where a Canary's metrics are asked for. */
final class Sources {
  private final Cluster cluster;
  private final TrustingClients clients;
  private final MetricsOptions options;

  Sources(Cluster cluster, TrustingClients clients, MetricsOptions options) {
    this.cluster = cluster;
    this.clients = clients;
    this.options = options;
  }

  /** Makes a source of a server. */
  interface Connection<S> {
    S to(TrustingClients clients, PrometheusServer server);
  }

  /**
   * The Prometheus of built-in metrics and inline queries. One that the Canary names itself never
   * gets the operator's credentials.
   *
   * @throws ProblemException when its address is wrong or its credentials cannot be read
   */
  <S> S ofCanary(Canary canary, Connection<S> connection) {
    String own = canary.getSpec().metricsServer();
    if (own == null || own.isEmpty() || own.equals(options.address())) {
      return connection.to(clients, options.server().get());
    }
    try {
      return connection.to(clients, PrometheusServer.at(own));
    } catch (ProblemException e) {
      throw new ProblemException(
          e.reason(),
          "Error building Prometheus client for %s %s".formatted(own, e.explanation()),
          e);
    }
  }

  MetricSource ofCanary(Canary canary) {
    return ofCanary(canary, PrometheusSource::of);
  }

  /** A MetricTemplate: its query as it is written, and where it is asked. */
  record Templated<S>(String query, S source) {}

  /**
   * What a MetricTemplate asks, and whom.
   *
   * @throws ProblemException with the event's text, when the template, its provider or its secret
   *     is missing or wrong
   */
  <S> Templated<S> ofTemplate(Canary canary, NamespacedRef ref, Connection<S> connection) {
    String namespace = namespaceOf(canary, ref);
    String name = nameOf(canary, ref);
    if (options.noCrossNamespaceRefs() && !namespace.equals(canary.getMetadata().getNamespace())) {
      throw new ProblemException(
          "CrossNamespaceRefused",
          "%s error: references to other namespaces are not allowed here; copy it to %s"
              .formatted(name, canary.getMetadata().getNamespace()));
    }
    MetricTemplateSpec template =
        cluster
            .get(MetricTemplate.class, namespace, ref.name())
            .orElseThrow(
                () ->
                    new ProblemException(
                        "MetricTemplateNotFound",
                        "%s error: metrictemplate.flagger.app \"%s\" not found; create it"
                            .formatted(name, ref.name())))
            .getSpec();
    MetricTemplateSpec.Provider provider = template.provider();
    if (!provider.type().equals("prometheus")) {
      throw new ProblemException(
          "MetricProviderUnsupported",
          "%s provider %s error: this release supports only prometheus"
              .formatted(name, provider.type()));
    }
    return new Templated<>(template.query(), source(provider, namespace, name, connection));
  }

  Templated<MetricSource> ofTemplate(Canary canary, NamespacedRef ref) {
    return ofTemplate(canary, ref, PrometheusSource::of);
  }

  /** How events call the template. */
  String nameOf(Canary canary, NamespacedRef ref) {
    return "Metric template %s.%s".formatted(ref.name(), namespaceOf(canary, ref));
  }

  private static String namespaceOf(Canary canary, NamespacedRef ref) {
    return ref.namespace() == null || ref.namespace().isEmpty()
        ? canary.getMetadata().getNamespace()
        : ref.namespace();
  }

  private <S> S source(
      MetricTemplateSpec.Provider provider,
      String namespace,
      String name,
      Connection<S> connection) {
    PrometheusServer server = server(provider, credentials(provider, namespace, name));
    try {
      return connection.to(clients, server);
    } catch (ProblemException e) {
      throw new ProblemException(
          e.reason(), "%s provider prometheus error: %s".formatted(name, e.explanation()), e);
    }
  }

  private static PrometheusServer server(
      MetricTemplateSpec.Provider provider, Credentials credentials) {
    return new PrometheusServer(
        provider.address() == null ? "" : provider.address(),
        credentials,
        provider.headers(),
        Boolean.TRUE.equals(provider.insecureSkipVerify()));
  }

  private Credentials credentials(
      MetricTemplateSpec.Provider provider, String namespace, String name) {
    if (provider.secretRef() == null) {
      return Credentials.NONE;
    }
    String secret = provider.secretRef().name();
    try {
      return Credentials.of(Credentials.read(cluster, namespace, secret), "prometheus");
    } catch (ProblemException e) {
      String words =
          e.reason().equals("SecretNotFound")
              ? "%s secret %s error: %s".formatted(name, secret, e.explanation())
              : "%s provider prometheus error: %s".formatted(name, e.explanation());
      throw new ProblemException(e.reason(), words, e);
    }
  }
}
