package dev.sluice.operator.git.receiver;

import dev.sluice.crds.Condition;
import dev.sluice.crds.Receiver;
import dev.sluice.crds.ReceiverStatus;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Tells where a Receiver is called, and whether it can be. */
final class ReceiverReconciler implements Reconciler<Receiver> {
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final InstantSource clock;

  ReceiverReconciler(Cluster cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  @Override
  public UpdateControl<Receiver> reconcile(Receiver receiver, Context<Receiver> context) {
    Condition condition = condition(receiver);
    ReceiverStatus status =
        new ReceiverStatus(
            HookEndpoint.path(receiver),
            List.of(condition),
            receiver.getMetadata().getGeneration());
    UpdateControl<Receiver> control =
        status.equals(receiver.getStatus())
            ? UpdateControl.noUpdate()
            : UpdateControl.patchStatus(patch(receiver, status));
    // A Secret that comes later is found when it is looked for.
    return condition.reason().equals("Succeeded") || condition.reason().equals("Suspended")
        ? control
        : control.rescheduleAfter(AGAIN);
  }

  private Condition condition(Receiver receiver) {
    if (Boolean.TRUE.equals(receiver.getSpec().suspend())) {
      return condition(
          receiver, false, "Suspended", "calls are refused while spec.suspend is true");
    }
    try {
      Token.of(receiver, cluster);
      return condition(receiver, true, "Succeeded", "Called at " + HookEndpoint.path(receiver));
    } catch (ProblemException e) {
      return condition(receiver, false, e.reason(), "spec.secretRef: " + e.explanation());
    }
  }

  private Condition condition(Receiver receiver, boolean ready, String reason, String message) {
    String status = ready ? "True" : "False";
    String since =
        Stream.ofNullable(receiver.getStatus())
            .flatMap(old -> old.conditions().stream())
            .filter(old -> old.type().equals("Ready") && old.status().equals(status))
            .map(Condition::lastTransitionTime)
            .findAny()
            .orElse(clock.instant().toString());
    return new Condition(
        "Ready", status, reason, message, since, receiver.getMetadata().getGeneration());
  }

  private static Receiver patch(Receiver receiver, ReceiverStatus status) {
    Receiver patch = new Receiver();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(receiver.getMetadata().getName())
            .withNamespace(receiver.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return patch;
  }
}
