package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts a Deployment's pods and says how its rollout goes, in the words of Kubernetes. */
final class DeploymentProgress {
  private static final String AVAILABLE = "Available";
  private static final String PROGRESSING = "Progressing";
  private static final String DONE = "NewReplicaSetAvailable";
  private static final String TIMED_OUT = "ProgressDeadlineExceeded";

  /** The API server's default for {@code progressDeadlineSeconds}. */
  private static final int DEFAULT_DEADLINE = 600;

  private final Deployment deployment;
  private final DeploymentSets sets;
  private final Instant now;
  private final DeploymentStatus before;

  DeploymentProgress(Deployment deployment, DeploymentSets sets, Instant now) {
    this.deployment = deployment;
    this.sets = sets;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.before = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
  }

  DeploymentStatus status() {
    DeploymentStatus counts = counts();
    List<DeploymentCondition> conditions = new ArrayList<>();
    conditions.add(available(counts));
    progressing(counts).ifPresent(conditions::add);
    return new DeploymentStatusBuilder(counts).withConditions(conditions).build();
  }

  /** When the deadline has to be looked at again, for a rollout that is under way. */
  Optional<Duration> untilDeadline(DeploymentStatus status) {
    return condition(status, PROGRESSING)
        .filter(c -> !DONE.equals(c.getReason()) && !TIMED_OUT.equals(c.getReason()))
        .filter(c -> !paused())
        .map(c -> Instant.parse(c.getLastUpdateTime()).plusSeconds(deadline()))
        .map(at -> Duration.between(now, at.plusSeconds(1)))
        .map(left -> left.isNegative() ? Duration.ofSeconds(1) : left);
  }

  private DeploymentStatus counts() {
    int available = sets.available();
    return new DeploymentStatusBuilder(before)
        .withObservedGeneration(deployment.getMetadata().getGeneration())
        .withReplicas(sets.all().stream().mapToInt(Replicas::current).sum())
        .withUpdatedReplicas(sets.current().map(Replicas::current).orElse(0))
        .withReadyReplicas(sets.all().stream().mapToInt(Replicas::ready).sum())
        .withAvailableReplicas(available)
        .withUnavailableReplicas(Math.max(0, sets.wanted() - available))
        .build();
  }

  private DeploymentCondition available(DeploymentStatus counts) {
    boolean enough = counts.getAvailableReplicas() >= RollingUpdate.of(deployment).minAvailable();
    return enough
        ? condition(
            AVAILABLE, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
        : condition(
            AVAILABLE,
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.");
  }

  private Optional<DeploymentCondition> progressing(DeploymentStatus counts) {
    Optional<DeploymentCondition> last = condition(before, PROGRESSING);
    if (paused()) {
      return Optional.of(
          condition(PROGRESSING, "Unknown", "DeploymentPaused", "Deployment is paused"));
    }
    String set = sets.current().map(s -> s.getMetadata().getName()).orElse("");
    boolean wasDone = last.filter(c -> DONE.equals(c.getReason())).isPresent();
    if (wasDone && counts.getReplicas().equals(counts.getUpdatedReplicas()) && !isNew(last, set)) {
      return last;
    }
    if (complete(counts)) {
      return Optional.of(
          condition(
              PROGRESSING,
              "True",
              DONE,
              "ReplicaSet \"%s\" has successfully progressed.".formatted(set)));
    }
    if (last.isEmpty() || moved(counts) || isNew(last, set)) {
      return Optional.of(
          refreshed(
              condition(
                  PROGRESSING,
                  "True",
                  last.isEmpty() ? "NewReplicaSetCreated" : "ReplicaSetUpdated",
                  last.isEmpty()
                      ? "Created new replica set \"%s\"".formatted(set)
                      : "ReplicaSet \"%s\" is progressing.".formatted(set))));
    }
    if (overdue(last.get())) {
      return Optional.of(
          condition(
              PROGRESSING,
              "False",
              TIMED_OUT,
              "ReplicaSet \"%s\" has timed out progressing.".formatted(set)));
    }
    return last;
  }

  /** Whether the condition speaks of another ReplicaSet, or of the time before a pause. */
  private static boolean isNew(Optional<DeploymentCondition> last, String set) {
    return last.isPresent() && !last.get().getMessage().contains("\"" + set + "\"");
  }

  private boolean complete(DeploymentStatus counts) {
    int desired = Replicas.of(deployment);
    return counts.getUpdatedReplicas() == desired
        && counts.getReplicas() == desired
        && counts.getAvailableReplicas() == desired;
  }

  private boolean moved(DeploymentStatus counts) {
    int updated = Replicas.orElse(before.getUpdatedReplicas(), 0);
    int old = Replicas.orElse(before.getReplicas(), 0) - updated;
    return counts.getUpdatedReplicas() > updated
        || counts.getReplicas() - counts.getUpdatedReplicas() < old
        || counts.getReadyReplicas() > Replicas.orElse(before.getReadyReplicas(), 0)
        || counts.getAvailableReplicas() > Replicas.orElse(before.getAvailableReplicas(), 0);
  }

  private boolean overdue(DeploymentCondition last) {
    return !DONE.equals(last.getReason())
        && (TIMED_OUT.equals(last.getReason())
            || Instant.parse(last.getLastUpdateTime()).plusSeconds(deadline()).isBefore(now));
  }

  private int deadline() {
    return Replicas.orElse(deployment.getSpec().getProgressDeadlineSeconds(), DEFAULT_DEADLINE);
  }

  private boolean paused() {
    return Boolean.TRUE.equals(deployment.getSpec().getPaused());
  }

  private static Optional<DeploymentCondition> condition(DeploymentStatus status, String type) {
    return status.getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  /** Keeps the old one when it says the same, so that its times stay. */
  private DeploymentCondition condition(String type, String status, String reason, String message) {
    @Nullable DeploymentCondition last = condition(before, type).orElse(null);
    if (last == null || !status.equals(last.getStatus())) {
      return made(type, status, reason, message, now.toString());
    }
    if (reason.equals(last.getReason()) && message.equals(last.getMessage())) {
      return last;
    }
    return made(type, status, reason, message, last.getLastTransitionTime());
  }

  private DeploymentCondition made(
      String type, String status, String reason, String message, String since) {
    return new DeploymentConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastUpdateTime(now.toString())
        .withLastTransitionTime(since)
        .build();
  }

  private DeploymentCondition refreshed(DeploymentCondition condition) {
    return new DeploymentConditionBuilder(condition).withLastUpdateTime(now.toString()).build();
  }
}
