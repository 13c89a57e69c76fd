package dev.sluice.simulation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulation.bench.ScrapedFeed.Trouble;
import dev.sluice.simulation.policy.IntervalObservation;
import dev.sluice.simulation.traffic.Change;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Release;
import dev.sluice.simulation.traffic.Service;
import dev.sluice.simulation.traffic.Tick;
import dev.sluice.simulation.traffic.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScrapedFeedTest {
  private final List<Tick> ticks = ticks();

  @Test
  void restartsLoseNothing() {
    List<IntervalObservation> seen = seen(Trouble.RESTARTS);
    assertThat(seen).hasSize(ticks.size());
    for (int i = 0; i < ticks.size(); i++) {
      assertSame(seen.get(i).canary(), ticks.get(i).canary());
      assertSame(seen.get(i).control(), ticks.get(i).control());
      assertThat(seen.get(i).start()).isEqualTo(ticks.get(i).start());
    }
  }

  @Test
  void whatALostScrapeDidNotTellTheNextOneTells() {
    List<IntervalObservation> seen = seen(Trouble.LOST_SCRAPES);
    long canary = seen.stream().mapToLong(one -> one.canary().requests()).sum();
    long truth = ticks.stream().mapToLong(tick -> tick.canary().requests()).sum();
    assertThat(canary).isBetween((long) (0.97 * truth), truth);
    assertThat(seen).anyMatch(one -> one.canary().requests() < 100);
    for (int i = 0; i < ticks.size(); i++) {
      assertSame(seen.get(i).control(), ticks.get(i).control());
    }
  }

  @Test
  void slowScrapesTellOfAWholeMinute() {
    List<IntervalObservation> seen = seen(Trouble.SLOW_SCRAPES);
    assertThat(seen).hasSize(ticks.size() / 4).allMatch(one -> one.length() == 60);
    Counts first =
        ticks.subList(1, 4).stream()
            .map(Tick::canary)
            .reduce(ticks.getFirst().canary(), Counts::plus);
    assertSame(seen.getFirst().canary(), first);
    assertThat(seen.getLast().end()).isEqualTo(ticks.size() * 15.0);
  }

  private List<IntervalObservation> seen(Trouble trouble) {
    ScrapedFeed feed = new ScrapedFeed(trouble, 3);
    List<IntervalObservation> seen = new ArrayList<>();
    for (Tick tick : ticks) {
      feed.after(tick, 0.2, OptionalDouble.empty()).ifPresent(seen::add);
    }
    return seen;
  }

  private static List<Tick> ticks() {
    Traffic traffic =
        new Traffic(Service.steady(50, 0.01), Release.of(new Change.Errors(0.05)), 15, 3);
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      ticks.add(traffic.next(0.2, 0.8));
    }
    return ticks;
  }

  private static void assertSame(Counts one, Counts other) {
    assertThat(one.requests()).isEqualTo(other.requests());
    assertThat(one.errors()).isEqualTo(other.errors());
    assertThat(one.slower()).isEqualTo(other.slower());
  }
}
