package dev.sluice.operator.hooks;

import dev.sluice.crds.CanaryStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The payload's checksum: for the same status the same one as Flagger's, which prints the fields
 * with go-spew, hashes the print with 32-bit FNV-1a and writes the number in an alphabet without
 * vowels (pkg/canary/spec.go, k8s.io/apimachinery/pkg/util/rand).
 */
final class Checksum {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private Checksum() {}

  static String of(@Nullable CanaryStatus status) {
    Map<String, String> configs = status == null ? Map.of() : status.trackedConfigs();
    String applied =
        status == null || status.lastAppliedSpec() == null ? "" : status.lastAppliedSpec();
    return encode(Integer.toUnsignedString(fnv1a(print(configs, applied))));
  }

  private static String print(Map<String, String> configs, String applied) {
    StringBuilder text =
        new StringBuilder(
            "(struct { TrackedConfigs *map[string]string; LastAppliedSpec string })"
                + "{TrackedConfigs:(*map[string]string)");
    text.append("map[");
    String separator = "";
    for (Map.Entry<String, String> config : new TreeMap<>(configs).entrySet()) {
      text.append(separator).append(config.getKey()).append(':').append(config.getValue());
      separator = " ";
    }
    text.append(']');
    return text.append(" LastAppliedSpec:(string)").append(applied).append('}').toString();
  }

  private static int fnv1a(String text) {
    int hash = FNV_OFFSET;
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  private static String encode(String number) {
    StringBuilder safe = new StringBuilder(number.length());
    number.chars().forEach(digit -> safe.append(ALPHABET.charAt(digit % ALPHABET.length())));
    return safe.toString();
  }
}
