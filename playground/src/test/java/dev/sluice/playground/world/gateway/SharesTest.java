package dev.sluice.playground.world.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * That shares of the traffic are what they are said to be. Each count may be off by five standard
 * deviations of a binomial distribution, which a correct program is once in 1.7 million seeds; a
 * share that is wrong by one percentage point is off by at least six with so many requests, so it
 * is found. The seed is fixed, so the answer is always the same.
 */
class SharesTest {
  private static final int REQUESTS = 100_000;
  private static final double DEVIATIONS = 5;

  private final SplittableRandom random = new SplittableRandom(20261127);

  private static void assertShare(long count, double share) {
    double deviation = Math.sqrt(REQUESTS * share * (1 - share));
    assertThat((double) count).isCloseTo(REQUESTS * share, within(DEVIATIONS * deviation));
  }

  private static long count(BooleanSupplier each) {
    long count = 0;
    for (int i = 0; i < REQUESTS; i++) {
      count += each.getAsBoolean() ? 1 : 0;
    }
    return count;
  }

  private static Rule rule(List<Weighted.Entry<Destination>> backends, List<Mirror> mirrors) {
    return new Rule(
        RuleMatch.ANY,
        new Weighted<>(backends),
        Filters.NONE,
        mirrors,
        Optional.empty(),
        Optional.empty(),
        Requests.ROUTE);
  }

  private Map<String, Long> served(Rule rule) {
    Map<String, Long> counts = new HashMap<>();
    RequestHead request = Requests.get("a", "/");
    for (int i = 0; i < REQUESTS; i++) {
      counts.merge(Requests.served(rule.answer(request, random)), 1L, Long::sum);
    }
    return counts;
  }

  @Test
  void backendsGetWhatTheirWeightsSay() {
    Map<String, Long> counts =
        served(
            rule(
                List.of(
                    new Weighted.Entry<>(Requests.to("primary"), 90),
                    new Weighted.Entry<>(Requests.to("canary"), 10)),
                List.of()));
    assertShare(counts.getOrDefault("canary", 0L), 0.10);
    assertThat(counts.getOrDefault("primary", 0L) + counts.getOrDefault("canary", 0L))
        .isEqualTo(REQUESTS);
  }

  @Test
  void weightsAreRelativeAndNeedNotAddUpToAHundred() {
    Map<String, Long> counts =
        served(
            rule(
                List.of(
                    new Weighted.Entry<>(Requests.to("a"), 1),
                    new Weighted.Entry<>(Requests.to("b"), 2),
                    new Weighted.Entry<>(Requests.to("c"), 5)),
                List.of()));
    assertShare(counts.getOrDefault("a", 0L), 1 / 8.0);
    assertShare(counts.getOrDefault("b", 0L), 2 / 8.0);
    assertShare(counts.getOrDefault("c", 0L), 5 / 8.0);
  }

  @Test
  void aWeightOfZeroGetsNothingAndOneOfAHundredEverything() {
    Map<String, Long> counts =
        served(
            rule(
                List.of(
                    new Weighted.Entry<>(Requests.to("primary"), 100),
                    new Weighted.Entry<>(Requests.to("canary"), 0)),
                List.of()));
    assertThat(counts).containsOnlyKeys("primary");
  }

  @Test
  void withoutAnyWeightRequestsFail() {
    Map<String, Long> counts =
        served(rule(List.of(new Weighted.Entry<>(Requests.to("a"), 0)), List.of()));
    assertThat(counts).containsOnlyKeys("500");
  }

  @Test
  void theShareOfABrokenReferenceFails() {
    Map<String, Long> counts =
        served(
            rule(
                List.of(
                    new Weighted.Entry<>(Requests.to("a"), 4),
                    new Weighted.Entry<>(new Destination.Broken("no such service"), 1)),
                List.of()));
    assertShare(counts.getOrDefault("500", 0L), 0.2);
  }

  @Test
  void mirrorsCopyTheirFraction() {
    Backend shadow = new Backend("ns", "shadow", 80);
    Rule rule =
        rule(
            List.of(new Weighted.Entry<>(Requests.to("a"), 1)),
            List.of(new Mirror(shadow, 3, 10), new Mirror(shadow, 1, 1), new Mirror(shadow, 0, 5)));
    RequestHead request = Requests.get("a", "/");
    long[] copies = {0};
    count(
        () ->
            rule.answer(request, random) instanceof Answer.Forward forward
                && (copies[0] += forward.mirrors().size()) > 0);
    assertShare(copies[0] - REQUESTS, 0.3);
  }

  @Test
  void aCanaryIngressTakesItsWeight() {
    CanaryRule ofHundred = weight(5, 100);
    CanaryRule ofThousand = weight(5, 1000);
    RequestHead request = Requests.get("a", "/");
    assertShare(count(() -> ofHundred.takes(request, random)), 0.05);
    assertShare(count(() -> ofThousand.takes(request, random)), 0.005);
    assertThat(count(() -> weight(0, 100).takes(request, random))).isZero();
    assertThat(count(() -> weight(100, 100).takes(request, random))).isEqualTo(REQUESTS);
  }

  private static CanaryRule weight(int weight, int total) {
    return new CanaryRule(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), weight, total);
  }
}
