package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.SchemaFrom;
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

/** How a new revision is analysed. */
@ApiObject
@ValidationRule(
    value =
        "[has(self.stepWeight), has(self.stepWeights), has(self.steps), has(self.iterations)]"
            + ".filter(x, x).size() == 1",
    message =
        "write exactly one of stepWeight, stepWeights and steps (a canary with weights) or"
            + " iterations (A/B testing and blue/green)")
@ValidationRule(
    value = "!has(self.steps) || !has(self.maxWeight)",
    fieldPath = ".maxWeight",
    message =
        "steps say the weights themselves: leave maxWeight out and end with the step you want")
@ValidationRule(
    value = "!has(self.steps) || !has(self.match)",
    fieldPath = ".match",
    message =
        "match is for A/B testing, which has no weights: write iterations in place of steps, or"
            + " leave match out")
@ValidationRule(
    value =
        "!(has(self.baseline) && has(self.baseline.enabled) && self.baseline.enabled"
            + " && has(self.iterations))",
    fieldPath = ".baseline",
    message =
        "a baseline gets a share of the traffic like the canary: write stepWeight, stepWeights or"
            + " steps in place of iterations, or leave baseline out")
@ValidationRule(
    value = "!has(self.sequential) || (has(self.judge) && self.judge == 'Sequential')",
    fieldPath = ".sequential",
    message =
        "these are settings of the sequential judge: write judge: Sequential as well, or leave"
            + " sequential out")
@ValidationRule(
    value =
        "!(has(self.judge) && self.judge == 'Sequential') || (has(self.metrics)"
            + " && self.metrics.exists(m, !(has(m.dryRun) && m.dryRun) && (has(m.compare)"
            + " || m.name == 'request-success-rate' || m.name == 'request-duration')))",
    fieldPath = ".metrics",
    message =
        "judge: Sequential compares canary and primary and needs something to compare: add"
            + " request-success-rate or request-duration, or compare to a metric of your own,"
            + " without dryRun")
@ValidationRule(
    value =
        "!(has(self.judge) && self.judge == 'Sequential') || !has(self.metrics)"
            + " || self.metrics.all(m, !(has(m.compare) || m.name == 'request-success-rate'"
            + " || m.name == 'request-duration') || !(has(m.threshold) || has(m.thresholdRange)"
            + " || has(m.critical)))",
    fieldPath = ".metrics",
    message =
        "with judge: Sequential a metric is either compared or held to bounds: leave threshold,"
            + " thresholdRange and critical out of request-success-rate, request-duration and"
            + " whatever has compare")
@ValidationRule(
    value =
        "(has(self.judge) && self.judge == 'Sequential') || !has(self.metrics)"
            + " || self.metrics.all(m, !has(m.compare) && !has(m.minRequests))",
    fieldPath = ".metrics",
    message =
        "compare and minRequests are for the sequential judge: write judge: Sequential as well, or"
            + " leave them out")
public record AnalysisSpec(
    @JsonPropertyDescription(
            "How often the metrics are judged, and how long a step lasts at least, for example"
                + " 30s or 1m; 1s or more.")
        @Pattern(AnalysisSpec.DURATION)
        @Required
        @Nullable String interval,
    @JsonPropertyDescription(
            "How many rounds of checks an A/B test (with match) or a blue/green release (without)"
                + " takes, 1 or more.")
        @WholeNumber
        @Nullable Integer iterations,
    @JsonPropertyDescription(
            "How many failed rounds of checks roll the canary back. They are counted over the"
                + " whole rollout. 0 is taken as 1.")
        @WholeNumber
        @Required
        @Nullable Integer threshold,
    @JsonPropertyDescription(
            "Weight in percent after which the canary is promoted, 1 to 100; with stepWeight."
                + " Default: 100.")
        @WholeNumber
        @Nullable Integer maxWeight,
    @JsonPropertyDescription("Percent of the traffic that each step adds, 1 to 100.") @WholeNumber
        @Nullable Integer stepWeight,
    @JsonPropertyDescription(
            "Percent of the traffic at each step, rising, 1 to 100. The canary is promoted after"
                + " the last one.")
        @SchemaFrom(type = Double[].class)
        @JsonDeserialize(contentUsing = WholeReader.class)
        List<Integer> stepWeights,
    @JsonPropertyDescription(
            "Percent of the traffic that goes back to the primary with each step of the promotion,"
                + " 1 to 100. Default: 0, which is all at once.")
        @WholeNumber
        @Nullable Integer stepWeightPromotion,
    @JsonPropertyDescription(
            "The steps of the rollout, in place of stepWeight and stepWeights; 1 to 50. The canary"
                + " is promoted after the last one.")
        @Size(min = 1, max = 50)
        List<Step> steps,
    @JsonPropertyDescription(
            "Whether the canary also gets a copy of the primary's requests: in one step before the"
                + " first weight, or for all iterations of a blue/green release. For istio and"
                + " gatewayapi. Default: false.")
        @Nullable Boolean mirror,
    @JsonPropertyDescription(
            "Percent of the requests that are mirrored, 1 to 100; for istio and gatewayapi."
                + " Default: 100.")
        @WholeNumber
        @Nullable Integer mirrorWeight,
    @JsonPropertyDescription(
            "Percent of the primary's pods that must be available for it to count as ready."
                + " Default: 100.")
        @WholeNumber
        @Nullable Integer primaryReadyThreshold,
    @JsonPropertyDescription(
            "Percent of the canary's pods that must be available for it to count as ready."
                + " Default: 100.")
        @WholeNumber
        @Nullable Integer canaryReadyThreshold,
    @JsonPropertyDescription(
            "Which requests of an A/B test go to the canary; one match is enough. With"
                + " iterations.")
        List<Match> match,
    @JsonPropertyDescription("The checks of each round; all of them must pass.")
        List<MetricSpec> metrics,
    @JsonPropertyDescription(
            "Who is told. With at least one entry the operator's own channel is not told.")
        List<AlertSpec> alerts,
    @JsonPropertyDescription("HTTP hooks: gates, tests, load, events.") List<WebhookSpec> webhooks,
    @JsonPropertyDescription(
            "Cookies that keep a user on one side; for istio and gatewayapi. Default: none.")
        @Nullable SessionAffinity sessionAffinity,
    @JsonPropertyDescription(
            "Who judges: Threshold holds each value to its bounds, as Flagger does; Sequential"
                + " compares canary and primary, request by request, and decides as soon as the"
                + " evidence is strong enough, either way. Default: Threshold.")
        @Nullable Judge judge,
    @JsonPropertyDescription(
            "How the sequential judge judges; with judge: Sequential. All of it has defaults.")
        @Nullable Sequential sequential,
    @JsonPropertyDescription(
            "A fresh copy of the promoted revision beside the canary, as large and with as much of"
                + " the traffic, to compare the canary with; for istio and gatewayapi, with"
                + " weights. Default: none.")
        @Nullable Baseline baseline,
    @JsonPropertyDescription(
            "For how long the checks go on after the promotion, for example 10m; the primary is"
                + " asked about then. When they fail, the revision before is restored and the"
                + " rollout ends as Failed. Default: not at all.")
        @Pattern(AnalysisSpec.LONG_DURATION)
        @Size(max = 32)
        @Nullable String bake,
    @JsonPropertyDescription(
            "What happens when the analysis fails: Rollback routes everything to the primary and"
                + " scales the canary down; Freeze leaves traffic and pods as they are until a"
                + " person decides. Default: Rollback.")
        @Nullable OnFailure onFailure) {
  /** Minutes or seconds first, as Flagger's schema has it, which leaves what follows open. */
  static final String DURATION = "^[0-9]+(m|s)";

  static final String LONG_DURATION = "^([0-9]+(h|m|s))+$";

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

  /** Who judges. */
  public enum Judge {
    Threshold,
    Sequential
  }

  /** What follows when the evidence decides nothing by the deadline. */
  public enum OnInconclusive {
    Promote,
    Hold,
    Rollback
  }

  /** How the sequential judge judges. */
  @ApiObject
  @ValidationRule(
      value =
          "duration(has(self.soak) ? self.soak : '5m') < duration(has(self.deadline) ?"
              + " self.deadline : '30m')",
      fieldPath = ".deadline",
      message =
          "nothing can be promoted before soak (5m by default): write a deadline that is later"
              + " than it (30m by default)")
  public record Sequential(
      @JsonPropertyDescription(
              "At most this share of the releases that stay within every tolerance is rolled back"
                  + " by mistake, 0.0001 to 0.5. Default: 0.05.")
          @Min(0.0001)
          @Max(0.5)
          @Nullable Double alpha,
      @JsonPropertyDescription(
              "At most this share of the releases that are at or beyond harm is promoted on"
                  + " evidence, 0.0001 to 0.5. Default: 0.05.")
          @Min(0.0001)
          @Max(0.5)
          @Nullable Double beta,
      @JsonPropertyDescription(
              "No promotion before the analysis is so old, for example 10m: only time shows a leak"
                  + " that begins later. Default: 5m.")
          @Pattern(LONG_DURATION)
          @Size(max = 32)
          @Nullable String soak,
      @JsonPropertyDescription(
              "For so long from its start the analysis is not held against the canary, for example"
                  + " 75s for a JVM that warms up. Default: 0s.")
          @Pattern(LONG_DURATION)
          @Size(max = 32)
          @Nullable String warmUp,
      @JsonPropertyDescription(
              "When evidence that decides nothing is inconclusive, from the start of the analysis;"
                  + " holds and pauses count. Default: 30m.")
          @Pattern(LONG_DURATION)
          @Size(max = 32)
          @Nullable String deadline,
      @JsonPropertyDescription(
              "What follows then: Promote goes on unless the evidence leans to a regression or a"
                  + " metric never had data, and holds in those cases; Hold waits for a person (the"
                  + " request resume); Rollback goes back. Default: Promote.")
          @Nullable OnInconclusive onInconclusive,
      @JsonPropertyDescription(
              "Whether a step may be left before its time is over, and the rollout promoted before"
                  + " its last step, when the evidence for the canary is strong enough. Holds and"
                  + " gates stay. Default: false.")
          @Nullable Boolean earlyPromotion) {}

  /** What a comparison counts. */
  public enum ComparisonKind {
    ErrorRatio,
    Latency,
    Gauge
  }

  /** Which way is worse. */
  public enum Direction {
    Increase,
    Decrease
  }

  /** How two values are compared. */
  public enum Scale {
    Ratio,
    Difference
  }

  /** How canary and primary are compared in one metric. */
  @ApiObject
  @ValidationRule(
      value = "self.kind == 'Gauge' || !(has(self.direction) || has(self.scale))",
      message =
          "direction and scale are for kind: Gauge; errors and slow requests are always bad: leave"
              + " them out")
  @ValidationRule(
      value = "self.kind != 'Gauge' || !(has(self.tolerancePoints) || has(self.harmPoints))",
      message =
          "a gauge has no percentage points: leave tolerancePoints and harmPoints out, or write"
              + " scale: Difference for bounds in the metric's own unit")
  @ValidationRule(
      value = "self.kind == 'ErrorRatio' || !has(self.total)",
      fieldPath = ".total",
      message = "total is for kind: ErrorRatio, which divides by it: leave it out")
  @ValidationRule(
      value =
          "!(has(self.scale) && self.scale == 'Difference') || (has(self.tolerance) &&"
              + " has(self.harm))",
      message =
          "scale: Difference has no defaults: write tolerance and harm in the metric's own unit")
  @ValidationRule(
      value =
          "(has(self.tolerance) ? self.tolerance : self.kind == 'ErrorRatio' ? 15.0 : self.kind =="
              + " 'Latency' ? 7.0 : 10.0) < (has(self.harm) ? self.harm : self.kind =="
              + " 'ErrorRatio' ? 50.0 : self.kind == 'Latency' ? 20.0 : 30.0)",
      fieldPath = ".harm",
      message =
          "harm must be more than tolerance; the defaults are 15 and 50 for ErrorRatio, 7 and 20"
              + " for Latency, 10 and 30 for Gauge")
  @ValidationRule(
      value =
          "(has(self.tolerancePoints) ? self.tolerancePoints : self.kind == 'ErrorRatio' ? 0.05 :"
              + " 0.1) <= (has(self.harmPoints) ? self.harmPoints : 0.2)",
      fieldPath = ".harmPoints",
      message =
          "harmPoints must not be less than tolerancePoints; the defaults are 0.05 (ErrorRatio) or"
              + " 0.1 (Latency) and 0.2")
  public record Compare(
      @JsonPropertyDescription(
              "ErrorRatio counts bad requests out of all; Latency compares how many requests are"
                  + " slower than each bound of a histogram; Gauge compares one number of each side.")
          @Required
          ComparisonKind kind,
      @JsonPropertyDescription(
              "By how many percent the canary may be worse than the primary without harm; of a"
                  + " Gauge with scale Difference, by how much in its own unit. Default: 15 for"
                  + " ErrorRatio, 7 for Latency, 10 for Gauge.")
          @Min(0)
          @Max(1000000000)
          @Nullable Double tolerance,
      @JsonPropertyDescription(
              "By how many percent worse it must not be promoted; more than tolerance. In between,"
                  + " both a promotion and a rollback are right. Default: 50 for ErrorRatio, 20 for"
                  + " Latency, 30 for Gauge.")
          @Min(0)
          @Max(1000000000)
          @Nullable Double harm,
      @JsonPropertyDescription(
              "Percentage points that are added to what is tolerated, which matter where the"
                  + " primary has hardly any bad or slow requests. Default: 0.05 for ErrorRatio, 0.1"
                  + " for Latency.")
          @Min(0)
          @Max(100)
          @Nullable Double tolerancePoints,
      @JsonPropertyDescription(
              "Percentage points that are added to harm. Default: 0.2 for ErrorRatio and Latency.")
          @Min(0.001)
          @Max(100)
          @Nullable Double harmPoints,
      @JsonPropertyDescription("Which way a Gauge is worse. Default: Increase.")
          @Nullable Direction direction,
      @JsonPropertyDescription(
              "Whether the two values of a Gauge are divided or subtracted; Difference is for values"
                  + " that may be zero or negative. Default: Ratio.")
          @Nullable Scale scale,
      @JsonPropertyDescription(
              "Of kind ErrorRatio with a query of your own: a selector of the counters of all"
                  + " requests, while query selects those of the bad ones.")
          @Size(min = 1)
          @Nullable String total) {}

  /** What a check says when its metric has no value. */
  public enum NoData {
    Fail,
    Hold,
    Pass
  }

  /** One step of a rollout. */
  @ApiObject
  public record Step(
      @JsonPropertyDescription("Percent of the traffic that the canary gets, 0 to 100.")
          @Min(0)
          @Max(100)
          @Whole
          @Required
          Integer weight,
      @JsonPropertyDescription(
              "How long the step lasts, for example 90s, 10m or 1h30m; the metrics are judged at"
                  + " each interval of it. Default: the analysis' interval.")
          @Pattern(LONG_DURATION)
          @Size(max = 32)
          @Nullable String duration,
      @JsonPropertyDescription(
              "Whether the step then waits for a person: the annotation sluice.dev/request with"
                  + " the action resume. Checks go on meanwhile. Default: false.")
          @Nullable Boolean hold,
      @JsonPropertyDescription(
              "Size of the canary from this step on: a number of pods (1 or more) or a percentage"
                  + " of the primary's pods (1% to 100%, rounded up). Default: canaryReplicas.")
          @Pattern("^([1-9][0-9]?|100)%$")
          @Min(1)
          @Nullable IntOrString replicas,
      @JsonPropertyDescription("A name for the step, as events and the status have it.")
          @Size(min = 1, max = 63)
          @Nullable String name) {}

  /** A fresh copy of the promoted revision. */
  @ApiObject
  public record Baseline(
      @JsonPropertyDescription(
              "Whether each rollout has one. It is made when the rollout starts and removed when"
                  + " it ends. Default: false.")
          @Nullable Boolean enabled,
      @JsonPropertyDescription("Its pods, 1 or more. Default: as many as the canary has.")
          @Min(1)
          @Whole
          @Nullable Integer replicas) {}

  /** Which requests of an A/B test go to the canary. */
  @ApiObject
  public record Match(
      @JsonPropertyDescription("Request headers, by lower-case name; all of them must match.")
          @OneOf({"exact", "prefix", "suffix", "regex"})
          Map<String, StringMatch> headers,
      @JsonPropertyDescription("Query parameters, by name; all of them must match.")
          Map<String, StringMatch> queryParams,
      @JsonPropertyDescription(
              "Labels of the client's workload; for istio, where the gateway mesh is in"
                  + " service.gateways.")
          Map<String, String> sourceLabels) {
    public Match {
      headers = Absent.toEmpty(headers);
      queryParams = Absent.toEmpty(queryParams);
      sourceLabels = Absent.toEmpty(sourceLabels);
    }
  }

  /** One check. */
  @ApiObject
  @ValidationRule(
      value = "!(has(self.dryRun) && self.dryRun && has(self.critical) && self.critical)",
      message = "dryRun never decides and critical decides at once: leave one of the two out")
  @ValidationRule(
      value =
          "!has(self.minRequests) || has(self.compare) || self.name == 'request-success-rate' ||"
              + " self.name == 'request-duration'",
      fieldPath = ".minRequests",
      message = "minRequests is for metrics that are compared: write compare too, or leave it out")
  @ValidationRule(
      value =
          "!has(self.compare) || (self.name == 'request-success-rate' ? self.compare.kind =="
              + " 'ErrorRatio' : self.name != 'request-duration' || self.compare.kind =="
              + " 'Latency')",
      fieldPath = ".compare.kind",
      message =
          "request-success-rate is compared as ErrorRatio and request-duration as Latency: write"
              + " that kind, or leave compare out for the defaults")
  @ValidationRule(
      value =
          "!has(self.compare) || self.compare.kind != 'ErrorRatio' || (self.name =="
              + " 'request-success-rate') == !has(self.compare.total)",
      fieldPath = ".compare.total",
      message =
          "an ErrorRatio of your own needs both counters: write a selector of the bad requests as"
              + " query and of all requests as compare.total; request-success-rate knows both, leave"
              + " total out there")
  public record MetricSpec(
      @JsonPropertyDescription(
              "Name of the check. request-success-rate (percent of responses that are no server"
                  + " error) and request-duration (99th percentile, milliseconds) are built in;"
                  + " others need query or templateRef.")
          @Required
          String name,
      @JsonPropertyDescription(
              "Window that the query looks back over, for example 30s or 1m. Default: 1m.")
          @Pattern(DURATION)
          @Nullable String interval,
      @JsonPropertyDescription(
              "Least value for request-success-rate, greatest value for all others; in the"
                  + " metric's unit. thresholdRange wins.")
          @Nullable Double threshold,
      @JsonPropertyDescription("Bounds of the value, in the metric's unit.")
          @Nullable ThresholdRange thresholdRange,
      @JsonPropertyDescription(
              "A PromQL query that gives one number, with the template functions of"
                  + " MetricTemplate's query. With compare it is asked for each side, whose workload"
                  + " is {{ arm }}: a selector of counters for ErrorRatio, of histograms for Latency,"
                  + " one number for Gauge.")
          @Nullable String query,
      @JsonPropertyDescription("A MetricTemplate with the provider and the query.")
          @Nullable NamespacedRef templateRef,
      @JsonPropertyDescription("Values for {{ variables.<key> }} in the template's query.")
          Map<String, String> templateVariables,
      @JsonPropertyDescription(
              "What the check says when there is no value: Fail counts as failed, Hold waits"
                  + " without counting, Pass counts as passed. A provider that answers with an"
                  + " error never passes. Default: Fail.")
          @Nullable NoData noData,
      @JsonPropertyDescription("Whether the check is only reported. Default: false.")
          @Nullable Boolean dryRun,
      @JsonPropertyDescription(
              "Whether the first failure rolls the canary back, whatever the threshold of the"
                  + " analysis. Default: false.")
          @Nullable Boolean critical,
      @JsonPropertyDescription(
              "How the sequential judge compares canary and primary in the metric; built-in metrics"
                  + " need none of it. Without it a metric of your own is held to its bounds, once an"
                  + " interval, beside the comparisons.")
          @Nullable Compare compare,
      @JsonPropertyDescription(
              "Requests that the canary must have served before a compared metric decides anything."
                  + " Default: 0, since the evidence counts them anyway.")
          @Min(0)
          @Max(1000000000)
          @Whole
          @Nullable Integer minRequests) {
    public MetricSpec {
      templateVariables = Absent.toEmpty(templateVariables);
    }
  }

  /** Inclusive bounds of a metric's value. */
  @ApiObject
  public record ThresholdRange(
      @JsonPropertyDescription("Least value that passes. Default: none.") @Nullable Double min,
      @JsonPropertyDescription("Greatest value that passes. Default: none.")
          @Nullable Double max) {}

  /** An object of another kind, by default in the Canary's namespace. */
  @ApiObject
  public record NamespacedRef(
      @JsonPropertyDescription("Name of the object.") @Required String name,
      @JsonPropertyDescription("Namespace of the object. Default: that of the Canary.")
          @Nullable String namespace) {}

  /** Who is told. */
  @ApiObject
  public record AlertSpec(
      @JsonPropertyDescription("A name for this entry.") @Required String name,
      @JsonPropertyDescription(
              "Least severity that is told: info tells everything, warn leaves info out, error"
                  + " tells errors only. Default: info.")
          @Values({"", "info", "warn", "error"})
          @Nullable String severity,
      @JsonPropertyDescription("The AlertProvider.") @Required NamespacedRef providerRef) {}

  /** A hook. */
  @ApiObject
  public record WebhookSpec(
      @JsonPropertyDescription("Name of the hook, as events have it.") @Required String name,
      @JsonPropertyDescription(
              "When the hook is called: confirm-rollout before a new revision is scaled up;"
                  + " pre-rollout before it gets traffic; rollout in each round of checks;"
                  + " confirm-traffic-increase before each weight; confirm-promotion before the"
                  + " promotion; post-rollout after promotion or rollback; rollback in each round,"
                  + " where success means: roll back; event for each event. Default: rollout.")
          @Values({
            "",
            "confirm-rollout",
            "pre-rollout",
            "rollout",
            "confirm-promotion",
            "post-rollout",
            "event",
            "rollback",
            "confirm-traffic-increase"
          })
          @Nullable String type,
      @JsonPropertyDescription(
              "Whether no alert is sent while this gate is waited for. Default: false.")
          @Nullable Boolean muteAlert,
      @JsonPropertyDescription("URL that is posted to; a status of 200 to 202 is success.")
          @Required
          String url,
      @JsonPropertyDescription("How long one try may take, for example 15s. Default: 10s.")
          @Pattern(DURATION)
          @Nullable String timeout,
      @JsonPropertyDescription(
              "How often a call that fails with 429, 5xx or no answer is repeated. Default: 0.")
          @WholeNumber
          @Nullable Integer retries,
      @JsonPropertyDescription("Whether any TLS certificate is trusted. Default: false.")
          @Nullable Boolean disableTLS,
      @JsonPropertyDescription("What is sent along as metadata.") Map<String, String> metadata,
      @JsonPropertyDescription("HTTP headers that are sent along, by name.")
          Map<String, String> headers,
      @JsonPropertyDescription(
              "A Secret in the Canary's namespace with the hook's credentials: 'token' (bearer), or"
                  + " 'username' and 'password' (basic), and 'ca.crt' (PEM) to trust a private"
                  + " authority.")
          @Nullable SecretRef secretRef,
      @JsonPropertyDescription("How the body is signed. Default: not at all.")
          @Nullable Hmac hmac) {
    public WebhookSpec {
      metadata = Absent.toEmpty(metadata);
      headers = Absent.toEmpty(headers);
    }
  }

  /** How the body of a hook's request is signed: HMAC-SHA-256, {@code sha256=<hex>}. */
  @ApiObject
  public record Hmac(
      @JsonPropertyDescription("The Secret with the shared key, in the Canary's namespace.")
          @Required
          SecretRef secretRef,
      @JsonPropertyDescription("Key of the Secret that the shared key is under. Default: hmac.")
          @Size(min = 1, max = 253)
          @Nullable String key,
      @JsonPropertyDescription(
              "Header that carries sha256=<HMAC-SHA-256 of the body, hexadecimal>. Default:"
                  + " X-Signature.")
          @Size(min = 1, max = 253)
          @Nullable String header) {}

  /** Cookies that keep a user on one side. */
  @ApiObject
  public record SessionAffinity(
      @JsonPropertyDescription("Name of the cookie that keeps a user on the canary.") @Required
          String cookieName,
      @JsonPropertyDescription(
              "Name of the cookie that keeps a user on the primary for one interval; another name"
                  + " than cookieName. Default: primary users are not kept.")
          @Nullable String primaryCookieName,
      @JsonPropertyDescription("Host that the cookie is sent to. Default: the host that set it.")
          @Nullable String domain,
      @JsonPropertyDescription("Whether scripts in a page cannot read the cookie. Default: false.")
          @Nullable Boolean httpOnly,
      @JsonPropertyDescription("Seconds that the cookie lives.") @Default("86400") @WholeNumber
          @Nullable Integer maxAge,
      @JsonPropertyDescription("Whether the cookie is kept apart for each site. Default: false.")
          @Nullable Boolean partitioned,
      @JsonPropertyDescription("Path that a URL must have for the cookie to be sent.")
          @Nullable String path,
      @JsonPropertyDescription("Whether the cookie is sent from other sites.")
          @Values({"Strict", "Lax", "None"})
          @Nullable String sameSite,
      @JsonPropertyDescription("Whether the cookie is sent over https only. Default: false.")
          @Nullable Boolean secure) {}
}
