package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a new revision is analysed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AnalysisSpec(
    @Nullable String interval,
    @Nullable Integer iterations,
    @Nullable Integer threshold,
    @Nullable Integer maxWeight,
    @Nullable Integer stepWeight,
    List<Integer> stepWeights,
    @Nullable Integer stepWeightPromotion,
    List<Step> steps,
    @Nullable Boolean mirror,
    @Nullable Integer mirrorWeight,
    @Nullable Integer primaryReadyThreshold,
    @Nullable Integer canaryReadyThreshold,
    List<Match> match,
    List<MetricSpec> metrics,
    List<AlertSpec> alerts,
    List<WebhookSpec> webhooks,
    @Nullable SessionAffinity sessionAffinity,
    @Nullable OnFailure onFailure) {
  public AnalysisSpec {
    stepWeights = Absent.toEmpty(stepWeights);
    steps = Absent.toEmpty(steps);
    match = Absent.toEmpty(match);
    metrics = Absent.toEmpty(metrics);
    alerts = Absent.toEmpty(alerts);
    webhooks = Absent.toEmpty(webhooks);
  }

  /** What happens when the analysis fails. */
  public enum OnFailure {
    Rollback,
    Freeze
  }

  /** What a check says when its metric has no value. */
  public enum NoData {
    Fail,
    Hold,
    Pass
  }

  /** One step of a rollout. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Step(
      Integer weight,
      @Nullable String duration,
      @Nullable Boolean hold,
      @Nullable IntOrString replicas,
      @Nullable String name) {}

  /** Which requests of an A/B test go to the canary. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Match(
      Map<String, StringMatch> headers,
      Map<String, StringMatch> queryParams,
      Map<String, String> sourceLabels) {
    public Match {
      headers = Absent.toEmpty(headers);
      queryParams = Absent.toEmpty(queryParams);
      sourceLabels = Absent.toEmpty(sourceLabels);
    }
  }

  /** One check. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record MetricSpec(
      String name,
      @Nullable String interval,
      @Nullable Double threshold,
      @Nullable ThresholdRange thresholdRange,
      @Nullable String query,
      @Nullable NamespacedRef templateRef,
      Map<String, String> templateVariables,
      @Nullable NoData noData,
      @Nullable Boolean dryRun,
      @Nullable Boolean critical) {
    public MetricSpec {
      templateVariables = Absent.toEmpty(templateVariables);
    }
  }

  /** Inclusive bounds of a metric's value. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ThresholdRange(@Nullable Double min, @Nullable Double max) {}

  /** An object of another kind, by default in the Canary's namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record NamespacedRef(String name, @Nullable String namespace) {}

  /** Who is told. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AlertSpec(String name, @Nullable String severity, NamespacedRef providerRef) {}

  /** A hook. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record WebhookSpec(
      String name,
      @Nullable String type,
      @Nullable Boolean muteAlert,
      String url,
      @Nullable String timeout,
      @Nullable Integer retries,
      @Nullable Boolean disableTLS,
      Map<String, String> metadata,
      Map<String, String> headers,
      @Nullable SecretRef secretRef,
      @Nullable Hmac hmac) {
    public WebhookSpec {
      metadata = Absent.toEmpty(metadata);
      headers = Absent.toEmpty(headers);
    }
  }

  /** How the body of a hook's request is signed: HMAC-SHA-256, {@code sha256=<hex>}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Hmac(SecretRef secretRef, @Nullable String key, @Nullable String header) {}

  /** Cookies that keep a user on one side. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SessionAffinity(
      String cookieName,
      @Nullable String primaryCookieName,
      @Nullable String domain,
      @Nullable Boolean httpOnly,
      @Nullable Integer maxAge,
      @Nullable Boolean partitioned,
      @Nullable String path,
      @Nullable String sameSite,
      @Nullable Boolean secure) {}
}
