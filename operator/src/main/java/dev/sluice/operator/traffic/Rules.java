package dev.sluice.operator.traffic;

import dev.sluice.crds.HttpMatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a route, in the order in which they are asked: first those who stay where a cookie
 * has them, then the rule that shares by weight, and in an A/B test the rule for everybody else.
 */
public final class Rules {
  private final RoutedService service;
  private final Split split;
  private final SessionCookies cookies;

  private Rules(RoutedService service, Split split, Cookies cookies) {
    this.service = service;
    this.split = split;
    this.cookies = new SessionCookies(service.analysis(), cookies);
  }

  /** The rules for a split. At canary weight 0, none of them sends a request to the canary. */
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
    List<Rule> rules = new ArrayList<>();
    if (split.canary() == 0) {
      cookies
          .previous()
          .ifPresent(
              cookie ->
                  rules.add(
                      rule(cookie, shared, 100, 0, cookies.deletePrevious(), split.mirrored())));
    } else {
      addSticky(rules, shared);
    }
    rules.add(new Rule(shared, weighted(), null, split.mirrored()));
    if (!tested.isEmpty()) {
      rules.add(
          new Rule(
              everybody, List.of(new Rule.Backend(service.primary(), 100, null)), null, false));
    }
    return rules;
  }

  /** With everything on the canary nobody stays on the primary, which may not be healthy. */
  private void addSticky(List<Rule> rules, List<HttpMatch> shared) {
    cookies.canary().ifPresent(cookie -> rules.add(rule(cookie, shared, 0, 100, null, false)));
    if (split.primary() > 0) {
      cookies.primary().ifPresent(cookie -> rules.add(rule(cookie, shared, 100, 0, null, false)));
    }
  }

  private Rule rule(
      String cookie,
      List<HttpMatch> shared,
      int primary,
      int canary,
      @Nullable String setCookie,
      boolean mirrored) {
    return new Rule(
        Matches.both(List.of(Matches.cookie(cookie)), shared),
        List.of(
            new Rule.Backend(service.primary(), primary, null),
            new Rule.Backend(service.canary(), canary, null)),
        setCookie,
        mirrored);
  }

  private List<Rule.Backend> weighted() {
    boolean live = split.canary() > 0;
    return List.of(
        new Rule.Backend(service.primary(), split.primary(), live ? cookies.setPrimary() : null),
        new Rule.Backend(service.canary(), split.canary(), live ? cookies.setCanary() : null));
  }
}
