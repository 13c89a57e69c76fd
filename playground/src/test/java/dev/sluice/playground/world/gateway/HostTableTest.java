package dev.sluice.playground.world.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which rule of Gateway API a request falls under. */
class HostTableTest {
  private static Rule rule(String service, RuleMatch match) {
    return new Rule(
        match,
        new Weighted<>(List.of(new Weighted.Entry<>(Requests.to(service), 1))),
        Filters.NONE,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Requests.ROUTE);
  }

  private static RuleMatch path(PathMatch path) {
    return new RuleMatch(path, Optional.empty(), List.of(), List.of());
  }

  private static RuleMatch headers(ValueMatch... headers) {
    return new RuleMatch(new PathMatch.Prefix("/"), Optional.empty(), List.of(headers), List.of());
  }

  /** The service behind the most specific of some rules, whatever order they come in. */
  private static String served(RequestHead request, Rule... rules) {
    List<Rule> sorted = new ArrayList<>(List.of(rules).reversed());
    sorted.sort(Comparator.comparing(Rule::match, RuleMatch.PRECEDENCE));
    HostTable table = HostTable.of(Map.of("*", sorted), new SplittableRandom(1));
    return Requests.served(table.route(request));
  }

  @Test
  void theMostSpecificHostHasTheSay() {
    HostTable table =
        HostTable.of(
            Map.of(
                "*", List.of(rule("any", RuleMatch.ANY)),
                "*.example.com", List.of(rule("wildcard", RuleMatch.ANY)),
                "*.b.example.com", List.of(rule("longer", RuleMatch.ANY)),
                "a.example.com", List.of(rule("exact", RuleMatch.ANY))),
            new SplittableRandom(1));
    assertThat(Requests.served(table.route(Requests.get("a.example.com", "/")))).isEqualTo("exact");
    assertThat(Requests.served(table.route(Requests.get("x.example.com", "/"))))
        .isEqualTo("wildcard");
    assertThat(Requests.served(table.route(Requests.get("x.y.b.example.com", "/"))))
        .isEqualTo("longer");
    assertThat(Requests.served(table.route(Requests.get("example.com", "/")))).isEqualTo("any");
  }

  @Test
  void aHostWithoutAMatchingRuleIsNotFound() {
    HostTable table =
        HostTable.of(
            Map.of(
                "*", List.of(rule("any", RuleMatch.ANY)),
                "a.example.com", List.of(rule("exact", path(new PathMatch.Exact("/only"))))),
            new SplittableRandom(1));
    assertThat(Requests.served(table.route(Requests.get("a.example.com", "/other"))))
        .isEqualTo("404");
  }

  @Test
  void exactPathsComeBeforeLongerPrefixesBeforeShorter() {
    Rule exact = rule("exact", path(new PathMatch.Exact("/a/b")));
    Rule longer = rule("longer", path(new PathMatch.Prefix("/a/b")));
    Rule shorter = rule("shorter", path(new PathMatch.Prefix("/a")));
    Rule root = rule("root", RuleMatch.ANY);
    assertThat(served(Requests.get("h", "/a/b"), root, shorter, longer, exact)).isEqualTo("exact");
    assertThat(served(Requests.get("h", "/a/b/c"), root, shorter, longer, exact))
        .isEqualTo("longer");
    assertThat(served(Requests.get("h", "/a/bc"), root, shorter, longer, exact))
        .isEqualTo("shorter");
    assertThat(served(Requests.get("h", "/ab"), root, shorter, longer, exact)).isEqualTo("root");
  }

  @Test
  void moreHeadersComeBeforeFewer() {
    Rule two = rule("two", headers(ValueMatch.exact("x", "1"), ValueMatch.exact("y", "2")));
    Rule one = rule("one", headers(ValueMatch.exact("X", "1")));
    Rule none = rule("none", RuleMatch.ANY);
    assertThat(served(Requests.get("h", "/", "X", "1", "Y", "2"), none, one, two)).isEqualTo("two");
    assertThat(served(Requests.get("h", "/", "x", "1", "y", "3"), none, one, two)).isEqualTo("one");
    assertThat(served(Requests.get("h", "/", "x", "11"), none, one, two)).isEqualTo("none");
  }

  @Test
  void cookiesAreMatchedAsAHeader() {
    Rule insider =
        rule("insider", headers(ValueMatch.regex("Cookie", "^(.*?;\\s*)?(canary=always)(;.*)?$")));
    Rule others = rule("others", RuleMatch.ANY);
    assertThat(served(Requests.get("h", "/", "Cookie", "a=b; canary=always"), others, insider))
        .isEqualTo("insider");
    assertThat(served(Requests.get("h", "/", "Cookie", "canary=alwaysnot"), others, insider))
        .isEqualTo("others");
    assertThat(served(Requests.get("h", "/"), others, insider)).isEqualTo("others");
  }

  @Test
  void methodsAndQueryParametersAreMatched() {
    Rule method =
        rule(
            "method",
            new RuleMatch(new PathMatch.Prefix("/"), Optional.of("POST"), List.of(), List.of()));
    Rule query =
        rule(
            "query",
            new RuleMatch(
                new PathMatch.Prefix("/"),
                Optional.empty(),
                List.of(),
                List.of(ValueMatch.exact("v", "a b"))));
    Rule others = rule("others", RuleMatch.ANY);
    assertThat(served(Requests.get("h", "/?u=1&v=a%20b"), others, query, method))
        .isEqualTo("query");
    assertThat(served(Requests.get("h", "/?v=c"), others, query, method)).isEqualTo("others");
  }

  @Test
  void expressionsDescribeTheWholePath() {
    Rule regex = rule("regex", path(new PathMatch.Regex(Pattern.compile("/v[0-9]+"))));
    Rule others = rule("others", RuleMatch.ANY);
    assertThat(served(Requests.get("h", "/v12"), others, regex)).isEqualTo("regex");
    assertThat(served(Requests.get("h", "/v12/x"), others, regex)).isEqualTo("others");
  }
}
