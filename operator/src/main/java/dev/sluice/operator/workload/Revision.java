package dev.sluice.operator.workload;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a workload asks to run.
 *
 * @param id a hash of the pod template and of the tracked configs; fits in a label
 * @param configs fingerprints of the tracked configs, by {@code configmap/<name>} or {@code
 *     secret/<name>}; what goes to {@code status.trackedConfigs}
 */
public record Revision(String id, Map<String, String> configs) {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  public Revision {
    configs = Collections.unmodifiableMap(new TreeMap<>(configs));
  }

  /**
   * Whether a hash from a status is one of Sluice's, and so comparable with {@link #id}. Those that
   * Flagger wrote are shorter and in another alphabet.
   */
  public static boolean isId(String hash) {
    return ID.matcher(hash).matches();
  }
}
