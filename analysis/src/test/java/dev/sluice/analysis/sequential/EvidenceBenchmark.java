package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one interval costs with ten metrics, five of them latency at eight bounds. To run it: {@code
 * make benchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EvidenceBenchmark {
  private static final int DIFFERENT = 120;
  private static final int INTERVALS = 20_000;

  private List<Interval> intervals = List.of();
  private Settings settings = Settings.defaults(List.of(ErrorRatio.named("errors")));
  private History history = History.NONE;
  private Evidence evidence = Evidence.of(settings, history);
  private Evidence halfAnHour = Evidence.of(settings, history);
  private int next;

  /** Ten metrics: five of errors, five of latency. */
  static List<Comparison> tenMetrics() {
    List<Comparison> metrics = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      metrics.add(ErrorRatio.named("errors-" + i));
      metrics.add(Latency.named("latency-" + i));
    }
    return metrics;
  }

  /** Half an hour of traffic, again and again. */
  @Setup(Level.Trial)
  public void traffic() {
    Service service = new Service(1, 50, 0.01);
    settings = Settings.defaults(tenMetrics());
    history = service.history(settings.metrics());
    List<Interval> all = new ArrayList<>();
    for (int i = 0; i < DIFFERENT; i++) {
      all.add(service.next(settings.metrics(), 0.2));
    }
    halfAnHour = Evidence.of(settings, history);
    all.forEach(halfAnHour::fold);
    for (int i = DIFFERENT; i < INTERVALS; i++) {
      Interval earlier = all.get(i - DIFFERENT);
      Duration start = earlier.start().plus(Settings.INTERVAL.multipliedBy(DIFFERENT));
      all.add(new Interval(start, Settings.INTERVAL, 0.2, earlier.metrics()));
    }
    intervals = all;
    next = INTERVALS;
  }

  /** One interval taken in, and what is to be done asked without words. */
  @Benchmark
  public Decision foldAndDecide() {
    if (next == INTERVALS) {
      evidence = Evidence.of(settings, history);
      evidence.entered(Duration.ZERO, 0.2, OptionalDouble.of(0.3));
      next = 0;
    }
    evidence.fold(intervals.get(next++));
    return evidence.decision(evidence.end());
  }

  /** What is to be done, in words. */
  @Benchmark
  public Judgement verdict() {
    return halfAnHour.verdict(halfAnHour.end());
  }
}
