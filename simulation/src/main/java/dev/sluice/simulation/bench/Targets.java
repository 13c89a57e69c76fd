package dev.sluice.simulation.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What Sluice's figures must be. */
public final class Targets {
  private static final String SLUICE = "sluice";
  private static final String NO_SOAK = "sluice-soak0";
  private static final String LONG_SOAK = "sluice-soak10";
  private static final int MANY = 100;

  private final List<Target> targets = new ArrayList<>();

  private Targets() {
    good();
    bad();
    calibration();
    data();
  }

  /** What became of a target. */
  public enum Outcome {
    MET,
    MISSED,
    /** Not met by a share whose 95 % confidence interval has the target in it. */
    WITHIN_CHANCE,
    /** A single run would have decided. */
    TOO_FEW_RUNS
  }

  /**
   * A target that was looked at.
   *
   * @param figure what it came to, and what it should be
   */
  public record Check(String name, String figure, Outcome outcome) {
    @Override
    public String toString() {
      return name + ": " + figure;
    }
  }

  /** Looks at all of them. */
  public static List<Check> check(Results results) {
    return new Targets().targets.stream().map(target -> target.check(results)).toList();
  }

  private void good() {
    for (String id : List.of("N1", "N2", "N3", "N4", "N8", "N9", "N10", "N11")) {
      falseRollbacks(id, 0.5);
    }
    falseRollbacks("N5", 2);
    falseRollbacks("N7", 2);
    falseRollbacks("N6", 4);
    promotes(SLUICE, "N1", 300);
    promotes(NO_SOAK, "N1", 300);
    promotes(NO_SOAK, "N11", 180);
    atMost("mean time to promote, all N but N10", 420, " s", MANY, Targets::meanTimeToPromote);
  }

  private void bad() {
    IntStream.rangeClosed(1, 13).forEach(i -> detects("B" + i, 99));
    detects("B14", 98);
    toDetect("B1", 390);
    toDetect("B2", 420);
    toDetect("B3", 105);
    toDetect("B4", 60);
    toDetect("B5", 30);
    toDetect("B6", 210);
    toDetect("B7", 30);
    toDetect("B8", 240);
    toDetect("B10", 120);
    toDetect("B11", 360);
    toDetect("B12", 210);
    toDetect("B13", 300);
    toDetect("B14", 480);
    atMost("mean excess of B1 to B14, 10 min soak", 40, "", MANY, Targets::meanExcess);
  }

  private void calibration() {
    for (String id : List.of("C1", "C1b")) {
      falseRollbacks(id, 5);
    }
    for (String id : List.of("C2", "C2b", "C2c")) {
      share(id + ": releases at the harm promoted", true, 5, id, Cell::falsePromotion);
    }
  }

  private void data() {
    atMost(
        "D1: differs from B3, whose traffic it is",
        0,
        "",
        1,
        results -> results.cell(SLUICE, "D1").equals(results.cell(SLUICE, "B3")) ? 0.0 : 1.0);
    detects("D3", 100);
  }

  private void falseRollbacks(String id, double percent) {
    share(id + ": good releases rolled back", true, percent, id, Cell::falseRollback);
  }

  private void detects(String id, double percent) {
    share(id + ": bad releases rolled back", false, percent, id, Cell::detected);
  }

  private void share(
      String name,
      boolean atMost,
      double percent,
      String scenario,
      Function<Cell, @Nullable Share> of) {
    Function<Share, Double> best = atMost ? Share::low : Share::high;
    targets.add(
        new Target(
            name,
            atMost,
            percent,
            " %",
            runsThatBear(atMost ? percent : 100 - percent),
            figure(SLUICE, scenario, cell -> of(of.apply(cell), Share::percent)),
            figure(SLUICE, scenario, cell -> of(of.apply(cell), best))));
  }

  private void toDetect(String id, double seconds) {
    atMost(
        id + ": median time to detect",
        seconds,
        " s",
        MANY,
        figure(SLUICE, id, Cell::medianToDetect));
  }

  private void promotes(String contestant, String id, double seconds) {
    String soak = contestant.equals(NO_SOAK) ? ", no soak" : "";
    atMost(
        id + ": median time to promote" + soak,
        seconds,
        " s",
        MANY,
        figure(contestant, id, Cell::medianToPromote));
  }

  private void atMost(
      String name,
      double bound,
      String unit,
      int leastRuns,
      Function<Results, @Nullable Double> figure) {
    targets.add(new Target(name, true, bound, unit, leastRuns, figure, figure));
  }

  /** So that one run does not decide, unless nothing may go wrong at all. */
  private static int runsThatBear(double percent) {
    return percent == 0 ? 1 : (int) Math.ceil(100 / percent);
  }

  private static Function<Results, @Nullable Double> figure(
      String contestant, String scenario, Function<Cell, @Nullable Double> of) {
    return results -> results.cell(contestant, scenario).map(of).orElse(null);
  }

  private static @Nullable Double of(@Nullable Share share, Function<Share, Double> figure) {
    return share == null ? null : figure.apply(share);
  }

  private static @Nullable Double meanTimeToPromote(Results results) {
    return mean(
        IntStream.rangeClosed(1, 11)
            .filter(i -> i != 10)
            .mapToObj(i -> figure(SLUICE, "N" + i, Cell::medianToPromote).apply(results))
            .toList());
  }

  private static @Nullable Double meanExcess(Results results) {
    return mean(
        IntStream.rangeClosed(1, 14)
            .mapToObj(i -> figure(LONG_SOAK, "B" + i, Cell::excess).apply(results))
            .toList());
  }

  /** Null if any is missing. */
  private static @Nullable Double mean(List<@Nullable Double> values) {
    double sum = 0;
    for (Double value : values) {
      if (value == null) {
        return null;
      }
      sum += value;
    }
    return sum / values.size();
  }
}
