package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.sequential.Arms.Counts;
import dev.sluice.analysis.sequential.Arms.Histograms;
import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.Latency;
import dev.sluice.analysis.sequential.History.Past;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traffic that an independent implementation of the method judged, interval by interval. */
final class ReferenceTest {
  private static final double[] RAMP = {.05, .10, .20, .30, .40, .50};

  private final List<History.Count> pastCounts = new ArrayList<>();
  private final List<Histogram> pastHistograms = new ArrayList<>();
  private double[] bounds = {};

  @ParameterizedTest
  @ValueSource(strings = {"twice-the-errors", "slower-by-a-fifth", "no-change", "noisy-errors"})
  void agreesWithAnIndependentImplementation(String name) throws IOException {
    List<String> lines = lines(name);
    bounds = numbers(lines.get(1).substring("# bounds ".length()));
    List<String> intervals = new ArrayList<>();
    String decision = "";
    for (String line : lines) {
      if (line.startsWith("history ")) {
        past(line);
      } else if (line.startsWith("interval ")) {
        intervals.add(line);
      } else if (line.startsWith("decision ")) {
        decision = line;
      }
    }
    Evidence evidence = evidence();
    int step = 0;
    evidence.entered(Duration.ZERO, RAMP[0], OptionalDouble.of(RAMP[1]));
    String decided = "";
    for (String line : intervals) {
      double[] n = numbers(line.substring("interval ".length()));
      assertThat(n[1]).isEqualTo(RAMP[step]);
      evidence.fold(interval(n));
      agrees(evidence, n);
      Duration now = evidence.end();
      Decision verdict = evidence.decision(now);
      if (verdict == Decision.ADVANCE) {
        step++;
        evidence.entered(
            now,
            RAMP[step],
            step + 1 < RAMP.length ? OptionalDouble.of(RAMP[step + 1]) : OptionalDouble.empty());
      } else if (verdict != Decision.CONTINUE) {
        decided =
            "decision %s %d"
                .formatted(verdict.name().toLowerCase(java.util.Locale.ROOT), now.toSeconds());
      }
      assertThat(step).isEqualTo((int) n[n.length - 1]);
    }
    assertThat(decided).isEqualTo(decision);
  }

  private void agrees(Evidence evidence, double[] n) {
    int at = n.length - 6;
    assertThat(evidence.logE()).isCloseTo(n[at], within(1e-6));
    assertThat(evidence.allTracks()[0].logE()).isCloseTo(n[at + 1], within(1e-6));
    assertThat(evidence.allTracks()[1].logE()).isCloseTo(n[at + 2], within(1e-6));
    assertThat(evidence.allTracks()[0].fold.promotion(0)).isCloseTo(n[at + 3], within(1e-6));
    MetricFold latency = evidence.allTracks()[1].fold;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < latency.components(); i++) {
      least = Math.min(least, latency.promotion(i));
    }
    assertThat(least).isCloseTo(n[at + 4], within(1e-6));
  }

  private Evidence evidence() {
    List<Comparison> metrics =
        List.of(ErrorRatio.named("request-success-rate"), Latency.named("request-duration"));
    return Evidence.of(
        Settings.defaults(metrics),
        new History(
            Settings.INTERVAL,
            List.of(new Past.Counts(pastCounts), new Past.Histograms(pastHistograms))));
  }

  private void past(String line) {
    double[] n = numbers(line.substring("history ".length()));
    pastCounts.add(new History.Count((long) n[1], (long) n[0]));
    pastHistograms.add(histogram(n, 2, n[0]));
  }

  private Interval interval(double[] n) {
    return new Interval(
        Duration.ofSeconds((long) n[0]),
        Settings.INTERVAL,
        n[1],
        List.of(
            new Counts((long) n[3], (long) n[2], (long) n[5], (long) n[4]),
            new Histograms(histogram(n, 6, n[2]), histogram(n, 6 + bounds.length, n[4]))));
  }

  private Histogram histogram(double[] n, int from, double total) {
    long[] above = new long[bounds.length];
    for (int b = 0; b < above.length; b++) {
      above[b] = (long) n[from + b];
    }
    return new Histogram(bounds, above, (long) total);
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ReferenceTest.class.getResourceAsStream(name + ".txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
