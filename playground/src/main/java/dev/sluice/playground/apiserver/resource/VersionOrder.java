package dev.sluice.playground.apiserver.resource;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' order of API versions: {@code v2, v1, v1beta2, v1beta1, v1alpha1}. */
final class VersionOrder implements Comparator<String> {
  static final Comparator<String> NEWEST_STABLE_FIRST = new VersionOrder();

  private static final Pattern FORM = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

  private VersionOrder() {}

  private record Parts(int stability, int major, int minor) {}

  private static Parts parts(String version) {
    Matcher m = FORM.matcher(version);
    if (!m.matches()) {
      return new Parts(3, 0, 0);
    }
    int major = Integer.parseInt(m.group(1));
    if (m.group(2) == null) {
      return new Parts(0, major, 0);
    }
    return new Parts(m.group(2).equals("beta") ? 1 : 2, major, Integer.parseInt(m.group(3)));
  }

  @Override
  public int compare(String a, String b) {
    return Comparator.comparingInt((String v) -> parts(v).stability)
        .thenComparing(Comparator.comparingInt((String v) -> parts(v).major).reversed())
        .thenComparing(Comparator.comparingInt((String v) -> parts(v).minor).reversed())
        .thenComparing(Comparator.naturalOrder())
        .compare(a, b);
  }
}
