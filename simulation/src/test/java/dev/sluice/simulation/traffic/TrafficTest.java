package dev.sluice.simulation.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.sluice.simulation.traffic.Irregularity.Clusters;
import dev.sluice.simulation.traffic.Irregularity.Diurnal;
import dev.sluice.simulation.traffic.Irregularity.Incident;
import dev.sluice.simulation.traffic.Irregularity.Wander;
import dev.sluice.simulation.traffic.Irregularity.WanderingErrors;
import dev.sluice.simulation.traffic.Irregularity.WanderingLatency;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final int TICKS = 20_000;
  private static final double LENGTH = 15;
  private static final int SLOW = Latency.BOUNDS.indexOf(Latency.USUAL.slow());

  private final Service steady = Service.steady(50, 0.01);

  @Test
  void arrivalsArePoissonAndSplitByWeight() {
    List<Tick> ticks = ticks(steady, Release.of(), 0.2);
    of(ticks, tick -> tick.canary().requests()).hasMeanAndVariance(150, 150);
    of(ticks, tick -> tick.control().requests()).hasMeanAndVariance(600, 600);
  }

  @Test
  void errorsAreBinomial() {
    List<Tick> ticks = ticks(steady, Release.of(new Change.Errors(0.03)), 0.5);
    // A binomial share of a Poisson number is Poisson.
    of(ticks, tick -> tick.control().errors()).hasMeanAndVariance(3.75, 3.75);
    of(ticks, tick -> tick.canary().errors()).hasMeanAndVariance(11.25, 11.25);
  }

  @Test
  void everyBucketHasTheShareOfTheLognormal() {
    List<Tick> ticks = ticks(steady, Release.of(new Change.Slower(1.2)), 0.5);
    // Beyond a second there is next to nothing to count.
    for (int i = 0; i <= Latency.BOUNDS.indexOf(1000.0); i++) {
      int bound = i;
      double slow = 375 * Latency.USUAL.slowerThan(Latency.BOUNDS.get(i), 1);
      of(ticks, tick -> tick.control().slower(bound)).hasMeanAndVariance(slow, slow);
      double slower = 375 * Latency.USUAL.slowerThan(Latency.BOUNDS.get(i), 1.2);
      of(ticks, tick -> tick.canary().slower(bound)).hasMeanAndVariance(slower, slower);
    }
  }

  @Test
  void halfOfAllTakeTheMedianAndOneInAHundredMoreThanThe99thPercentile() {
    assertThat(Latency.USUAL.slowerThan(80, 1)).isCloseTo(0.5, within(1e-12));
    assertThat(Latency.USUAL.slowerThan(400, 1)).isCloseTo(0.01, within(1e-9));
    assertThat(Latency.USUAL.slowerThan(800, 2)).isCloseTo(0.01, within(1e-9));
  }

  @Test
  void aTailIsSlowerAndTheRestIsNot() {
    List<Tick> ticks = ticks(steady, Release.of(new Change.Tail(0.02, 8)), 0.5);
    double slow =
        375
            * (0.98 * Latency.USUAL.slowerThan(Latency.USUAL.slow(), 1)
                + 0.02 * Latency.USUAL.slowerThan(Latency.USUAL.slow(), 8));
    of(ticks, tick -> tick.canary().slower(SLOW)).hasMeanAndVariance(slow, slow);
  }

  @Test
  void clusteredErrorsVaryByTheirDesignEffect() {
    List<Tick> ticks = ticks(steady.with(new Clusters(0.01)), Release.of(), 0.5);
    double rate = 0.01;
    double n = 375;
    // E[Var] + Var[E] of a binomial with a beta rate, over a Poisson number of requests.
    double ofRate = rate * (1 - rate) * 0.01;
    double variance = n * rate + (n * n) * ofRate;
    of(ticks, tick -> tick.control().errors()).hasMeanAndVariance(n * rate, variance);
  }

  @Test
  void wanderingErrorsKeepTheirMeanAndAreCorrelatedInTime() {
    Service service = Service.steady(50_000, 0.01).with(new WanderingErrors(new Wander(0.5, 0.8)));
    List<Tick> ticks = ticks(service, Release.of(), 0.5);
    Sample logs =
        of(ticks, tick -> Math.log((double) tick.control().errors() / tick.control().requests()));
    // Effective sample size is smaller by (1 - rho) / (1 + rho).
    assertThat(logs.mean()).isCloseTo(Math.log(0.01) - 0.125, within(0.05));
    assertThat(logs.variance()).isCloseTo(0.25, within(0.03));
    assertThat(logs.autocorrelation()).isCloseTo(0.8, within(0.02));
  }

  @Test
  void wanderingArmsWanderEachByItself() {
    Service service = Service.steady(50_000, 0.01).with(new WanderingErrors(new Wander(0.5, 0.8)));
    List<Tick> ticks = ticks(service, Release.of(), 0.5);
    ToDoubleFunction<Tick> ratio =
        tick ->
            Math.log((double) tick.canary().errors() / tick.canary().requests())
                - Math.log((double) tick.control().errors() / tick.control().requests());
    assertThat(of(ticks, ratio).variance()).isCloseTo(0.5, within(0.05));
  }

  @Test
  void wanderingLatencyKeepsItsMedian() {
    Service service = Service.steady(5000, 0.01).with(new WanderingLatency(new Wander(0.05, 0.9)));
    List<Tick> ticks = ticks(service, Release.of(), 0.5);
    int bound = Latency.BOUNDS.indexOf(100.0);
    Sample shares =
        of(ticks, tick -> (double) tick.control().slower(bound) / tick.control().requests());
    assertThat(shares.mean()).isCloseTo(Latency.USUAL.slowerThan(100, 1), within(0.002));
    assertThat(shares.autocorrelation()).isBetween(0.85, 0.91);
  }

  @Test
  void theDaySwingsInBothArms() {
    Traffic traffic = new Traffic(steady.with(new Diurnal()), Release.of(), LENGTH, 3);
    List<Tick> hour = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      hour.add(traffic.next(0.5, 0.5));
    }
    long least = hour.stream().mapToLong(tick -> tick.control().requests()).min().orElseThrow();
    long most = hour.stream().mapToLong(tick -> tick.control().requests()).max().orElseThrow();
    assertThat(least).isBetween(130L, 215L);
    assertThat(most).isBetween(540L, 640L);
    assertThat(of(hour, tick -> tick.canary().requests()).mean()).isCloseTo(375, within(20.0));
  }

  @Test
  void anIncidentHitsBothArmsAndEnds() {
    Service service = steady.with(new Incident(30, 30, 0.5));
    Traffic traffic = new Traffic(service, Release.of(), LENGTH, 3);
    for (int i = 0; i < 6; i++) {
      Tick tick = traffic.next(0.5, 0.5);
      double least = tick.start() >= 30 && tick.start() < 60 ? 0.4 : 0;
      double most = tick.start() >= 30 && tick.start() < 60 ? 0.6 : 0.05;
      for (Counts counts : List.of(tick.canary(), tick.control())) {
        assertThat((double) counts.errors() / counts.requests()).isBetween(least, most);
      }
    }
  }

  @Test
  void aChangeShowsInTheCanaryAloneAndOnlyFromItsOnset() {
    Release release = Release.of(new Change.Errors(0.5)).from(60);
    Traffic traffic = new Traffic(steady, release, LENGTH, 3);
    for (int i = 0; i < 8; i++) {
      Tick tick = traffic.next(0.5, 0.5);
      assertThat(tick.control().errors()).isLessThan(20);
      boolean shows = tick.start() >= 60;
      assertThat(tick.canary().errors()).isBetween(shows ? 120L : 0L, shows ? 250L : 20L);
      double excess = shows ? tick.canary().requests() * 0.49 : 0;
      assertThat(tick.excess()).isCloseTo(excess, within(1e-9));
    }
  }

  @Test
  void whatIsKeptGoesOnToCost() {
    Traffic errors = new Traffic(steady, Release.of(new Change.Errors(0.03)), LENGTH, 3);
    assertThat(errors.excessIfReleased(3600)).isCloseTo(3600 * 50 * 0.02, within(1e-6));
    Traffic slow = new Traffic(steady, Release.of(new Change.Slower(2)), LENGTH, 3);
    double share =
        Latency.USUAL.slowerThan(Latency.USUAL.slow(), 2)
            - Latency.USUAL.slowerThan(Latency.USUAL.slow(), 1);
    assertThat(slow.excessIfReleased(3600)).isCloseTo(3600 * 50 * share, within(1e-6));
    Traffic leak = new Traffic(steady, Release.of(new Change.Leak(0.005)).from(600), LENGTH, 3);
    // Minutes 0 to 49 of the leak, each with the rate at its beginning.
    assertThat(leak.excessIfReleased(3600)).isCloseTo(60 * 50 * 0.005 * 49 * 50 / 2, within(1e-6));
  }

  @Test
  void theSameSeedMakesTheSameTraffic() {
    Scenario scenario = Scenario.all().getFirst();
    long seed = scenario.seed(Scenario.SEED, 3);
    assertThat(told(scenario.traffic(seed))).isEqualTo(told(scenario.traffic(seed)));
    assertThat(told(scenario.traffic(seed)))
        .isNotEqualTo(told(scenario.traffic(scenario.seed(Scenario.SEED, 4))));
  }

  @Test
  void neighbouringSeedsOfTheBenchmarkShareNoRun() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = Scenario.SEED - 2; seed <= Scenario.SEED + 2; seed++) {
      for (int run = 0; run < 1000; run++) {
        for (int scenario : new int[] {0, 1}) {
          assertThat(seeds.add(Scenario.all().get(scenario).seed(seed, run))).isTrue();
        }
      }
    }
  }

  @Test
  void theCatalogueIsTheOneOfTheBenchmark() {
    assertThat(Scenario.all())
        .extracting(Scenario::id)
        .containsSubsequence("N1", "N11", "B1", "B14", "C1", "C1b", "C2", "C2b", "C2c", "D1", "D5")
        .doesNotHaveDuplicates();
    assertThat(Scenario.all()).filteredOn(Scenario::compares).hasSize(25);
    assertThat(Scenario.all())
        .filteredOn(scenario -> !scenario.id().equals("D1"))
        .extracting(Scenario::index)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private static String told(Traffic traffic) {
    StringBuilder told = new StringBuilder();
    traffic.history(3).forEach(counts -> told.append(counts.requests()).append(' '));
    for (int i = 0; i < 3; i++) {
      Tick tick = traffic.next(0.1, 0.9);
      told.append(tick.canary().errors()).append(' ').append(tick.control().requests()).append(' ');
      told.append(tick.control().slower(2)).append(' ');
    }
    return told.toString();
  }

  private static Sample of(List<Tick> ticks, ToDoubleFunction<Tick> value) {
    var iterator = ticks.iterator();
    return Sample.of(ticks.size(), () -> value.applyAsDouble(iterator.next()));
  }

  private static List<Tick> ticks(Service service, Release release, double weight) {
    Traffic traffic = new Traffic(service, release, LENGTH, 42);
    List<Tick> ticks = new ArrayList<>(TICKS);
    for (int i = 0; i < TICKS; i++) {
      ticks.add(traffic.next(weight, 1 - weight));
    }
    return ticks;
  }

  @Test
  void letsEachChangeBeginAtItsOwnTime() {
    Release release =
        Release.of(new Change.Errors(0.5)).from(60).and(Release.of(new Change.Slower(4)).from(120));
    Course course = new Course(Service.steady(50, 0.01), release, 0);
    assertThat(release.onset()).isEqualTo(60);
    assertThat(course.canaryErrorRate(59)).isEqualTo(0.01);
    assertThat(course.canaryErrorRate(60)).isEqualTo(0.5);
    assertThat(course.canaryLatencyFactor(119)).isEqualTo(1);
    assertThat(course.canaryLatencyFactor(120)).isEqualTo(4);
  }

  @Test
  void letsAServiceBeWithoutErrorsUntilANewVersionHasSome() {
    Course course =
        new Course(Service.steady(50, 0), Release.of(new Change.Errors(0.02)).from(10), 0);
    assertThat(course.errorRate(20)).isZero();
    assertThat(course.canaryErrorRate(20)).isEqualTo(0.02);
  }

  @Test
  void tellsMeanDurations() {
    Traffic traffic =
        new Traffic(Service.steady(50, 0.01), Release.of(new Change.Slower(2)), LENGTH, 3);
    double expected = Latency.USUAL.mean(1);
    Tick tick = traffic.next(4_000, 0.5, 0.5);
    assertThat(tick.length()).isEqualTo(4_000);
    assertThat(tick.controlMillis()).isCloseTo(expected, withPercentage(2));
    assertThat(tick.canaryMillis()).isCloseTo(2 * expected, withPercentage(2));
    assertThat(traffic.next(0, 1).canaryMillis()).isNaN();
  }
}
