package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Istio's traffic policy of the generated DestinationRules. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficPolicy(
    @Nullable ConnectionPool connectionPool,
    @Nullable LoadBalancer loadBalancer,
    @Nullable OutlierDetection outlierDetection,
    @Nullable Tls tls) {

  /** Limits of connections. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ConnectionPool(@Nullable HttpPool http) {}

  /** Limits of HTTP connections. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record HttpPool(
      @Nullable String h2UpgradePolicy,
      @Nullable Integer http1MaxPendingRequests,
      @Nullable Integer http2MaxRequests,
      @Nullable String idleTimeout,
      @Nullable Integer maxRequestsPerConnection,
      @Nullable Integer maxRetries) {}

  /** How a client picks an endpoint. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LoadBalancer(
      @Nullable ConsistentHash consistentHash,
      @Nullable LocalityLbSetting localityLbSetting,
      @Nullable String simple,
      @Nullable String warmupDurationSecs) {}

  /** Soft affinity by a property of the request. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ConsistentHash(
      @Nullable HttpCookie httpCookie,
      @Nullable String httpHeaderName,
      @Nullable String httpQueryParameterName,
      @Nullable Integer minimumRingSize,
      @Nullable Boolean useSourceIp) {}

  /** The cookie of a consistent hash. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record HttpCookie(@Nullable String name, @Nullable String path, @Nullable String ttl) {}

  /** Where traffic goes by locality. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record LocalityLbSetting(
      List<Distribute> distribute, @Nullable Boolean enabled, List<Failover> failover) {
    public LocalityLbSetting {
      distribute = Absent.toEmpty(distribute);
      failover = Absent.toEmpty(failover);
    }
  }

  /** Shares of one locality's traffic, in percent. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Distribute(@Nullable String from, Map<String, Integer> to) {
    public Distribute {
      to = Absent.toEmpty(to);
    }
  }

  /** Where a locality's traffic goes when it is down. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Failover(@Nullable String from, @Nullable String to) {}

  /** When an endpoint is taken out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OutlierDetection(
      @Nullable String baseEjectionTime,
      @Nullable Integer consecutive5xxErrors,
      @Nullable Integer consecutiveErrors,
      @Nullable Integer consecutiveGatewayErrors,
      @Nullable Integer consecutiveLocalOriginFailures,
      @Nullable String interval,
      @Nullable Integer maxEjectionPercent,
      @Nullable Integer minHealthPercent,
      @Nullable Boolean splitExternalLocalOriginErrors) {}

  /** TLS to the workload. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Tls(
      @Nullable String caCertificates,
      @Nullable String clientCertificate,
      @Nullable String mode,
      @Nullable String privateKey,
      @Nullable String sni,
      List<String> subjectAltNames) {
    public Tls {
      subjectAltNames = Absent.toEmpty(subjectAltNames);
    }
  }
}
