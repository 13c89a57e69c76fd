package dev.sluice.playground.world.watch;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a watch told about one object.
 *
 * @param before absent for an object that is new
 * @param after absent for an object that is gone
 */
public record Change<T>(@Nullable T before, @Nullable T after) {
  /** The object as it was last seen. */
  public T latest() {
    return after != null ? after : Objects.requireNonNull(before);
  }

  public boolean gone() {
    return after == null;
  }
}
