package dev.sluice.operator.traffic;

import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.HttpMatch;
import dev.sluice.crds.StringMatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Conditions on requests, put together. */
public final class Matches {
  private static final Pattern SPECIAL = Pattern.compile("[\\\\^$.|?*+()\\[\\]{}]");

  private Matches() {}

  /** The conditions of {@code analysis.match}. */
  static List<HttpMatch> of(List<AnalysisSpec.Match> analysis) {
    return analysis.stream()
        .map(match -> match(match.headers(), match.queryParams(), match.sourceLabels()))
        .toList();
  }

  /**
   * Requests that carry a cookie.
   *
   * @param cookie {@code name=value}
   */
  static HttpMatch cookie(String cookie) {
    String[] nameAndValue = cookie.split("=", 2);
    String value = nameAndValue.length > 1 ? nameAndValue[1] : "";
    String regex = ".*" + literal(nameAndValue[0]) + ".*" + literal(value) + ".*";
    return match(Map.of("Cookie", new StringMatch(null, null, null, regex)), Map.of(), Map.of());
  }

  /**
   * Requests that match one of each. Where both ask something of the same header, query parameter
   * or label, the narrower question wins.
   */
  static List<HttpMatch> both(List<HttpMatch> narrower, List<HttpMatch> wider) {
    if (narrower.isEmpty() || wider.isEmpty()) {
      return narrower.isEmpty() ? wider : narrower;
    }
    return narrower.stream().flatMap(n -> wider.stream().map(w -> both(n, w))).toList();
  }

  private static HttpMatch both(HttpMatch narrower, HttpMatch wider) {
    return new HttpMatch(
        wider.authority(),
        wider.gateways(),
        both(narrower.headers(), wider.headers()),
        wider.ignoreUriCase(),
        wider.method(),
        wider.name(),
        wider.port(),
        both(narrower.queryParams(), wider.queryParams()),
        wider.scheme(),
        both(narrower.sourceLabels(), wider.sourceLabels()),
        wider.sourceNamespace(),
        wider.uri(),
        wider.withoutHeaders());
  }

  /** Sorted, so that the order of a manifest's keys never makes a difference to what is written. */
  private static <V> Map<String, V> both(Map<String, V> narrower, Map<String, V> wider) {
    Map<String, V> result = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    result.putAll(wider);
    narrower.keySet().forEach(result::remove);
    result.putAll(narrower);
    return result;
  }

  private static HttpMatch match(
      Map<String, StringMatch> headers,
      Map<String, StringMatch> queryParams,
      Map<String, String> sourceLabels) {
    return new HttpMatch(
        null,
        List.of(),
        headers,
        null,
        null,
        null,
        null,
        queryParams,
        null,
        sourceLabels,
        null,
        null,
        Map.of());
  }

  /**
   * The regular expression that says the same for the whole string, for providers that know only
   * exact values and expressions.
   *
   * @return null if the match asks nothing of the value
   */
  public static @Nullable String asRegex(StringMatch match) {
    if (match.regex() != null) {
      return match.regex();
    }
    if (match.exact() != null) {
      return "^" + literal(match.exact()) + "$";
    }
    if (match.prefix() != null) {
      return "^" + literal(match.prefix()) + ".*";
    }
    return match.suffix() == null ? null : ".*" + literal(match.suffix()) + "$";
  }

  private static String literal(String text) {
    return SPECIAL.matcher(text).replaceAll("\\\\$0");
  }
}
