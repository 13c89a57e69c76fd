package dev.sluice.playground.apiserver.store;

import java.util.Comparator;

/**
 * Where an object lives.
 *
 * @param resource group and plural, such as {@code apps/deployments}
 * @param namespace empty for objects of the whole cluster
 */
public record Key(String resource, String namespace, String name) implements Comparable<Key> {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::resource).thenComparing(Key::namespace).thenComparing(Key::name);

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }
}
