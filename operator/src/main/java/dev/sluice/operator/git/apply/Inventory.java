package dev.sluice.operator.git.apply;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of one GitSync is, or may be, in the cluster.
 *
 * @param entries by {@link ObjectKey#id}
 * @param holds what of it is kept as an older commit has it
 * @param cluster which cluster, where it is not the GitSync's own and can be known
 */
public record Inventory(Map<String, Entry> entries, List<Hold> holds, @Nullable String cluster) {
  /**
   * One object.
   *
   * @param declared a hash of what Git declares; null until it was applied
   * @param made a hash of what the API server made of it; null until it was applied
   * @param version the resource version that it was made with; 0 when that is not known
   * @param seen what it was seen to be of, where another tool applies it
   */
  public record Entry(
      ObjectKey key,
      @Nullable String declared,
      @Nullable String made,
      long version,
      @Nullable Sighting seen) {}

  /**
   * What an object that another tool applies was seen to be of.
   *
   * @param commit that changed it last
   * @param inputs all that can change it, its path first
   * @param content what it had a workload run then, as {@link Content#hash} has it; null for other
   *     kinds
   * @param edited what somebody has made of that since, other than Git declares; null while nobody
   *     has
   */
  public record Sighting(
      String commit, List<String> inputs, @Nullable String content, @Nullable String edited) {
    public Sighting {
      inputs = List.copyOf(inputs);
    }

    /** The same after somebody has made this of it. */
    Sighting with(@Nullable String other) {
      return content == null
          ? new Sighting(commit, inputs, other, null)
          : new Sighting(commit, inputs, content, content.equals(other) ? null : other);
    }
  }

  public Inventory {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    holds = List.copyOf(holds);
  }

  /** These objects, and otherwise the same. */
  Inventory with(Map<String, Entry> others) {
    return new Inventory(others, holds, cluster);
  }

  /** The same objects, with these holds. */
  public Inventory holding(List<Hold> others) {
    return new Inventory(entries, others, cluster);
  }

  /** The same in this cluster. */
  Inventory in(@Nullable String other) {
    return new Inventory(entries, holds, other);
  }
}
