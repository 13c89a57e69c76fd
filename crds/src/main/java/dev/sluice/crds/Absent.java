package dev.sluice.crds;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an absent list or map of a manifest means: an empty one. As Jackson's filter it equals the
 * values that are not written, which are null and the empty list or map that stands for absence; an
 * empty one that a person wrote is another object and stays.
 */
@SuppressWarnings("ReferenceEquality") // which object it is, is the point
final class Absent {
  private static final List<?> LIST = Collections.unmodifiableList(new ArrayList<>(0));
  private static final Map<?, ?> MAP = Collections.unmodifiableMap(new LinkedHashMap<>(0));

  @SuppressWarnings("unchecked") // it is empty, and stays so
  static <T> List<T> toEmpty(@Nullable List<T> list) {
    if (list == null || list == LIST) {
      return (List<T>) LIST;
    }
    return Collections.unmodifiableList(new ArrayList<>(list));
  }

  /** Keeps the order of the manifest. */
  @SuppressWarnings("unchecked") // it is empty, and stays so
  static <K, V> Map<K, V> toEmpty(@Nullable Map<K, V> map) {
    if (map == null || map == MAP) {
      return (Map<K, V>) MAP;
    }
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  @Override
  public boolean equals(@Nullable Object value) {
    return value == null || value == LIST || value == MAP;
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
