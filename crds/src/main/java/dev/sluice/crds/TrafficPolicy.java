package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Istio's traffic policy of the generated DestinationRules. */
@ApiObject
public record TrafficPolicy(
    @JsonPropertyDescription("Limits of connections.") @Nullable ConnectionPool connectionPool,
    @JsonPropertyDescription("How a client picks an endpoint.") @Nullable LoadBalancer loadBalancer,
    @JsonPropertyDescription("When an endpoint that fails is taken out.")
        @Nullable OutlierDetection outlierDetection,
    @JsonPropertyDescription("TLS of the connections to the workload.") @Nullable Tls tls) {

  /** Limits of connections. */
  @ApiObject
  public record ConnectionPool(
      @JsonPropertyDescription("Limits of HTTP connections.") @Nullable HttpPool http) {}

  /** Limits of HTTP connections. */
  @ApiObject
  public record HttpPool(
      @JsonPropertyDescription("Whether HTTP/1.1 connections are upgraded to HTTP/2.")
          @Values({"DEFAULT", "DO_NOT_UPGRADE", "UPGRADE"})
          @Nullable String h2UpgradePolicy,
      @JsonPropertyDescription("Most requests that wait for a connection.")
          @Format(Format.INT32)
          @Whole
          @Nullable Integer http1MaxPendingRequests,
      @JsonPropertyDescription("Most requests at once.") @Format(Format.INT32) @Whole
          @Nullable Integer http2MaxRequests,
      @JsonPropertyDescription("How long a connection may be idle, for example 30s.")
          @Nullable String idleTimeout,
      @JsonPropertyDescription("Most requests on one connection; 1 turns keep-alive off.")
          @Format(Format.INT32)
          @Whole
          @Nullable Integer maxRequestsPerConnection,
      @JsonPropertyDescription("Most retries at once.") @Format(Format.INT32) @Whole
          @Nullable Integer maxRetries) {}

  /** How a client picks an endpoint. */
  @ApiObject
  @ValidationRule(
      value =
          "has(self.simple) != (has(self.consistentHash)"
              + " && [has(self.consistentHash.httpHeaderName), has(self.consistentHash.httpCookie),"
              + " has(self.consistentHash.useSourceIp),"
              + " has(self.consistentHash.httpQueryParameterName)].filter(x, x).size() == 1)",
      message =
          "write either simple, or consistentHash with one of httpHeaderName, httpCookie,"
              + " useSourceIp and httpQueryParameterName")
  public record LoadBalancer(
      @JsonPropertyDescription(
              "Soft affinity by a property of the request: one of httpHeaderName, httpCookie,"
                  + " useSourceIp and httpQueryParameterName.")
          @Nullable ConsistentHash consistentHash,
      @JsonPropertyDescription("Where traffic goes by locality.")
          @Nullable LocalityLbSetting localityLbSetting,
      @JsonPropertyDescription("A standard algorithm.")
          @Values({"ROUND_ROBIN", "LEAST_CONN", "RANDOM", "PASSTHROUGH", "LEAST_REQUEST"})
          @Nullable String simple,
      @JsonPropertyDescription("How long a new endpoint is warmed up, for example 30s.")
          @Nullable String warmupDurationSecs) {}

  /** Soft affinity by a property of the request. */
  @ApiObject
  public record ConsistentHash(
      @JsonPropertyDescription("By a cookie, which is made where it is missing.")
          @Nullable HttpCookie httpCookie,
      @JsonPropertyDescription("By this request header.") @Nullable String httpHeaderName,
      @JsonPropertyDescription("By this query parameter.") @Nullable String httpQueryParameterName,
      @JsonPropertyDescription("Fewest virtual nodes of the hash ring. Default: 1024.") @Whole
          @Nullable Integer minimumRingSize,
      @JsonPropertyDescription("By the client's IP address.") @Nullable Boolean useSourceIp) {}

  /** The cookie of a consistent hash. */
  @ApiObject
  public record HttpCookie(
      @JsonPropertyDescription("Name of the cookie.") @Nullable String name,
      @JsonPropertyDescription("Path of the cookie.") @Nullable String path,
      @JsonPropertyDescription("Lifetime of the cookie, for example 1h; 0s is a session cookie.")
          @Nullable String ttl) {}

  /** Where traffic goes by locality. */
  @ApiObject
  public record LocalityLbSetting(
      @JsonPropertyDescription("Shares of each locality's traffic; excludes failover.")
          List<Distribute> distribute,
      @JsonPropertyDescription(
              "Whether traffic goes by locality, in place of the mesh-wide setting.")
          @Nullable Boolean enabled,
      @JsonPropertyDescription(
              "Where a region's traffic goes when it is down; excludes distribute.")
          List<Failover> failover) {
    public LocalityLbSetting {
      distribute = Absent.toEmpty(distribute);
      failover = Absent.toEmpty(failover);
    }
  }

  /** Shares of one locality's traffic, in percent. */
  @ApiObject
  public record Distribute(
      @JsonPropertyDescription("Locality that the traffic comes from, as region/zone/sub-zone.")
          @Nullable String from,
      @JsonPropertyDescription("Percent of the traffic by locality; together 100.")
          @JsonDeserialize(contentUsing = WholeReader.class)
          Map<String, Integer> to) {
    public Distribute {
      to = Absent.toEmpty(to);
    }
  }

  /** Where a region's traffic goes when it is down. */
  @ApiObject
  public record Failover(
      @JsonPropertyDescription("Region that the traffic comes from.") @Nullable String from,
      @JsonPropertyDescription("Region that it goes to.") @Nullable String to) {}

  /** When an endpoint is taken out. */
  @ApiObject
  public record OutlierDetection(
      @JsonPropertyDescription(
              "Shortest time out, which is multiplied by how often the endpoint was taken out."
                  + " Default: 30s.")
          @Nullable String baseEjectionTime,
      @JsonPropertyDescription("5xx errors in a row after which the endpoint is taken out.") @Whole
          @Nullable Integer consecutive5xxErrors,
      @JsonPropertyDescription("Errors in a row; deprecated by Istio, use consecutive5xxErrors.")
          @Format(Format.INT32)
          @Whole
          @Nullable Integer consecutiveErrors,
      @JsonPropertyDescription("Gateway errors (502, 503, 504) in a row.")
          @Format(Format.INT32)
          @Whole
          @Nullable Integer consecutiveGatewayErrors,
      @JsonPropertyDescription(
              "Failures on the client's side in a row, where splitExternalLocalOriginErrors is"
                  + " true.")
          @Format(Format.INT32)
          @Whole
          @Nullable Integer consecutiveLocalOriginFailures,
      @JsonPropertyDescription("How often endpoints are looked at, for example 10s.")
          @Nullable String interval,
      @JsonPropertyDescription("Most endpoints that are out at once, in percent. Default: 10.")
          @Format(Format.INT32)
          @Whole
          @Nullable Integer maxEjectionPercent,
      @JsonPropertyDescription(
              "Percent of healthy endpoints below which none is taken out. Default: 0.")
          @Format(Format.INT32)
          @Whole
          @Nullable Integer minHealthPercent,
      @JsonPropertyDescription(
              "Whether failures on the client's side are counted apart. Default: false.")
          @Nullable Boolean splitExternalLocalOriginErrors) {}

  /** TLS to the workload. */
  @ApiObject
  public record Tls(
      @JsonPropertyDescription("File of the CA certificates that the server is checked with.")
          @Nullable String caCertificates,
      @JsonPropertyDescription("File of the client's certificate; needed for MUTUAL.")
          @Nullable String clientCertificate,
      @JsonPropertyDescription("Whether and how connections are secured.")
          @Values({"DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"})
          @Nullable String mode,
      @JsonPropertyDescription("File of the client's private key; needed for MUTUAL.")
          @Nullable String privateKey,
      @JsonPropertyDescription("Server name that is sent in the handshake.") @Nullable String sni,
      @JsonPropertyDescription("Names of which the server's certificate must have one.")
          List<String> subjectAltNames) {
    public Tls {
      subjectAltNames = Absent.toEmpty(subjectAltNames);
    }
  }
}
