package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the workload is exposed, and how its traffic is routed. */
@ApiObject
public record ServiceSpec(
    @JsonPropertyDescription(
            "Name of the Service that clients call; <name>-primary and <name>-canary are beside"
                + " it. Default: the target's name.")
        @Nullable String name,
    @JsonPropertyDescription("Port of the Services, 1 to 65535.") @WholeNumber @Required
        Integer port,
    @JsonPropertyDescription("Name of the port; grpc makes it a gRPC port. Default: http.")
        @Nullable String portName,
    @JsonPropertyDescription(
            "Application protocol of the port, for example http, https, grpc or"
                + " kubernetes.io/h2c.")
        @Nullable String appProtocol,
    @JsonPropertyDescription("How the Services prefer near endpoints. Default: not at all.")
        @Values({"PreferClose", "PreferSameZone", "PreferSameNode"})
        @Nullable String trafficDistribution,
    @JsonPropertyDescription(
            "Port of the containers, by number or name. Default: the value of port.")
        @Nullable IntOrString targetPort,
    @JsonPropertyDescription(
            "Whether the containers' other ports are added to the Services. Default: false.")
        @Nullable Boolean portDiscovery,
    @JsonPropertyDescription("Whether the Services are headless. Default: false.")
        @Nullable Boolean headless,
    @JsonPropertyDescription(
            "How long a request may take, for example 15s; for istio and gatewayapi. Default: the"
                + " gateway's own.")
        @Nullable String timeout,
    @JsonPropertyDescription(
            "How long one try of a request to the backend may take, for example 5s; for"
                + " gatewayapi. Default: the gateway's own.")
        @Nullable String backendTimeout,
    @JsonPropertyDescription("Name of the mesh, for appmesh.") @Nullable String meshName,
    @JsonPropertyDescription("Virtual services that the workload calls, for appmesh.")
        List<String> backends,
    @JsonPropertyDescription(
            "Host names that the route answers to; for istio and gatewayapi. Default for istio:"
                + " the Service's name.")
        List<String> hosts,
    @JsonPropertyDescription(
            "Whether the VirtualService is a delegate, which has neither hosts nor gateways; for"
                + " istio. Default: false.")
        @Nullable Boolean delegation,
    @JsonPropertyDescription(
            "Which requests the route takes; one match is enough. Default: all of them.")
        List<HttpMatch> match,
    @JsonPropertyDescription("Retries of a failed request, for istio.") @Nullable Retries retries,
    @JsonPropertyDescription(
            "What is changed of a request's URI or host; for istio and gatewayapi.")
        @Nullable Rewrite rewrite,
    @JsonPropertyDescription("Where all requests are mirrored to, for gatewayapi.")
        List<Mirror> mirror,
    @JsonPropertyDescription(
            "Changes to the headers of requests and responses; for istio and gatewayapi.")
        @Nullable Headers headers,
    @JsonPropertyDescription(
            "Istio Gateways that the route attaches to, as namespace/name; mesh stands for calls"
                + " inside the mesh.")
        List<String> gateways,
    @JsonPropertyDescription("Gateways that the route attaches to, for gatewayapi; at most 32.")
        @Size(max = 32)
        List<GatewayRef> gatewayRefs,
    @JsonPropertyDescription("Cross-origin resource sharing; for istio and gatewayapi.")
        @Nullable CorsPolicy corsPolicy,
    @JsonPropertyDescription("Istio's traffic policy for the primary and the canary.")
        @Nullable TrafficPolicy trafficPolicy,
    @JsonPropertyDescription("Labels and annotations of the Service that clients call.")
        @Nullable Metadata apex,
    @JsonPropertyDescription("Labels and annotations of the primary's Service.")
        @Nullable Metadata primary,
    @JsonPropertyDescription("Labels and annotations of the canary's Service.")
        @Nullable Metadata canary,
    @JsonPropertyDescription(
            "Keys on the Services that somebody else writes, and Sluice leaves alone.")
        @Nullable UnmanagedMetadata unmanagedMetadata) {
  private static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
  private static final String SUBDOMAIN =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
  private static final String KIND = "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$";

  public ServiceSpec {
    backends = Absent.toEmpty(backends);
    hosts = Absent.toEmpty(hosts);
    match = Absent.toEmpty(match);
    mirror = Absent.toEmpty(mirror);
    gateways = Absent.toEmpty(gateways);
    gatewayRefs = Absent.toEmpty(gatewayRefs);
  }

  /** Retries of a failed request. */
  @ApiObject
  public record Retries(
      @JsonPropertyDescription("How often a request is tried again.") @Format(Format.INT32) @Whole
          @Nullable Integer attempts,
      @JsonPropertyDescription("How long each try may take, for example 2s. Default: the timeout.")
          @Nullable String perTryTimeout,
      @JsonPropertyDescription(
              "What is tried again, in Envoy's words, for example gateway-error,connect-failure.")
          @Nullable String retryOn) {}

  /** What is changed of a request's URI or authority. */
  @ApiObject
  public record Rewrite(
      @JsonPropertyDescription("What replaces the path, or the part of it that the match names.")
          @Nullable String uri,
      @JsonPropertyDescription("What replaces the host.") @Nullable String authority,
      @JsonPropertyDescription(
              "For gatewayapi: ReplaceFullPath or ReplacePrefixMatch. Default:"
                  + " ReplaceFullPath.")
          @Nullable String type) {}

  /** Where the Gateway API mirrors all requests to. */
  @ApiObject
  public record Mirror(
      @JsonPropertyDescription("The Service, or another backend, that gets the copies.")
          @Nullable BackendRef backendRef) {}

  /** A backend as the Gateway API names it. */
  @ApiObject
  @ValidationRule(
      value = "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true",
      message = "Must have port for Service reference")
  public record BackendRef(
      @JsonPropertyDescription("API group of the backend; empty for a Service.")
          @Default("\"\"")
          @Size(max = 253)
          @Pattern("^$|" + SUBDOMAIN)
          @Nullable String group,
      @JsonPropertyDescription("Kind of the backend.")
          @Default("Service")
          @Size(min = 1, max = 63)
          @Pattern(KIND)
          @Nullable String kind,
      @JsonPropertyDescription("Name of the backend.") @Size(min = 1, max = 253) @Required
          String name,
      @JsonPropertyDescription("Namespace of the backend. Default: that of the Canary.")
          @Size(min = 1, max = 63)
          @Pattern(LABEL)
          @Nullable String namespace,
      @JsonPropertyDescription("Port of the backend, 1 to 65535; needed for a Service.")
          @Format(Format.INT32)
          @Min(1)
          @Max(65535)
          @Whole
          @Nullable Integer port) {}

  /** Changes to the headers of requests and responses. */
  @ApiObject
  public record Headers(
      @JsonPropertyDescription("Changes before a request goes to the workload.")
          @Nullable HeaderChanges request,
      @JsonPropertyDescription("Changes before a response goes to the client.")
          @Nullable HeaderChanges response) {}

  /** Headers to add, remove and set. */
  @ApiObject
  public record HeaderChanges(
      @JsonPropertyDescription("Values that are added to headers, by name.")
          Map<String, String> add,
      @JsonPropertyDescription("Names of headers that are removed.") List<String> remove,
      @JsonPropertyDescription("Values that replace those of headers, by name.")
          Map<String, String> set) {
    public HeaderChanges {
      add = Absent.toEmpty(add);
      remove = Absent.toEmpty(remove);
      set = Absent.toEmpty(set);
    }
  }

  /** A Gateway that a route attaches to. */
  @ApiObject
  public record GatewayRef(
      @JsonPropertyDescription("API group of the parent.")
          @Default("gateway.networking.k8s.io")
          @Size(max = 253)
          @Pattern("^$|" + SUBDOMAIN)
          @Nullable String group,
      @JsonPropertyDescription("Kind of the parent.")
          @Default("Gateway")
          @Size(min = 1, max = 63)
          @Pattern(KIND)
          @Nullable String kind,
      @JsonPropertyDescription("Name of the parent.") @Size(min = 1, max = 253) @Required
          String name,
      @JsonPropertyDescription("Namespace of the parent. Default: that of the Canary.")
          @Size(min = 1, max = 63)
          @Pattern(LABEL)
          @Nullable String namespace,
      @JsonPropertyDescription("Listener of the Gateway. Default: all of them.")
          @Size(min = 1, max = 253)
          @Pattern(SUBDOMAIN)
          @Nullable String sectionName,
      @JsonPropertyDescription("Port of the Gateway's listeners, 1 to 65535. Default: all of them.")
          @Format(Format.INT32)
          @Min(1)
          @Max(65535)
          @Whole
          @Nullable Integer port) {}

  /** Cross-origin resource sharing. */
  @ApiObject
  public record CorsPolicy(
      @JsonPropertyDescription("Whether a request may carry credentials.")
          @Nullable Boolean allowCredentials,
      @JsonPropertyDescription("Headers that a request may have.") List<String> allowHeaders,
      @JsonPropertyDescription("Methods that a request may have.") List<String> allowMethods,
      @JsonPropertyDescription("Origins that may ask; deprecated by Istio, use allowOrigins.")
          List<String> allowOrigin,
      @JsonPropertyDescription("Origins that may ask; gatewayapi takes exact ones only.")
          @OneOf({"exact", "prefix", "regex"})
          List<StringMatch> allowOrigins,
      @JsonPropertyDescription("Headers of the response that a page may read.")
          List<String> exposeHeaders,
      @JsonPropertyDescription("How long a preflight's answer is kept, for example 24h.")
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
  @ApiObject
  public record Metadata(
      @JsonPropertyDescription("Labels of the Service.") Map<String, String> labels,
      @JsonPropertyDescription("Annotations of the Service.") Map<String, String> annotations) {
    public Metadata {
      labels = Absent.toEmpty(labels);
      annotations = Absent.toEmpty(annotations);
    }
  }

  /** Keys on the generated Services that belong to somebody else. */
  @ApiObject
  public record UnmanagedMetadata(
      @JsonPropertyDescription("Keys of annotations.") List<String> annotations,
      @JsonPropertyDescription("Keys of labels.") List<String> labels) {
    public UnmanagedMetadata {
      annotations = Absent.toEmpty(annotations);
      labels = Absent.toEmpty(labels);
    }
  }
}
