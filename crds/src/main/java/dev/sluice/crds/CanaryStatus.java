package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Sluice knows of a {@link Canary}; the only memory of a rollout. */
@ApiObject
public record CanaryStatus(
    @JsonPropertyDescription("Where the Canary is.")
        @Values({
          "",
          "Initializing",
          "Initialized",
          "Waiting",
          "Progressing",
          "WaitingPromotion",
          "Promoting",
          "Finalising",
          "Succeeded",
          "Failed",
          "Terminating",
          "Terminated",
          "Frozen"
        })
        @Nullable String phase,
    @JsonPropertyDescription("Failed rounds of checks of the rollout.") @WholeNumber
        @Nullable Integer failedChecks,
    @JsonPropertyDescription("Percent of the traffic that the canary gets.") @WholeNumber
        @Nullable Integer canaryWeight,
    @JsonPropertyDescription("Rounds of an A/B test or a blue/green release so far.") @WholeNumber
        @Nullable Integer iterations,
    @JsonPropertyDescription(
            "ConfigMaps and Secrets of the target, as configmap/<name> or secret/<name>, with a"
                + " hash of what is in them.")
        Map<String, String> trackedConfigs,
    @JsonPropertyDescription("Hash of the pod template that was started last.")
        @Nullable String lastAppliedSpec,
    @JsonPropertyDescription("Hash of the pod template that was promoted last.")
        @Nullable String lastPromotedSpec,
    @JsonPropertyDescription("When the phase changed last.") @Format(Format.DATE_TIME)
        @Nullable String lastTransitionTime,
    @JsonPropertyDescription("Cookie of this rollout's canary, as name=value.")
        @Nullable String sessionAffinityCookie,
    @JsonPropertyDescription("Cookie of this rollout's primary, as name=value.")
        @Nullable String primarySessionAffinityCookie,
    @JsonPropertyDescription("Cookie of the canary of the rollout before, as name=value.")
        @Nullable String previousSessionAffinityCookie,
    @JsonPropertyDescription(
            "Promoted: whether the newest revision is in production. Ready: whether everything is"
                + " as declared. Reconciling: whether something is under way. Stalled: whether a"
                + " person has to mend something. Baseline: False where one is declared that the"
                + " provider has no way to give traffic to.")
        List<Condition> conditions,
    @JsonPropertyDescription("The spec's generation that this status is of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("The rollout that is under way, or the last one.")
        @Nullable Rollout rollout,
    @JsonPropertyDescription(
            "The commit that was promoted last; what somebody has changed in the cluster since does"
                + " not count.")
        @Nullable Source released,
    @JsonPropertyDescription("What the checks of the last round said.") List<Check> checks,
    @JsonPropertyDescription("The last ten rollouts, the newest first.") @Size(max = 10)
        List<Release> history) {
  private static final String CHANGED_BY =
      "Who has made that revision in the cluster, where it is not as Git declares it: the name of the"
          + " field manager, for example kubectl-set.";

  public CanaryStatus {
    trackedConfigs = Absent.toEmpty(trackedConfigs);
    conditions = Absent.toEmpty(conditions);
    checks = Absent.toEmpty(checks);
    history = Absent.toEmpty(history);
  }

  /** The same with another history. */
  public CanaryStatus withHistory(List<Release> releases) {
    return new CanaryStatus(
        phase,
        failedChecks,
        canaryWeight,
        iterations,
        trackedConfigs,
        lastAppliedSpec,
        lastPromotedSpec,
        lastTransitionTime,
        sessionAffinityCookie,
        primarySessionAffinityCookie,
        previousSessionAffinityCookie,
        conditions,
        observedGeneration,
        rollout,
        released,
        checks,
        releases);
  }

  /** One condition, with Flagger's extra {@code lastUpdateTime}. */
  @ApiObject
  public record Condition(
      @JsonPropertyDescription("Promoted, Ready, Reconciling, Stalled or Baseline.") @Required
          String type,
      @JsonPropertyDescription("True, False or Unknown.") @Required String status,
      @JsonPropertyDescription("One word for programs; of Promoted it is the phase.") @Required
          @Nullable String reason,
      @JsonPropertyDescription("What is so, and what to do about it, for people.")
          @Nullable String message,
      @JsonPropertyDescription("When the condition was written last.") @Format(Format.DATE_TIME)
          @Nullable String lastUpdateTime,
      @JsonPropertyDescription("When the condition's status changed last.")
          @Format(Format.DATE_TIME)
          @Nullable String lastTransitionTime) {}

  /** The rollout that is under way, or the last one. */
  @ApiObject
  public record Rollout(
      @JsonPropertyDescription("How many rollouts this Canary has started; tells them apart.")
          @Nullable Integer id,
      @JsonPropertyDescription("Where the rollout is, finer than the phase.")
          @Nullable String stage,
      @JsonPropertyDescription("Hash of the pod template and configs that are rolled out.")
          @Nullable String revision,
      @JsonPropertyDescription("Where that revision comes from, if from Git.")
          @Nullable Source source,
      @JsonPropertyDescription(CHANGED_BY) @Nullable String changedBy,
      @JsonPropertyDescription("Newest revision that the target was seen at.")
          @Nullable String seenRevision,
      @JsonPropertyDescription("Revision that was promoted before the present one, for undo.")
          @Nullable String previousRevision,
      @JsonPropertyDescription("How many steps were entered.") @Nullable Integer step,
      @JsonPropertyDescription("Rounds of checks and polls of gates that are done.")
          @Nullable Integer round,
      @JsonPropertyDescription("Percent of the traffic that the baseline gets.")
          @Nullable Integer baselineWeight,
      @JsonPropertyDescription("Whether the canary gets a copy of the primary's requests.")
          @Nullable Boolean mirrored,
      @JsonPropertyDescription("Pods that the canary was last given.") @Nullable Integer pods,
      @JsonPropertyDescription("When the rollout was started.") @Format(Format.DATE_TIME)
          @Nullable String startedAt,
      @JsonPropertyDescription("When the first step began.") @Format(Format.DATE_TIME)
          @Nullable String analysisStartedAt,
      @JsonPropertyDescription("When the step, or the bake, began.") @Format(Format.DATE_TIME)
          @Nullable String stepStartedAt,
      @JsonPropertyDescription("When the next round of checks is due.") @Format(Format.DATE_TIME)
          @Nullable String nextStepAt,
      @JsonPropertyDescription(
              "When the next round is due that asks hooks and bounds too, if others come before.")
          @Format(Format.DATE_TIME)
          @Nullable String completeRoundAt,
      @JsonPropertyDescription("Since when the canary has not been ready.")
          @Format(Format.DATE_TIME)
          @Nullable String unreadySince,
      @JsonPropertyDescription("Since when checks have been without data.")
          @Format(Format.DATE_TIME)
          @Nullable String heldSince,
      @JsonPropertyDescription("What the sequential judge says, and on which evidence.")
          @Nullable String verdict,
      @JsonPropertyDescription(
              "How many requests of the canary it needs to vouch for it, and how long they take at"
                  + " the present traffic.")
          @Nullable String estimate,
      @JsonPropertyDescription("What makes the evidence weaker than it could be.")
          List<String> warnings,
      @JsonPropertyDescription("On what evidence it was promoted.") @Nullable String grounds,
      @JsonPropertyDescription("Whether the analysis is skipped.") @Nullable Boolean skipped,
      @JsonPropertyDescription("Whether a person paused the rollout.") @Nullable Boolean paused,
      @JsonPropertyDescription("Whether the Canary was last seen suspended.")
          @Nullable Boolean suspended,
      @JsonPropertyDescription("Why the rollout ended badly.") @Nullable Trouble failure,
      @JsonPropertyDescription("What a person has to mend.") @Nullable Trouble problem,
      @JsonPropertyDescription("The last request by a person that was handled.")
          @Nullable Request lastRequest,
      @JsonPropertyDescription("What was done that must be done only once.") List<String> ledger) {
    public Rollout {
      warnings = Absent.toEmpty(warnings);
      ledger = Absent.toEmpty(ledger);
    }
  }

  /** The commit that a revision comes from, as the GitSync says that applied it. */
  @ApiObject
  public record Source(
      @JsonPropertyDescription("URL of the repository.") @Required String repository,
      @JsonPropertyDescription("The commit that changed the target last.") @Required String commit,
      @JsonPropertyDescription("File or directory that declares the target.") @Nullable String path,
      @JsonPropertyDescription("Who wrote the commit.") @Nullable String author,
      @JsonPropertyDescription("First line of its message.") @Nullable String message) {}

  /** What was written to Git when a rollout ended. */
  @ApiObject
  public record WrittenBack(
      @JsonPropertyDescription("Noted, Reverted, Proposed, Held or Failed.") @Required
          String result,
      @JsonPropertyDescription("The commit that was made.") @Nullable String commit,
      @JsonPropertyDescription("URL of the pull request.") @Nullable String pullRequest,
      @JsonPropertyDescription("What was done, or why not, for people.")
          @Nullable String message) {}

  /** Something that is wrong. */
  @ApiObject
  public record Trouble(
      @JsonPropertyDescription("One word for it.") @Required String reason,
      @JsonPropertyDescription("What is wrong, and what to do.") @Required String message,
      @JsonPropertyDescription("Whether nothing goes forward while it lasts.")
          @Nullable Boolean blocking) {}

  /** What a person asked for with the annotation {@code sluice.dev/request}. */
  @ApiObject
  public record Request(
      @JsonPropertyDescription("The request's id; each is handled once.") @Required String id,
      @JsonPropertyDescription(
              "What was asked for: pause, resume, promote, abort, retry, undo or skip.")
          @Required
          String action,
      @JsonPropertyDescription("Who asked.") @Nullable String by,
      @JsonPropertyDescription("Why.") @Nullable String reason,
      @JsonPropertyDescription("Whether it could be done where the rollout was.")
          @Nullable Boolean accepted) {}

  /** What one check of the last round said. */
  @ApiObject
  public record Check(
      @JsonPropertyDescription("Name of the check.") @Required String name,
      @JsonPropertyDescription("The value, in the metric's unit; absent if there was none.")
          @Nullable Double value,
      @JsonPropertyDescription("The bounds in words, for example >= 99%.")
          @Nullable String threshold,
      @JsonPropertyDescription("The primary's value, where the two are compared.")
          @Nullable Double primaryValue,
      @JsonPropertyDescription(
              "Evidence that the canary is worse, as a power of ten: chance alone comes to 3 in at"
                  + " most one of 1000 releases; below 0 it speaks for the canary.")
          @Nullable Double evidence,
      @JsonPropertyDescription("Passed, Failed, Held, Critical or Undecided.") @Required
          String verdict,
      @JsonPropertyDescription("Whether the check is only reported.") @Nullable Boolean dryRun,
      @JsonPropertyDescription("Why, for people.") @Nullable String message,
      @JsonPropertyDescription("What the provider was asked.") @Nullable String query,
      @JsonPropertyDescription("When it was asked.") @Format(Format.DATE_TIME)
          @Nullable String at) {}

  /** A rollout that ended. */
  @ApiObject
  public record Release(
      @JsonPropertyDescription("The rollout's id.") @Required String id,
      @JsonPropertyDescription("Hash of the pod template and configs.") @Required String revision,
      @JsonPropertyDescription("Promoted, RolledBack, Frozen or Superseded.") @Required
          String outcome,
      @JsonPropertyDescription("Why, for people.") @Nullable String reason,
      @JsonPropertyDescription("When the revision was seen.") @Format(Format.DATE_TIME)
          @Nullable String startedAt,
      @JsonPropertyDescription("When the rollout ended.") @Format(Format.DATE_TIME)
          @Nullable String endedAt,
      @JsonPropertyDescription("Where the revision comes from, if from Git.")
          @Nullable Source source,
      @JsonPropertyDescription(CHANGED_BY) @Nullable String changedBy,
      @JsonPropertyDescription("What was written to Git when the rollout ended.")
          @Nullable WrittenBack git) {
    /** The same after something was written to Git. */
    public Release withGit(WrittenBack written) {
      return new Release(
          id, revision, outcome, reason, startedAt, endedAt, source, changedBy, written);
    }
  }
}
