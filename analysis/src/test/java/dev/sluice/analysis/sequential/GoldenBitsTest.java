package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.EventRate;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.Comparison.Latency;
import dev.sluice.analysis.sequential.History.Past;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * The same traffic gives the same bits on every machine: after a restart elsewhere the verdict is
 * that of the evidence that was lost. If a change of the method is meant, {@code
 * -Dsluice.regenerate=true} writes the file again.
 */
final class GoldenBitsTest {
  private static final Path FILE =
      Path.of("src/test/resources/dev/sluice/analysis/sequential/golden-bits.txt");
  private static final double[] BOUNDS = {.05, .1, .25, .5, 1};
  private static final List<Comparison> METRICS =
      List.of(
          ErrorRatio.named("errors"),
          Latency.named("latency"),
          Gauge.named("memory", Gauge.Direction.INCREASE_IS_BAD),
          EventRate.named("restarts"));

  /** Whole numbers alone, so that the input cannot differ. */
  private long state = 20260000;

  private long below(long bound) {
    state = state * 6364136223846793005L + 1442695040888963407L;
    return Long.remainderUnsigned(state >>> 16, bound);
  }

  @Test
  void everyMachineComputesTheseBits() throws IOException {
    Evidence evidence = Evidence.of(Settings.defaults(METRICS), history());
    evidence.entered(Duration.ZERO, 0.2, OptionalDouble.of(0.5));
    for (int i = 0; i < 24; i++) {
      if (i == 12) {
        evidence.entered(evidence.end(), 0.5, OptionalDouble.empty());
      }
      evidence.fold(interval(evidence.end(), i));
    }
    List<String> bits = new ArrayList<>();
    evidence.state(value -> bits.add("%016x".formatted(Double.doubleToRawLongBits(value))));
    if (Boolean.getBoolean("sluice.regenerate")) {
      Files.write(FILE, bits);
    }
    assertThat(bits).isEqualTo(Files.readAllLines(FILE));
  }

  private History history() {
    List<History.Count> counts = new ArrayList<>();
    List<Histogram> histograms = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    List<History.Exposed> exposed = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      counts.add(new History.Count(below(15), 700 + below(100)));
      histograms.add(histogram(700 + below(100)));
      values.add(500.0 + below(50));
      exposed.add(new History.Exposed(i % 50 == 0 ? 1 : 0, 60));
    }
    return new History(
        Settings.INTERVAL,
        List.of(
            new Past.Counts(counts),
            new Past.Histograms(histograms),
            new Past.Values(values),
            new Past.Events(exposed)));
  }

  private Interval interval(Duration start, int i) {
    List<Arms> arms =
        List.of(
            new Arms.Counts(below(8), 150 + below(30), below(12), 550 + below(90)),
            new Arms.Histograms(histogram(150 + below(30)), histogram(550 + below(90))),
            new Arms.Values(510 + below(50), 500 + below(50)),
            new Arms.Events(i % 9 == 0 ? 1 : 0, 30, 0, 60));
    return new Interval(start, Settings.INTERVAL, 0.2, arms);
  }

  private Histogram histogram(long total) {
    long[] above = new long[BOUNDS.length];
    long left = total;
    for (int b = 0; b < above.length; b++) {
      left = left * (30 + below(20)) / 100;
      above[b] = left;
    }
    return new Histogram(BOUNDS, above, total);
  }
}
