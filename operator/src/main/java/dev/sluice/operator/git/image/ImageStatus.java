package dev.sluice.operator.git.image;

import dev.sluice.crds.Condition;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ImagePolicyStatus;
import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.crds.ImagePolicyStatus.Pushed;
import dev.sluice.crds.ImagePolicyStatus.Scan;
import dev.sluice.operator.git.image.ScanResult.Update;
import dev.sluice.operator.kube.Requested;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows from a look at the registry for a policy's status. */
final class ImageStatus {
  private ImageStatus() {}

  /** The status after a look. */
  static ImagePolicyStatus after(ImagePolicy policy, ScanResult result, Instant now) {
    return switch (result) {
      case ScanResult.Listed(Optional<Found> newest, int tags, Update update) ->
          status(
              policy,
              newest.orElse(known(policy)),
              new Scan(now.toString(), tags),
              pushed(policy, update, now),
              newest
                  .map(found -> report(policy, found, update))
                  .orElseGet(() -> new Report(false, true, "NoTag", nothing(policy, tags))),
              now);
      case ScanResult.Throttled(String message, var _) ->
          failed(policy, new Report(false, false, "Throttled", message), now);
      case ScanResult.Failed(String reason, String message, boolean passes) ->
          failed(policy, new Report(false, !passes, reason, message), now);
    };
  }

  /** The status while the policy is suspended. */
  static ImagePolicyStatus suspended(ImagePolicy policy, Instant now) {
    return failed(
        policy,
        new Report(false, false, "Suspended", "tags are not listed while spec.suspend is true"),
        now);
  }

  private record Report(boolean ready, boolean stalled, String reason, String message) {}

  private static Report report(ImagePolicy policy, Found found, Update update) {
    return switch (update) {
      case Update.Nothing _, Update.Pushed _ ->
          new Report(true, false, "Succeeded", resolved(policy, found));
      case Update.Refused(String message, var _) ->
          new Report(
              false,
              true,
              "Refused",
              "%s but is not written to Git: %s".formatted(resolved(policy, found), message));
      case Update.Failed(String reason, String message, boolean passes) ->
          new Report(
              false,
              !passes,
              reason,
              "%s but could not be written to Git: %s".formatted(resolved(policy, found), message));
    };
  }

  private static @Nullable Pushed pushed(ImagePolicy policy, Update update, Instant now) {
    Pushed before = policy.getStatus() == null ? null : policy.getStatus().pushed();
    return switch (update) {
      case Update.Pushed(String commit, String branch) ->
          before != null && before.commit().equals(commit)
              ? before
              : new Pushed(commit, branch, now.toString());
      case Update.Refused(var _, Optional<Update.Pushed> other) ->
          other.isPresent() ? pushed(policy, other.get(), now) : before;
      case Update.Nothing _, Update.Failed _ -> before;
    };
  }

  private static ImagePolicyStatus failed(ImagePolicy policy, Report report, Instant now) {
    ImagePolicyStatus old = policy.getStatus();
    return status(
        policy,
        known(policy),
        old == null ? null : old.scan(),
        old == null ? null : old.pushed(),
        report,
        now);
  }

  private static ImagePolicyStatus status(
      ImagePolicy policy,
      @Nullable Found latest,
      @Nullable Scan scan,
      @Nullable Pushed pushed,
      Report report,
      Instant now) {
    ImagePolicyStatus old = policy.getStatus();
    Found before = old == null ? null : old.latest();
    Found previous =
        before == null || before.equals(latest) ? old == null ? null : old.previous() : before;
    List<Condition> conditions = new ArrayList<>();
    conditions.add(condition(policy, "Ready", report.ready, report, now));
    if (report.stalled) {
      conditions.add(condition(policy, "Stalled", true, report, now));
    }
    return new ImagePolicyStatus(
        latest,
        previous,
        scan,
        pushed,
        conditions,
        policy.getMetadata().getGeneration(),
        Requested.of(policy).orElse(null));
  }

  /** What was found for this spec; what another spec wanted says nothing. */
  private static @Nullable Found known(ImagePolicy policy) {
    ImagePolicyStatus old = policy.getStatus();
    return old != null
            && Objects.equals(old.observedGeneration(), policy.getMetadata().getGeneration())
        ? old.latest()
        : null;
  }

  private static String resolved(ImagePolicy policy, Found found) {
    return "Latest image tag for %s resolved to %s%s"
        .formatted(
            policy.getSpec().image(),
            found.tag(),
            found.digest() == null ? "" : " with digest " + found.digest());
  }

  private static String nothing(ImagePolicy policy, int tags) {
    return "none of the %d tags of %s is wanted: check spec.policy%s"
        .formatted(
            tags,
            policy.getSpec().image(),
            policy.getSpec().filterTags() == null ? "" : " and spec.filterTags");
  }

  private static Condition condition(
      ImagePolicy policy, String type, boolean is, Report report, Instant now) {
    String status = is ? "True" : "False";
    ImagePolicyStatus old = policy.getStatus();
    String since =
        (old == null ? List.<Condition>of() : old.conditions())
            .stream()
                .filter(known -> known.type().equals(type) && known.status().equals(status))
                .map(Condition::lastTransitionTime)
                .findAny()
                .orElse(now.toString());
    return new Condition(
        type, status, report.reason, report.message, since, policy.getMetadata().getGeneration());
  }
}
