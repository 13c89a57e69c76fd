package dev.sluice.operator.traffic.nginx;

import dev.sluice.crds.HttpMatch;
import dev.sluice.crds.StringMatch;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Matches;
import dev.sluice.operator.traffic.Proportions;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Rules;
import dev.sluice.rollout.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The annotations by which the ingress controller shares traffic with a canary Ingress. */
final class CanaryAnnotations {
  private static final int PERCENT = 100;
  private static final String KUBECTL = "kubectl.kubernetes.io/last-applied-configuration";

  private final String canary;
  private final String weight;
  private final String weightTotal;
  private final String byHeader;
  private final String byHeaderValue;
  private final String byHeaderPattern;
  private final String byCookie;

  /**
   * @param prefix of all annotations that the ingress controller obeys
   */
  CanaryAnnotations(String prefix) {
    this.canary = prefix + "/canary";
    this.weight = canary + "-weight";
    this.weightTotal = canary + "-weight-total";
    this.byHeader = canary + "-by-header";
    this.byHeaderValue = canary + "-by-header-value";
    this.byHeaderPattern = canary + "-by-header-pattern";
    this.byCookie = canary + "-by-cookie";
  }

  /**
   * Those of the canary Ingress.
   *
   * @param original those of the Ingress that users reach, which configure the same proxy
   * @param present those that the canary Ingress has now
   * @throws ProblemException if the analysis asks of requests what the controller cannot ask
   */
  Map<String, String> of(
      Map<String, String> original,
      Map<String, String> present,
      RoutedService service,
      Split split) {
    Map<String, String> result = new TreeMap<>(original);
    result.keySet().removeIf(key -> key.startsWith(canary) || key.equals(KUBECTL));
    List<HttpMatch> matches = Rules.analysisMatches(service);
    Map<String, String> conditions = conditions(matches);
    result.put(canary, "true");
    result.put(weight, matches.isEmpty() ? Integer.toString(split.canary()) : "0");
    if (present.containsKey(weightTotal)) {
      // Somebody's: the weight would be a share of that instead of a percentage.
      result.put(weightTotal, Integer.toString(PERCENT));
    }
    if (split.canary() > 0) {
      result.putAll(conditions);
    }
    return result;
  }

  /** What the annotations say; empty if they say nothing that could be obeyed. */
  Optional<Split> split(Map<String, String> annotations, RoutedService service) {
    if (!"true".equals(annotations.get(canary))) {
      return Optional.empty();
    }
    if (!service.analysis().match().isEmpty()) {
      boolean tested = annotations.containsKey(byHeader) || annotations.containsKey(byCookie);
      return Optional.of(tested ? new Split(0, 100, false) : Split.PRIMARY);
    }
    try {
      int share = Integer.parseInt(annotations.getOrDefault(weight, ""));
      // The controller takes no total below 100.
      int total =
          Math.max(
              PERCENT,
              Integer.parseInt(annotations.getOrDefault(weightTotal, Integer.toString(PERCENT))));
      return share > total ? Optional.empty() : Proportions.split(total - share, share, 0, false);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Map<String, String> conditions(List<HttpMatch> matches) {
    Map<String, String> result = new TreeMap<>();
    for (HttpMatch match : matches) {
      if (match.headers().size() != 1
          || !match.queryParams().isEmpty()
          || !match.sourceLabels().isEmpty()) {
        throw unsupported("each match needs one header, and nothing else");
      }
      match
          .headers()
          .forEach(
              (name, value) -> {
                boolean cookie = name.equalsIgnoreCase("cookie");
                Map<String, String> condition = cookie ? cookie(value) : header(name, value);
                if (condition.keySet().stream().anyMatch(result::containsKey)) {
                  throw unsupported("there can be one header and one cookie");
                }
                result.putAll(condition);
              });
    }
    return result;
  }

  private Map<String, String> cookie(StringMatch value) {
    String name = value.exact();
    if (name == null || name.isEmpty()) {
      throw unsupported("a cookie is matched by its name: write cookie: {exact: <name>}");
    }
    return Map.of(byCookie, name);
  }

  /** Without a value, the header has to say {@code always}. */
  private Map<String, String> header(String name, StringMatch value) {
    String exact = value.exact();
    if (exact != null && !exact.isEmpty()) {
      return Map.of(byHeader, name, byHeaderValue, exact);
    }
    String pattern = Matches.asRegex(value);
    return pattern == null || pattern.isEmpty()
        ? Map.of(byHeader, name)
        : Map.of(byHeader, name, byHeaderPattern, pattern);
  }

  private static ProblemException unsupported(String what) {
    return new ProblemException(
        "MatchNotSupported", "NGINX cannot do what spec.analysis.match asks: " + what);
  }
}
