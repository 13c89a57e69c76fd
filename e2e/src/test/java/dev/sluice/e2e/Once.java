package dev.sluice.e2e;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is made when the first asks for it. If it cannot be made, everybody is told why, and nobody
 * tries again, which may take minutes.
 */
final class Once<T> {
  private final Supplier<T> maker;
  private @Nullable T made;
  private @Nullable RuntimeException failure;

  Once(Supplier<T> maker) {
    this.maker = maker;
  }

  synchronized T get() {
    if (failure != null) {
      throw failure;
    }
    if (made == null) {
      try {
        made = maker.get();
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
    }
    return made;
  }

  /** Empty if nobody has asked for it, or it could not be made. */
  synchronized Optional<T> ifMade() {
    return Optional.ofNullable(made);
  }
}
