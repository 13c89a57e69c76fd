package dev.sluice.analysis.counting;

import static dev.sluice.analysis.counting.Arm.CANARY;
import static dev.sluice.analysis.counting.Arm.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Histogram;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class NativeHistogramsTest {
  private final Feed feed = Feed.latency(1);

  /** Schema 0: buckets end at powers of two. */
  private static NativeHistogram octaves(Map<Double, Double> counts) {
    return exponential(2, counts);
  }

  private static NativeHistogram exponential(double factor, Map<Double, Double> counts) {
    Map<Double, Double> sorted = new TreeMap<>(counts);
    double[] rights = sorted.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    return new NativeHistogram(
        sorted.values().stream().mapToDouble(Double::doubleValue).sum(),
        Arrays.stream(rights).map(right -> right / factor).toArray(),
        rights,
        sorted.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Test
  void areReadAtTheSameBoundsInAllArms() {
    feed.histogram(-10, PRIMARY, "p", octaves(Map.of(1.0, 10.0, 2.0, 5.0))).settle();
    feed.histogram(5, PRIMARY, "p", octaves(Map.of(1.0, 16.0, 2.0, 8.0)))
        .histogram(5, CANARY, "c", octaves(Map.of(8.0, 3.0)))
        .settle();
    Arms arms = feed.metric().arms(CANARY, PRIMARY, 0, 1).orElseThrow();
    double[] bounds = {0.125, 0.25, 0.5, 1, 2, 4, 8};
    assertThat(arms)
        .isEqualTo(
            new Arms.Histograms(
                new Histogram(bounds, new long[] {3, 3, 3, 3, 3, 3, 0}, 3),
                new Histogram(bounds, new long[] {9, 9, 9, 3, 0, 0, 0}, 9)));
  }

  @Test
  void beginAnewWithTheirCount() {
    feed.histogram(-10, PRIMARY, "p", octaves(Map.of(1.0, 10.0, 2.0, 5.0))).settle();
    feed.histogram(5, PRIMARY, "p", octaves(Map.of(2.0, 7.0))).settle();
    Histogram since = feed.metric().tally(PRIMARY).sums(0, 1).histogram(1);
    assertThat(since.total()).isEqualTo(7);
    assertThat(since.above()[3]).isEqualTo(7);
    assertThat(since.above()[4]).isEqualTo(0);
  }

  @Test
  void ofACoarserSchemaAreReadAtTheEndsThatTheyStillHave() {
    double fine = Math.sqrt(2);
    feed.histogram(-10, PRIMARY, "p", exponential(fine, Map.of(1.0, 4.0, fine, 4.0, 2.0, 4.0)))
        .settle();
    feed.histogram(5, PRIMARY, "p", octaves(Map.of(1.0, 5.0, 2.0, 10.0))).settle();
    Histogram since = feed.metric().tally(PRIMARY).sums(0, 1).histogram(1);
    assertThat(since.total()).isEqualTo(3);
    assertThat(at(since, 1)).isEqualTo(2);
    assertThat(at(since, 2)).isEqualTo(0);
    assertThat(since.bounds()).doesNotContain(fine);
    feed.histogram(20, PRIMARY, "p", octaves(Map.of(1.0, 6.0, 2.0, 12.0))).settle();
    assertThat(at(feed.metric().tally(PRIMARY).sums(1, 2).histogram(1), 1)).isEqualTo(2);
  }

  @Test
  void theZeroBucketCountsAsFast() {
    NativeHistogram zero =
        new NativeHistogram(
            5, new double[] {-0.001, 0.5}, new double[] {0.001, 1}, new double[] {3, 2});
    feed.histogram(-10, PRIMARY, "p", octaves(Map.of(1.0, 1.0))).settle();
    feed.histogram(5, CANARY, "c", zero).settle();
    Histogram canary = feed.metric().tally(CANARY).sums(0, 1).histogram(1);
    assertThat(canary.total()).isEqualTo(5);
    assertThat(at(canary, 0.5)).isEqualTo(2);
    assertThat(at(canary, 1)).isEqualTo(0);
  }

  @Test
  void withCustomBucketsAreReadAtTheirEnds() {
    NativeHistogram before =
        new NativeHistogram(
            6,
            new double[] {Double.NEGATIVE_INFINITY, 0.1, 0.5},
            new double[] {0.1, 0.5, Double.POSITIVE_INFINITY},
            new double[] {1, 2, 3});
    NativeHistogram after =
        new NativeHistogram(
            16,
            new double[] {Double.NEGATIVE_INFINITY, 0.1, 0.5},
            new double[] {0.1, 0.5, Double.POSITIVE_INFINITY},
            new double[] {5, 5, 6});
    feed.histogram(-10, PRIMARY, "p", before).settle();
    feed.histogram(5, PRIMARY, "p", after).settle();
    assertThat(feed.metric().tally(PRIMARY).sums(0, 1).histogram(1))
        .isEqualTo(new Histogram(new double[] {0.1, 0.5}, new long[] {6, 3}, 10));
  }

  @Test
  void areNeverReadFinerThanTheJudgeNeeds() {
    double factor = Math.pow(2, 1.0 / 32);
    double[] bounds =
        new NativeBounds().with(List.of(exponential(factor, Map.of(1.0, 5.0, 4.0, 5.0))));
    assertThat(bounds).hasSize(49).contains(1.0).startsWith(0.25).endsWith(16.0);
    assertThat(bounds[1] / bounds[0]).isCloseTo(Math.pow(2, 0.125), offset());
  }

  @Test
  void waitForTheFirstRequest() {
    NativeBounds bounds = new NativeBounds();
    NativeHistogram empty = new NativeHistogram(0, new double[0], new double[0], new double[0]);
    assertThat(bounds.with(List.of(empty))).isEmpty();
    assertThat(bounds.with(List.of(octaves(Map.of(1.0, 1.0))))).isNotEmpty();
  }

  private static org.assertj.core.data.Offset<Double> offset() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }

  private static long at(Histogram histogram, double bound) {
    int index = Arrays.binarySearch(histogram.bounds(), bound);
    assertThat(index).as("bound " + bound).isNotNegative();
    return histogram.above()[index];
  }
}
