package dev.sluice.playground.world.gateway;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which requests a rule is for: all conditions have to hold. */
record RuleMatch(
    PathMatch path, Optional<String> method, List<ValueMatch> headers, List<ValueMatch> query) {
  static final RuleMatch ANY =
      new RuleMatch(new PathMatch.Prefix("/"), Optional.empty(), List.of(), List.of());

  /**
   * The order of Gateway API, most specific first: exact path, longest prefix, method, most
   * headers, most query parameters.
   */
  static final Comparator<RuleMatch> PRECEDENCE =
      Comparator.<RuleMatch>comparingInt(match -> match.path().kind())
          .thenComparingInt(match -> match.path().text().length())
          .thenComparing(match -> match.method().isPresent())
          .thenComparingInt(match -> match.headers().size())
          .thenComparingInt(match -> match.query().size())
          .reversed();

  boolean matches(RequestHead request) {
    return path.matches(request.path())
        && method.filter(m -> !m.equals(request.method())).isEmpty()
        && headers.stream().allMatch(h -> h.matches(request.header(h.name())))
        && query.stream().allMatch(q -> q.matches(request.queryParameter(q.name())));
  }
}
