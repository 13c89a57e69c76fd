package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class AllocationTest {
  /** Ten metrics, of which five are latency at eight bounds; without optimising compilers. */
  @Test
  void anIntervalOfTenMetricsAllocatesNextToNothing() {
    Service service = new Service(1, 20, 0.01);
    List<Comparison> metrics = EvidenceBenchmark.tenMetrics();
    Evidence evidence = Evidence.of(Settings.defaults(metrics), service.history(metrics));
    evidence.entered(Duration.ZERO, 0.2, OptionalDouble.of(0.3));
    List<Interval> intervals = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      intervals.add(service.next(metrics, 0.2));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    intervals.subList(0, 100).forEach(evidence::fold);
    long before = threads.getCurrentThreadAllocatedBytes();
    intervals.subList(100, 200).forEach(evidence::fold);
    long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
    assertThat(bytes).isLessThan(1024);
  }
}
