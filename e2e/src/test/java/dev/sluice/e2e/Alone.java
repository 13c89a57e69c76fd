package dev.sluice.e2e;

import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Lets no other scenario run beside one that changes what all share: where there is one cluster.
 */
final class Alone implements ResourceLocksProvider {
  @Override
  public Set<Lock> provideForClass(Class<?> testClass) {
    return Stages.canHaveSeveral()
        ? Set.of()
        : Set.of(new Lock(Resources.GLOBAL, ResourceAccessMode.READ_WRITE));
  }
}
