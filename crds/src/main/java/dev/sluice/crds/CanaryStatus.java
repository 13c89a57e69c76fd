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
    @Nullable Long observedGeneration,
    @Nullable Rollout rollout,
    List<Check> checks,
    List<Release> history) {
  public CanaryStatus {
    trackedConfigs = Absent.toEmpty(trackedConfigs);
    conditions = Absent.toEmpty(conditions);
    checks = Absent.toEmpty(checks);
    history = Absent.toEmpty(history);
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

  /** The rollout that is under way, or the last one. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Rollout(
      @Nullable String id,
      @Nullable String revision,
      @Nullable Integer step,
      @Nullable String startedAt,
      @Nullable String stepStartedAt,
      @Nullable String nextStepAt,
      @Nullable Boolean paused,
      @Nullable Request lastRequest,
      List<String> ledger) {
    public Rollout {
      ledger = Absent.toEmpty(ledger);
    }
  }

  /** What a person asked for by annotation. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Request(
      String id,
      String action,
      @Nullable String by,
      @Nullable String reason,
      @Nullable String handledAt) {}

  /** What one check of the last round said. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Check(
      String name,
      @Nullable Double value,
      @Nullable String threshold,
      String verdict,
      @Nullable String message,
      @Nullable String query,
      @Nullable String at) {}

  /** A rollout that ended. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Release(
      String id,
      String revision,
      String outcome,
      @Nullable String reason,
      @Nullable String startedAt,
      @Nullable String endedAt) {}
}
