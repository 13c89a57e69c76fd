package dev.sluice.cli.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.prometheus.PrometheusProcess;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A day of a service, scraped every 30 s, in a Prometheus: three pods with 5 requests a second
 * each, of which one in a hundred fails; most take 20 ms to 200 ms. One of them restarts every two
 * hours. For two hours at noon all of it is missing.
 */
final class RecordedPast implements AutoCloseable {
  static final Instant END = Instant.parse("2026-01-02T00:00:00Z");
  private static final int SCRAPE = 30;
  private static final double[] BOUNDS = {0.025, 0.05, 0.1, 0.25, 0.5, 1};

  private final PrometheusProcess process;

  private RecordedPast(PrometheusProcess process) {
    this.process = process;
  }

  static RecordedPast in(Path directory, Path prometheus) throws IOException, InterruptedException {
    Path text = directory.resolve("past.om");
    write(text);
    Path data = directory.resolve("data");
    Process promtool =
        new ProcessBuilder(
                prometheus.resolveSibling("promtool").toString(),
                "tsdb",
                "create-blocks-from",
                "openmetrics",
                text.toString(),
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("promtool.log").toFile())
            .start();
    assertThat(promtool.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(promtool.exitValue()).isZero();
    return new RecordedPast(PrometheusProcess.withPast(prometheus, data));
  }

  String address() {
    return process.address().toString();
  }

  private static void write(Path file) throws IOException {
    Random random = new Random(7);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("# TYPE http_request_duration_seconds histogram\n");
      StringBuilder all = new StringBuilder();
      for (String pod : List.of("aaaaa", "bbbbb", "ccccc")) {
        new Pod(all, pod, random).day();
      }
      out.write(all.toString());
      out.write("# EOF\n");
    }
  }

  /** One pod, told as histograms of its good and its bad requests. */
  private static final class Pod {
    private final StringBuilder out;
    private final String name;
    private final Random random;
    private long[][] counts = new long[2][BOUNDS.length + 1];

    Pod(StringBuilder out, String name, Random random) {
      this.out = out;
      this.name = name;
      this.random = random;
    }

    void day() {
      StringBuilder good = new StringBuilder();
      StringBuilder bad = new StringBuilder();
      for (int second = 0; second < 86_400; second += SCRAPE) {
        for (int request = 0; request < 5 * SCRAPE; request++) {
          int bucket = Math.min(BOUNDS.length, (int) Math.abs(1.5 + random.nextGaussian()));
          counts[random.nextInt(100) == 0 ? 1 : 0][bucket]++;
        }
        if (second / 7200 != 6) {
          long time = END.getEpochSecond() - 86_400 + second;
          tell(good, "200", counts[0], time);
          tell(bad, "500", counts[1], time);
        }
        if (name.startsWith("a") && second % 7200 == 7200 - SCRAPE) {
          counts = new long[2][BOUNDS.length + 1];
        }
      }
      out.append(good).append(bad);
    }

    private void tell(StringBuilder into, String status, long[] buckets, long time) {
      String labels =
          ("kubernetes_namespace=\"test\",kubernetes_pod_name=\"podinfo-primary-7d9f-%1$s\","
                  + "instance=\"%1$s\",job=\"pods\",status=\"%2$s\"")
              .formatted(name, status);
      long sum = 0;
      for (int i = 0; i <= BOUNDS.length; i++) {
        sum += buckets[i];
        String le = i < BOUNDS.length ? String.valueOf(BOUNDS[i]) : "+Inf";
        into.append(
            "http_request_duration_seconds_bucket{%s,le=\"%s\"} %d %d\n"
                .formatted(labels, le, sum, time));
      }
      into.append("http_request_duration_seconds_count{%s} %d %d\n".formatted(labels, sum, time));
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
