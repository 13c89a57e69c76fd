package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the workload is exposed, and how its traffic is routed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceSpec(
    @Nullable String name,
    Integer port,
    @Nullable String portName,
    @Nullable String appProtocol,
    @Nullable String trafficDistribution,
    @Nullable IntOrString targetPort,
    @Nullable Boolean portDiscovery,
    @Nullable Boolean headless,
    @Nullable String timeout,
    @Nullable String backendTimeout,
    @Nullable String meshName,
    List<String> backends,
    List<String> hosts,
    @Nullable Boolean delegation,
    List<HttpMatch> match,
    @Nullable Retries retries,
    @Nullable Rewrite rewrite,
    List<Mirror> mirror,
    @Nullable Headers headers,
    List<String> gateways,
    List<GatewayRef> gatewayRefs,
    @Nullable CorsPolicy corsPolicy,
    @Nullable TrafficPolicy trafficPolicy,
    @Nullable Metadata apex,
    @Nullable Metadata primary,
    @Nullable Metadata canary,
    @Nullable UnmanagedMetadata unmanagedMetadata) {
  public ServiceSpec {
    backends = Absent.toEmpty(backends);
    hosts = Absent.toEmpty(hosts);
    match = Absent.toEmpty(match);
    mirror = Absent.toEmpty(mirror);
    gateways = Absent.toEmpty(gateways);
    gatewayRefs = Absent.toEmpty(gatewayRefs);
  }

  /** Retries of a failed request. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Retries(
      @Nullable Integer attempts, @Nullable String perTryTimeout, @Nullable String retryOn) {}

  /** What is changed of a request's URI or authority. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rewrite(@Nullable String uri, @Nullable String authority, @Nullable String type) {}

  /** Where the Gateway API mirrors all requests to. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Mirror(@Nullable BackendRef backendRef) {}

  /** A backend as the Gateway API names it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BackendRef(
      @Nullable String group,
      @Nullable String kind,
      String name,
      @Nullable String namespace,
      @Nullable Integer port) {}

  /** Changes to the headers of requests and responses. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Headers(@Nullable HeaderChanges request, @Nullable HeaderChanges response) {}

  /** Headers to add, remove and set. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HeaderChanges(
      Map<String, String> add, List<String> remove, Map<String, String> set) {
    public HeaderChanges {
      add = Absent.toEmpty(add);
      remove = Absent.toEmpty(remove);
      set = Absent.toEmpty(set);
    }
  }

  /** A Gateway that a route attaches to. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record GatewayRef(
      @Nullable String group,
      @Nullable String kind,
      String name,
      @Nullable String namespace,
      @Nullable String sectionName,
      @Nullable Integer port) {}

  /** Cross-origin resource sharing. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record CorsPolicy(
      @Nullable Boolean allowCredentials,
      List<String> allowHeaders,
      List<String> allowMethods,
      List<String> allowOrigin,
      List<StringMatch> allowOrigins,
      List<String> exposeHeaders,
      @Nullable String maxAge) {
    public CorsPolicy {
      allowHeaders = Absent.toEmpty(allowHeaders);
      allowMethods = Absent.toEmpty(allowMethods);
      allowOrigin = Absent.toEmpty(allowOrigin);
      allowOrigins = Absent.toEmpty(allowOrigins);
      exposeHeaders = Absent.toEmpty(exposeHeaders);
    }
  }

  /** Labels and annotations of a generated Service. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Metadata(Map<String, String> labels, Map<String, String> annotations) {
    public Metadata {
      labels = Absent.toEmpty(labels);
      annotations = Absent.toEmpty(annotations);
    }
  }

  /** Keys on the generated Services that belong to somebody else. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record UnmanagedMetadata(List<String> annotations, List<String> labels) {
    public UnmanagedMetadata {
      annotations = Absent.toEmpty(annotations);
      labels = Absent.toEmpty(labels);
    }
  }
}
