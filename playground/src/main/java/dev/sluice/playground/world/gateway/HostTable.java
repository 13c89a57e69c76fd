package dev.sluice.playground.world.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Rules by host. A request gets the rules of the most specific host that matches, and among them
 * the first that matches.
 */
final class HostTable implements Routing {
  /** The host of rules that are for every host. */
  static final String ANY_HOST = "*";

  /** Exact names first, then the longest wildcards. */
  private static final Comparator<String> MOST_SPECIFIC =
      Comparator.<String, Boolean>comparing(host -> host.startsWith("*"))
          .thenComparing(Comparator.comparingInt(String::length).reversed());

  private final Map<String, List<Rule>> rules;
  private final RandomGenerator random;

  private HostTable(Map<String, List<Rule>> rules, RandomGenerator random) {
    this.rules = rules;
    this.random = random;
  }

  /**
   * @param rules those of each host in the order in which they are tried
   */
  static HostTable of(Map<String, List<Rule>> rules, RandomGenerator random) {
    Map<String, List<Rule>> sorted = new LinkedHashMap<>();
    rules.keySet().stream()
        .sorted(MOST_SPECIFIC)
        .forEach(host -> sorted.put(host, new ArrayList<>(rules.getOrDefault(host, List.of()))));
    return new HostTable(sorted, random);
  }

  @Override
  public Answer route(RequestHead request) {
    for (Map.Entry<String, List<Rule>> host : rules.entrySet()) {
      if (covers(host.getKey(), request.host())) {
        return host.getValue().stream()
            .filter(rule -> rule.match().matches(request))
            .findFirst()
            .map(rule -> rule.answer(request, random))
            .orElse(Answer.Reply.NOT_FOUND);
      }
    }
    return Answer.Reply.NOT_FOUND;
  }

  /** Whether a host name or wildcard takes in another: {@code *.a.b} has {@code x.y.a.b}. */
  static boolean covers(String pattern, String host) {
    if (pattern.equals(ANY_HOST)) {
      return true;
    }
    return pattern.startsWith("*.")
        ? host.endsWith(pattern.substring(1)) && host.length() >= pattern.length()
        : pattern.equalsIgnoreCase(host);
  }
}
