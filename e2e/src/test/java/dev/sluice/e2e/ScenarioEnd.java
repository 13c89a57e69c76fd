package dev.sluice.e2e;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Does what a scenario left to be done at its end, and leaves the cluster after the last one; JUnit
 * finds it by its service file.
 */
public final class ScenarioEnd implements AfterEachCallback {
  /** A scenario, from its constructor on, is run by one thread. */
  private static final ThreadLocal<Deque<Runnable>> LEFT = ThreadLocal.withInitial(ArrayDeque::new);

  /** At the end of the scenario that this thread runs, the last one first. */
  static void then(Runnable last) {
    LEFT.get().push(last);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    // A hook of the JVM would have half a minute: Surefire does not wait longer.
    AutoCloseable last = Stages::leave;
    context.getRoot().getStore(Namespace.GLOBAL).getOrComputeIfAbsent(Stages.class, _ -> last);
    now();
  }

  /** Does it before the scenario ends, which then looks at what is left. */
  static void now() {
    Deque<Runnable> left = LEFT.get();
    while (!left.isEmpty()) {
      left.pop().run();
    }
  }
}
