package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Sluice knows of a {@link Canary}; the only memory of a rollout. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CanaryStatus(
    @Nullable String phase,
    @Nullable Integer failedChecks,
    @Nullable Integer canaryWeight,
    @Nullable Integer iterations,
    Map<String, String> trackedConfigs,
    @Nullable String lastAppliedSpec,
    @Nullable String lastPromotedSpec,
    @Nullable String lastTransitionTime,
    @Nullable String sessionAffinityCookie,
    @Nullable String primarySessionAffinityCookie,
    @Nullable String previousSessionAffinityCookie,
    List<Condition> conditions,
    @Nullable Long observedGeneration) {
  public CanaryStatus {
    trackedConfigs = Absent.toEmpty(trackedConfigs);
    conditions = Absent.toEmpty(conditions);
  }

  /** One condition, with Flagger's extra {@code lastUpdateTime}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Condition(
      String type,
      String status,
      @Nullable String reason,
      @Nullable String message,
      @Nullable String lastUpdateTime,
      @Nullable String lastTransitionTime) {}
}
