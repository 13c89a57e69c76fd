package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.operator.kube.OwnResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.stream.Stream;

/** The Canaries that are cached, and the one place that writes them: status and finalizer. */
class CanaryStore {
  /** The contract's, so that Flagger and Sluice can take over from each other (A4). */
  static final String FINALIZER = "finalizer.flagger.app";

  private final Context<Canary> context;

  CanaryStore(Context<Canary> context) {
    this.context = context;
  }

  /**
   * Writes the status; the next reconcile sees it even if the watch lags behind. The resource
   * version is sent along, so that one who was asleep overwrites nothing.
   *
   * @return the Canary as it is now
   * @throws io.fabric8.kubernetes.client.KubernetesClientException with 409 if somebody changed the
   *     Canary in the meantime
   */
  Canary write(Canary canary, CanaryStatus status) {
    Canary patch = new Canary();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(canary.getMetadata().getName())
            .withNamespace(canary.getMetadata().getNamespace())
            .withResourceVersion(canary.getMetadata().getResourceVersion())
            .build());
    patch.setStatus(status);
    return remember(canary, OwnResource.writeStatus(context.getClient(), patch));
  }

  /** Sees to it that the Canary cannot go before the target serves again. */
  Canary hold(Canary canary) {
    return canary.hasFinalizer(FINALIZER)
        ? canary
        : remember(canary, OwnResource.addFinalizer(context.getClient(), canary, FINALIZER));
  }

  /** Lets the Canary go. */
  void release(Canary canary) {
    if (canary.hasFinalizer(FINALIZER)) {
      OwnResource.removeFinalizer(context.getClient(), canary, FINALIZER);
    }
  }

  /** All Canaries of the same namespace with the same target, this one included. */
  Stream<Canary> ofSameTarget(Canary canary) {
    return context
        .getPrimaryCache()
        .list(
            canary.getMetadata().getNamespace(),
            other -> other.getSpec().targetRef().equals(canary.getSpec().targetRef()));
  }

  private Canary remember(Canary before, Canary written) {
    context
        .eventSourceRetriever()
        .getControllerEventSource()
        .handleRecentResourceUpdate(ResourceID.fromResource(written), written, before);
    return written;
  }
}
