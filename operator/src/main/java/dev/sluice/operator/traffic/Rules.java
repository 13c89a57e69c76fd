package dev.sluice.operator.traffic;

import dev.sluice.crds.HttpMatch;
import dev.sluice.rollout.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a route, in the order in which they are asked: first those who stay where a cookie
 * has them, then the rule that shares by weight, and in an A/B test the rule for everybody else.
 */
public final class Rules {
  private static final Split BASELINE = new Split(0, 0, 100, false);

  private final RoutedService service;
  private final Split split;
  private final SessionCookies cookies;

  private Rules(RoutedService service, Split split, Cookies cookies) {
    this.service = service;
    this.split = split;
    this.cookies = new SessionCookies(service.analysis(), cookies);
  }

  /**
   * The rules for a split. At canary weight 0, none of them sends a request to the canary; at
   * baseline weight 0, none names the baseline, whose Service may not be there.
   */
  public static List<Rule> of(RoutedService service, Split split, Cookies cookies) {
    return new Rules(service, split, cookies).all();
  }

  /** What the analysis asks of requests, for providers that have words for it only. */
  public static List<HttpMatch> analysisMatches(RoutedService service) {
    return Matches.of(service.analysis().match());
  }

  private List<Rule> all() {
    List<HttpMatch> everybody = service.spec().match();
    List<HttpMatch> tested = analysisMatches(service);
    List<HttpMatch> shared = Matches.both(tested, everybody);
    List<Rule> rules = new ArrayList<>(split.canary() == 0 ? deleting(shared) : sticky(shared));
    rules.add(new Rule(shared, weighted(), null, split.mirrored()));
    if (!tested.isEmpty()) {
      rules.add(
          new Rule(
              everybody, List.of(new Rule.Backend(service.primary(), 100, null)), null, false));
    }
    return rules;
  }

  private List<Rule> deleting(List<HttpMatch> shared) {
    return cookies.stale().stream()
        .map(
            cookie ->
                new Rule(
                    carrying(cookie, shared),
                    backends(Split.PRIMARY),
                    cookies.delete(cookie),
                    split.mirrored()))
        .toList();
  }

  /** With everything on the canary nobody stays on the primary, which may not be healthy. */
  private List<Rule> sticky(List<HttpMatch> shared) {
    Optional<String> primary = split.primary() > 0 ? cookies.primary() : Optional.empty();
    Optional<String> baseline = split.baseline() > 0 ? cookies.baseline() : Optional.empty();
    return Stream.of(
            cookies.canary().map(cookie -> sticky(cookie, shared, Split.CANARY)),
            baseline.map(cookie -> sticky(cookie, shared, BASELINE)),
            primary.map(cookie -> sticky(cookie, shared, Split.PRIMARY)))
        .flatMap(Optional::stream)
        .toList();
  }

  private Rule sticky(String cookie, List<HttpMatch> shared, Split where) {
    return new Rule(carrying(cookie, shared), backends(where), null, false);
  }

  private static List<HttpMatch> carrying(String cookie, List<HttpMatch> shared) {
    return Matches.both(List.of(Matches.cookie(cookie)), shared);
  }

  private List<Rule.Backend> backends(Split where) {
    return backends(where, null, null, null);
  }

  private List<Rule.Backend> weighted() {
    return split.canary() > 0
        ? backends(split, cookies.setPrimary(), cookies.setCanary(), cookies.setBaseline())
        : backends(split);
  }

  private List<Rule.Backend> backends(
      Split where, @Nullable String primary, @Nullable String canary, @Nullable String baseline) {
    List<Rule.Backend> backends = new ArrayList<>();
    backends.add(new Rule.Backend(service.primary(), where.primary(), primary));
    backends.add(new Rule.Backend(service.canary(), where.canary(), canary));
    if (where.baseline() > 0) {
      backends.add(new Rule.Backend(service.baseline(), where.baseline(), baseline));
    }
    return backends;
  }
}
