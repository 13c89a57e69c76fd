package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Reasons to reconcile a resource that do not come from the resource itself. */
public final class Triggers<P extends HasMetadata> extends AbstractEventSource<Void, P> {
  public Triggers() {
    super(Void.class, "triggers");
  }

  /** Has the resource reconciled soon; from any thread. */
  public void fire(ResourceID resource) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(resource));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }
}
