package dev.sluice.playground.world.gateway;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Things of which each is chosen as often as its weight says. */
record Weighted<T>(List<Entry<T>> entries) {
  /**
   * @param weight relative to the others, 0 or more
   */
  record Entry<T>(T value, int weight) {
    Entry {
      if (weight < 0) {
        throw new IllegalArgumentException("a weight must not be negative: " + weight);
      }
    }
  }

  Weighted {
    entries = List.copyOf(entries);
  }

  int total() {
    return entries.stream().mapToInt(Entry::weight).sum();
  }

  /** Empty when there is nothing, or all weights are 0. */
  Optional<T> pick(RandomGenerator random) {
    int total = total();
    if (total == 0) {
      return Optional.empty();
    }
    int roll = random.nextInt(total);
    for (Entry<T> entry : entries) {
      roll -= entry.weight();
      if (roll < 0) {
        return Optional.of(entry.value());
      }
    }
    throw new IllegalStateException("the weights add up to " + total);
  }
}
