package dev.sluice.analysis.counting;

import static dev.sluice.analysis.counting.Arm.BASELINE;
import static dev.sluice.analysis.counting.Arm.CANARY;
import static dev.sluice.analysis.counting.Arm.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Histogram;
import dev.sluice.analysis.sequential.History.Count;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CountedMetricTest {
  private final Feed feed = Feed.ratio();

  @Test
  void whatWasCountedBelongsToTheWindowOfTheLaterSample() {
    feed.requests(-10, PRIMARY, "p", "200", 100)
        .requests(5, PRIMARY, "p", "200", 130)
        .requests(15, PRIMARY, "p", "200", 160)
        .requests(15.001, PRIMARY, "p", "200", 167)
        .settle();
    assertThat(counts(0)).isEqualTo(new Arms.Counts(0, 0, 0, 60));
    assertThat(counts(1)).isEqualTo(new Arms.Counts(0, 0, 0, 7));
  }

  @Test
  void aWindowWithoutSamplesIsMissing() {
    feed.requests(-10, PRIMARY, "p", "200", 100).requests(20, PRIMARY, "p", "200", 130).settle();
    assertThat(feed.metric().arms(CANARY, PRIMARY, 0, 1)).isEmpty();
    assertThat(feed.metric().arms(CANARY, PRIMARY, 2, 3)).isEmpty();
    assertThat(counts(1)).isEqualTo(new Arms.Counts(0, 0, 0, 30));
  }

  @Test
  void aCounterThatFallsBeganAnew() {
    feed.requests(-10, PRIMARY, "p", "200", 100).requests(5, PRIMARY, "p", "200", 30).settle();
    assertThat(counts(0)).isEqualTo(new Arms.Counts(0, 0, 0, 30));
  }

  @Test
  void countersOfOneProcessBeginAnewTogether() {
    feed.requests(-10, CANARY, "c", "200", 1000)
        .requests(-10, CANARY, "c", "503", 2)
        .errors(-10, CANARY, "c", "503", 2)
        .requests(5, CANARY, "c", "200", 30)
        .requests(5, CANARY, "c", "503", 3)
        .errors(5, CANARY, "c", "503", 3)
        .settle();
    assertThat(counts(0)).isEqualTo(new Arms.Counts(3, 33, 0, 0));
  }

  @Test
  void aCounterThatComesBackAfterARestartCountsFromZero() {
    feed.requests(-10, CANARY, "c", "200", 1000)
        .errors(-10, CANARY, "c", "503", 2)
        .requests(5, CANARY, "c", "200", 30)
        .requests(20, CANARY, "c", "200", 60)
        .errors(20, CANARY, "c", "503", 5)
        .settle();
    assertThat(counts(1)).isEqualTo(new Arms.Counts(5, 30, 0, 0));
  }

  @Test
  void oneCounterThatIsClearedDoesNotRestartGreaterOnes() {
    // A gateway that counts for many processes under one address.
    feed.requests(-10, PRIMARY, "gateway", "200", 1001)
        .requests(-10, PRIMARY, "gateway", "301", 1000)
        .requests(-10, PRIMARY, "gateway", "404", 7)
        .requests(5, PRIMARY, "gateway", "200", 9)
        .requests(5, PRIMARY, "gateway", "301", 1010)
        .settle();
    feed.requests(20, PRIMARY, "gateway", "404", 8).settle();
    assertThat(counts(0)).isEqualTo(new Arms.Counts(0, 0, 0, 19));
    assertThat(counts(1)).isEqualTo(new Arms.Counts(0, 0, 0, 1));
  }

  @Test
  void aSeriesThatAppearsAfterTheBeginningCountsFromZero() {
    feed.requests(-10, PRIMARY, "p", "200", 100)
        .requests(5, PRIMARY, "p", "200", 110)
        .requests(5, CANARY, "c", "200", 7)
        .requests(5, PRIMARY, "p", "503", 1)
        .errors(5, PRIMARY, "p", "503", 1)
        .settle();
    assertThat(counts(0)).isEqualTo(new Arms.Counts(0, 7, 1, 11));
  }

  @Test
  void theFirstSamplesOfAllCountNothing() {
    feed.requests(5, PRIMARY, "p", "200", 1_000_000).requests(5, CANARY, "c", "200", 9).settle();
    assertThat(feed.metric().arms(CANARY, PRIMARY, 0, 1)).isEmpty();
  }

  @Test
  void inThePastASeriesThatMayOnlyHaveBeenLateCountsNothing() {
    feed.requests(-1000, PRIMARY, "p", "200", 100)
        .requests(-990, PRIMARY, "late", "200", 1_000_000)
        .requests(-990, PRIMARY, "p", "200", 101)
        .requests(-600, PRIMARY, "new", "200", 5)
        .settle();
    assertThat(feed.metric().tally(PRIMARY).sums(-100, 0).total()).isEqualTo(6);
  }

  @Test
  void aSeriesThatIsAwayForAWhileGoesOnFromWhereItWas() {
    feed.requests(-10, PRIMARY, "p", "200", 100).settle();
    feed.requests(5, PRIMARY, "other", "200", 1).settle();
    feed.requests(50, PRIMARY, "p", "200", 140).settle();
    assertThat(counts(3)).isEqualTo(new Arms.Counts(0, 0, 0, 40));
  }

  @Test
  void droppedAnswersLeaveNoTrace() {
    feed.requests(-10, PRIMARY, "p", "200", 100).settle();
    feed.requests(5, PRIMARY, "p", "200", 130).deliver().metric().drop();
    feed.requests(5, PRIMARY, "p", "200", 130).requests(20, PRIMARY, "p", "200", 150).settle();
    assertThat(counts(0)).isEqualTo(new Arms.Counts(0, 0, 0, 30));
    assertThat(counts(1)).isEqualTo(new Arms.Counts(0, 0, 0, 20));
  }

  @Test
  void neverMoreAreBadThanThereAre() {
    feed.requests(-10, PRIMARY, "p", "200", 100)
        .errors(-10, PRIMARY, "p", "all", 10)
        .requests(5, PRIMARY, "p", "200", 101)
        .errors(5, PRIMARY, "p", "all", 14)
        .settle();
    assertThat(counts(0)).isEqualTo(new Arms.Counts(0, 0, 1, 1));
  }

  @Test
  void aBaselineTakesThePlaceOfThePrimary() {
    feed.requests(-10, PRIMARY, "p", "200", 100)
        .requests(5, PRIMARY, "p", "200", 200)
        .requests(5, BASELINE, "b", "200", 7)
        .requests(5, CANARY, "c", "200", 8)
        .settle();
    assertThat(feed.metric().arms(CANARY, BASELINE, 0, 1)).contains(new Arms.Counts(0, 8, 0, 7));
    assertThat(feed.metric().arms(PRIMARY, null, 0, 1)).contains(new Arms.Counts(0, 100, 0, 0));
  }

  @Test
  void thePastIsByIntervalAndByPod() {
    for (int i = 0; i <= 6; i++) {
      feed.requests(-100 + 15 * i, PRIMARY, "b", "200", 10 * i)
          .errors(-100 + 15 * i, PRIMARY, "b", "503", i)
          .requests(-100 + 15 * i, PRIMARY, "a", "200", 100 * i);
    }
    feed.settle();
    assertThat(feed.metric().past(PRIMARY, 0, 2, 100))
        .isEqualTo(
            new Past.Counts(
                List.of(new Count(2, 220), new Count(2, 220), new Count(2, 220)),
                List.of(
                    List.of(new Count(0, 200), new Count(0, 200), new Count(0, 200)),
                    List.of(new Count(2, 20), new Count(2, 20), new Count(2, 20)))));
    assertThat(feed.metric().past(PRIMARY, 0, 2, 1))
        .isEqualTo(
            new Past.Counts(
                List.of(new Count(2, 220)),
                List.of(List.of(new Count(0, 200)), List.of(new Count(2, 20)))));
    assertThat(feed.metric().past(CANARY, 0, 1, 9)).isEqualTo(new Past.Unknown());
  }

  @Test
  void aPodOfTheGatewayIsNoPodOfTheArm() {
    for (double at : new double[] {-40, -25}) {
      feed.at(at, PRIMARY, Role.TOTAL, Feed.labels("instance", "i", "pod", "gateway-1"), 1000 + at);
    }
    feed.settle();
    assertThat(feed.metric().past(PRIMARY, 0, 1, 1))
        .isEqualTo(new Past.Counts(List.of(new Count(0, 0))));
    assertThat(feed.metric().past(PRIMARY, -1, 1, 1))
        .isEqualTo(new Past.Counts(List.of(new Count(0, 15))));
  }

  @Test
  void learnsHowOftenItIsScraped() {
    assertThat(feed.metric().scrapeInterval()).isEmpty();
    for (double at : new double[] {-60, -44.998, -30.003, -15, 0.2, 60}) {
      feed.requests(at, PRIMARY, "p", "200", 1);
    }
    assertThat(feed.settle().scrapeInterval()).contains(Duration.ofSeconds(15));
  }

  @Test
  void bucketsBecomeTheRequestsThatWereSlower() {
    Feed slow = Feed.latency(0.001);
    slow.bucket(-10, PRIMARY, "p", "10", 5)
        .bucket(-10, PRIMARY, "p", "100", 9)
        .bucket(-10, PRIMARY, "p", "+Inf", 10)
        .bucket(5, PRIMARY, "p", "10", 11)
        .bucket(5, PRIMARY, "p", "100", 17)
        .bucket(5, PRIMARY, "p", "+Inf", 20)
        .bucket(5, CANARY, "c", "10", 1)
        .bucket(5, CANARY, "c", "100", 2)
        .bucket(5, CANARY, "c", "+Inf", 4)
        .settle();
    assertThat(slow.metric().arms(CANARY, PRIMARY, 0, 1))
        .contains(
            new Arms.Histograms(
                new Histogram(new double[] {0.01, 0.1}, new long[] {3, 2}, 4),
                new Histogram(new double[] {0.01, 0.1}, new long[] {4, 2}, 10)));
  }

  @Test
  void aHistogramBeginsAnewAsAWhole() {
    Feed slow = Feed.latency(1);
    slow.bucket(-10, PRIMARY, "p", "1", 5)
        .bucket(-10, PRIMARY, "p", "+Inf", 100)
        .bucket(5, PRIMARY, "p", "1", 8)
        .bucket(5, PRIMARY, "p", "+Inf", 20)
        .settle();
    assertThat(slow.metric().arms(CANARY, PRIMARY, 0, 1))
        .contains(
            new Arms.Histograms(
                new Histogram(new double[0], new long[0], 0),
                new Histogram(new double[] {1}, new long[] {12}, 20)));
  }

  @Test
  void aBoundThatNotEveryProcessHasIsLeftOut() {
    Feed slow = Feed.latency(1);
    for (double at : new double[] {-10, 5}) {
      double times = at < 0 ? 1 : 2;
      slow.bucket(at, PRIMARY, "a", "1", 5 * times)
          .bucket(at, PRIMARY, "a", "2", 6 * times)
          .bucket(at, PRIMARY, "a", "+Inf", 10 * times)
          .bucket(at, PRIMARY, "b", "2", 7 * times)
          .bucket(at, PRIMARY, "b", "3", 8 * times)
          .bucket(at, PRIMARY, "b", "+Inf", 10 * times);
    }
    slow.settle();
    assertThat(slow.metric().tally(PRIMARY).sums(0, 1).histogram(1))
        .isEqualTo(new Histogram(new double[] {2}, new long[] {7}, 20));
  }

  @Test
  void thePastOfALatencyHasOneArrayOfBounds() {
    Feed slow = Feed.latency(1);
    for (int i = 0; i <= 3; i++) {
      slow.bucket(-50 + 15 * i, PRIMARY, "p", "1", 3 * i)
          .bucket(-50 + 15 * i, PRIMARY, "p", "+Inf", 5 * i);
    }
    slow.settle();
    Past past = slow.metric().past(PRIMARY, 0, 1, 10);
    Histogram each = new Histogram(new double[] {1}, new long[] {2}, 5);
    assertThat(past)
        .isEqualTo(
            new Past.Histograms(List.of(each, each, each), List.of(List.of(each, each, each))));
    assertThat(((Past.Histograms) past).intervals().get(0).bounds())
        .isSameAs(((Past.Histograms) past).pods().get(0).get(1).bounds());
  }

  private Arms counts(long window) {
    return feed.metric().arms(CANARY, PRIMARY, window, window + 1).orElseThrow();
  }
}
