package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person declares of a {@link Canary}. */
@ApiObject
@ValidationRule(
    value =
        "!has(self.canaryReplicas) || (type(self.canaryReplicas) == int ? self.canaryReplicas >= 1"
            + " : self.canaryReplicas.matches('^(([1-9][0-9]?|100)%|FollowWeight)$'))",
    fieldPath = ".canaryReplicas",
    message = "write a number of pods (3), a percentage of the primary's (25%) or FollowWeight")
@ValidationRule(
    value = "!has(self.canaryReplicas) || self.targetRef.kind == 'Deployment'",
    fieldPath = ".canaryReplicas",
    message = "only a Deployment has replicas: leave canaryReplicas out for any other target")
@ValidationRule(
    value =
        "!has(self.canaryReplicas) || self.canaryReplicas != 'FollowWeight'"
            + " || !has(self.analysis.iterations)",
    fieldPath = ".canaryReplicas",
    message =
        "FollowWeight needs weights, and an analysis with iterations has none: write a number of"
            + " pods or a percentage")
public record CanarySpec(
    @JsonPropertyDescription(
            "The mesh, gateway or ingress that shifts the traffic. This release drives kubernetes,"
                + " gatewayapi:v1, gatewayapi:v1beta1, istio and nginx; a Canary that names another"
                + " one gets a condition that says so. Default: the operator's --mesh-provider.")
        @Values({
          "apisix",
          "appmesh",
          "appmesh:v1beta2",
          "contour",
          "gatewayapi:v1",
          "gatewayapi:v1beta1",
          "gloo",
          "istio",
          "knative",
          "kubernetes",
          "kuma",
          "linkerd",
          "nginx",
          "osm",
          "skipper",
          "smi:v1alpha1",
          "smi:v1alpha2",
          "smi:v1alpha3",
          "traefik"
        })
        @Nullable String provider,
    @JsonPropertyDescription(
            "URL of the Prometheus that built-in metrics and inline queries are asked of. Default:"
                + " the operator's --metrics-server.")
        @Nullable String metricsServer,
    @JsonPropertyDescription(
            "Seconds that the canary or the primary may take to become ready before the rollout is"
                + " rolled back. Default: 600.")
        @WholeNumber
        @Nullable Integer progressDeadlineSeconds,
    @JsonPropertyDescription(
            "The workload that is released progressively. Sluice copies it to"
                + " <name>-primary and scales the original down while nothing is released.")
        @Required
        TargetRef targetRef,
    @JsonPropertyDescription("The autoscaler of the target, which is copied for the primary.")
        @Nullable AutoscalerRef autoscalerRef,
    @JsonPropertyDescription(
            "The Ingress of the target, for the providers nginx and skipper. Its copy"
                + " <name>-canary carries the weights.")
        @Nullable IngressRef ingressRef,
    @JsonPropertyDescription("The ApisixRoute of the target, for the provider apisix.")
        @Nullable RouteRef routeRef,
    @JsonPropertyDescription(
            "The Upstream whose settings Gloo's generated upstreams take over, for the provider"
                + " gloo.")
        @Nullable UpstreamRef upstreamRef,
    @JsonPropertyDescription("How the workload is exposed, and how its traffic is routed.")
        @Nullable ServiceSpec service,
    @JsonPropertyDescription(
            "Whether new revisions are promoted as soon as they are ready, without analysis."
                + " Default: false.")
        @Nullable Boolean skipAnalysis,
    @JsonPropertyDescription(
            "Has no effect: deleting a Canary gives the target its pods, Services and routes back,"
                + " as Flagger does with true.")
        @Nullable Boolean revertOnDeletion,
    @JsonPropertyDescription(
            "Whether this Canary is left alone: a rollout under way stops where it is, with its"
                + " weights. Default: false.")
        @Nullable Boolean suspend,
    @JsonPropertyDescription(
            "Size of the canary while it is analysed: a number of pods (1 or more), a percentage"
                + " of the primary's pods (1% to 100%, rounded up), or FollowWeight, which is the"
                + " traffic weight taken as that percentage. With all the traffic it is never"
                + " smaller than the primary. Default: what the target declares, or its"
                + " autoscaler's minimum.")
        @Nullable IntOrString canaryReplicas,
    @JsonPropertyDescription("What Git is told of rollouts, where the target comes from it.")
        @Nullable Git git,
    @JsonPropertyDescription("How a new revision is analysed.") @Required AnalysisSpec analysis) {

  /** What Git is told of rollouts. */
  @ApiObject
  public record Git(
      @JsonPropertyDescription(
              "What is done in Git when a rollout is rolled back. Revert: a commit that restores"
                  + " what changed the target since it was promoted last. PullRequest: the same"
                  + " commit on a branch, and a pull request for it. For both the target's GitSync"
                  + " must have writeBack. Hold: Git stays as it is, and the GitSync keeps the"
                  + " target as it was promoted last until a newer commit changes it. Default:"
                  + " None.")
          @Nullable OnRollback onRollback) {}

  /** What is done in Git when a rollout is rolled back. */
  public enum OnRollback {
    None,
    Revert,
    PullRequest,
    Hold
  }

  /** The workload, in the Canary's namespace. */
  @ApiObject
  public record TargetRef(
      @JsonPropertyDescription("API version of the workload, for example apps/v1.") @Required
          String apiVersion,
      @JsonPropertyDescription(
              "Kind of the workload. This release releases a Deployment; a Canary that names"
                  + " another kind gets a condition that says so.")
          @Values({"DaemonSet", "Deployment", "Service"})
          @Required
          String kind,
      @JsonPropertyDescription("Name of the workload.") @Required String name) {}

  /** An Ingress in the Canary's namespace. */
  @ApiObject
  public record IngressRef(
      @JsonPropertyDescription("API version of the Ingress: networking.k8s.io/v1.") @Required
          String apiVersion,
      @JsonPropertyDescription("Ingress.") @Values("Ingress") @Required String kind,
      @JsonPropertyDescription("Name of the Ingress.") @Required String name) {}

  /** An APISIX route in the Canary's namespace. */
  @ApiObject
  public record RouteRef(
      @JsonPropertyDescription("API version of the route: apisix.apache.org/v2.") @Required
          String apiVersion,
      @JsonPropertyDescription("ApisixRoute.") @Values("ApisixRoute") @Required String kind,
      @JsonPropertyDescription("Name of the route.") @Required String name) {}

  /** The autoscaler of the target. */
  @ApiObject
  public record AutoscalerRef(
      @JsonPropertyDescription(
              "API version of the autoscaler, for example autoscaling/v2 or keda.sh/v1alpha1.")
          @Required
          String apiVersion,
      @JsonPropertyDescription(
              "Kind of the autoscaler. This release copies a HorizontalPodAutoscaler; a Canary"
                  + " that names a ScaledObject gets a condition that says so.")
          @Values({"HorizontalPodAutoscaler", "ScaledObject"})
          @Required
          String kind,
      @JsonPropertyDescription("Name of the autoscaler.") @Required String name,
      @JsonPropertyDescription(
              "For a ScaledObject: the primary's query, by name of the trigger. Default: the"
                  + " target's queries with the target's name replaced by the primary's.")
          Map<String, String> primaryScalerQueries,
      @JsonPropertyDescription(
              "Bounds of the primary's autoscaler. Default: those of the target's.")
          @Nullable ScalerReplicas primaryScalerReplicas) {
    public AutoscalerRef {
      primaryScalerQueries = Absent.toEmpty(primaryScalerQueries);
    }
  }

  /** Bounds of the primary's autoscaler, where they differ from the target's. */
  @ApiObject
  public record ScalerReplicas(
      @JsonPropertyDescription("Fewest pods of the primary, 1 or more.") @Min(1) @Whole
          @Nullable Integer minReplicas,
      @JsonPropertyDescription("Most pods of the primary, 1 or more.") @Min(1) @Whole
          @Nullable Integer maxReplicas) {}

  /** A Gloo upstream. */
  @ApiObject
  public record UpstreamRef(
      @JsonPropertyDescription("API version of the upstream: gloo.solo.io/v1.") @Required
          String apiVersion,
      @JsonPropertyDescription("Upstream.") @Values("Upstream") @Required String kind,
      @JsonPropertyDescription("Name of the upstream.") @Required String name,
      @JsonPropertyDescription("Namespace of the upstream. Default: that of the Canary.")
          @Nullable String namespace) {}
}
