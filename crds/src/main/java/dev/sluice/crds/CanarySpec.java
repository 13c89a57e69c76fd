package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person declares of a {@link Canary}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CanarySpec(
    @Nullable String provider,
    @Nullable String metricsServer,
    @Nullable Integer progressDeadlineSeconds,
    TargetRef targetRef,
    @Nullable AutoscalerRef autoscalerRef,
    @Nullable IngressRef ingressRef,
    @Nullable RouteRef routeRef,
    @Nullable UpstreamRef upstreamRef,
    @Nullable ServiceSpec service,
    @Nullable Boolean skipAnalysis,
    @Nullable Boolean revertOnDeletion,
    @Nullable Boolean suspend,
    @Nullable IntOrString canaryReplicas,
    AnalysisSpec analysis) {

  /** The workload, in the Canary's namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TargetRef(String apiVersion, String kind, String name) {}

  /** An Ingress in the Canary's namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record IngressRef(String apiVersion, String kind, String name) {}

  /** An APISIX route in the Canary's namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RouteRef(String apiVersion, String kind, String name) {}

  /** The autoscaler of the target. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record AutoscalerRef(
      String apiVersion,
      String kind,
      String name,
      Map<String, String> primaryScalerQueries,
      @Nullable ScalerReplicas primaryScalerReplicas) {
    public AutoscalerRef {
      primaryScalerQueries = Absent.toEmpty(primaryScalerQueries);
    }
  }

  /** Bounds of the primary's autoscaler, where they differ from the target's. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ScalerReplicas(@Nullable Integer minReplicas, @Nullable Integer maxReplicas) {}

  /** A Gloo upstream. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record UpstreamRef(
      String apiVersion, String kind, String name, @Nullable String namespace) {}
}
