package dev.sluice.analysis.counting;

import static dev.sluice.analysis.counting.Arm.CANARY;
import static dev.sluice.analysis.counting.Arm.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Arms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However pods restart and answers are cut, what was counted is the same. */
final class RestartsProperties {
  private static final int SCRAPES = 60;

  /** One pod: what it counts between scrapes is drawn, whether it restarts is chosen. */
  private static final class Pod {
    private final Arm arm;
    private final String name;
    private final Random requests;
    private final double offset;
    private double good = 5000;
    private double bad = 20;

    Pod(Arm arm, String name, long seed, double offset) {
      this.arm = arm;
      this.name = name;
      this.requests = new Random(seed);
      this.offset = offset;
    }

    void restart() {
      good = 0;
      bad = 0;
    }

    void scrape(Feed feed, int number) {
      good += 10 + requests.nextInt(20);
      bad += requests.nextInt(4) == 0 ? 1 + requests.nextInt(3) : 0;
      double second = -30 + 15 * number + offset;
      feed.requests(second, arm, name, "200", good);
      if (bad > 0) {
        // Clients export a counter from its first event on.
        feed.requests(second, arm, name, "503", bad).errors(second, arm, name, "503", bad);
      }
    }
  }

  private static List<Optional<Arms>> run(long seed, boolean restarts, int cut) {
    Feed feed = Feed.ratio();
    Random chance = new Random(seed);
    List<Pod> pods =
        List.of(
            new Pod(PRIMARY, "a", seed, 1),
            new Pod(PRIMARY, "b", seed + 1, 7),
            new Pod(CANARY, "c", seed + 2, 12));
    for (int i = 0; i < SCRAPES; i++) {
      for (Pod pod : pods) {
        pod.scrape(feed, i);
        // Often enough, but never so soon that a counter is past its old value unseen.
        if (i % 8 == 7 && chance.nextBoolean() && restarts) {
          pod.restart();
        }
      }
      if (i % cut == cut - 1) {
        feed.settle();
      }
    }
    feed.settle();
    List<Optional<Arms>> windows = new ArrayList<>();
    for (long window = 0; window < SCRAPES - 2; window++) {
      windows.add(feed.metric().arms(CANARY, PRIMARY, window, window + 1));
    }
    return windows;
  }

  @Property(tries = 100)
  void restartsChangeNothing(@ForAll long seed) {
    assertThat(run(seed, true, SCRAPES)).isEqualTo(run(seed, false, SCRAPES));
  }

  @Property(tries = 100)
  void howAnswersAreCutChangesNothing(@ForAll long seed) {
    List<Optional<Arms>> atOnce = run(seed, true, SCRAPES);
    assertThat(run(seed, true, 1)).isEqualTo(atOnce);
    assertThat(run(seed, true, 7)).isEqualTo(atOnce);
  }
}
