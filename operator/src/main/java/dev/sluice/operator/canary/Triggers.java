package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Reasons to reconcile a Canary that do not come from the Canary itself. */
public final class Triggers extends AbstractEventSource<Void, Canary> {
  public Triggers() {
    super(Void.class, "triggers");
  }

  /** Has the Canary reconciled soon; from any thread. */
  public void fire(ResourceID canary) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(canary));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(Canary primary) {
    return Set.of();
  }
}
