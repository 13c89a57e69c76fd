package dev.sluice.playground.world.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What one process exports. Prometheus' own client puts {@code _total} behind every counter's name;
 * what is imitated here has counters without it, so the text is written here.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the text format</a>
 */
public final class Exposition {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Seconds; the defaults of Prometheus' Go client, which most exporters keep. */
  public static final List<Double> DEFAULT_SECONDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

  /** All series of one name. */
  abstract static sealed class Family {
    abstract void write(StringBuilder text);
  }

  private final List<Family> families = new CopyOnWriteArrayList<>();

  public Counter counter(String name, String help, List<String> labels) {
    Counter counter = new Counter(name, help, labels);
    families.add(counter);
    return counter;
  }

  /**
   * @param bounds upper bounds of the buckets, ascending, without infinity
   */
  public Histogram histogram(String name, String help, List<String> labels, List<Double> bounds) {
    Histogram histogram = new Histogram(name, help, labels, bounds);
    families.add(histogram);
    return histogram;
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    families.forEach(family -> family.write(text));
    return text.toString();
  }

  /** A number for each combination of label values that only grows. */
  public static final class Counter extends Family {
    private final String name;
    private final String help;
    private final List<String> labels;
    private final Map<List<String>, LongAdder> series = new ConcurrentHashMap<>();

    private Counter(String name, String help, List<String> labels) {
      this.name = name;
      this.help = help;
      this.labels = labels;
    }

    /**
     * @param values of the labels, in their order
     */
    public void increment(List<String> values) {
      series.computeIfAbsent(values, v -> new LongAdder()).increment();
    }

    public long sum() {
      return series.values().stream().mapToLong(LongAdder::sum).sum();
    }

    @Override
    void write(StringBuilder text) {
      header(text, name, help, "counter");
      series.forEach(
          (values, count) -> sample(text, name, labels, values, "", Long.toString(count.sum())));
    }
  }

  /** Observations counted in buckets for each combination of label values. */
  public static final class Histogram extends Family {
    private record Series(List<LongAdder> buckets, DoubleAdder sum) {
      static Series of(int buckets) {
        return new Series(
            Stream.generate(LongAdder::new).limit(buckets).toList(), new DoubleAdder());
      }
    }

    private final String name;
    private final String help;
    private final List<String> labels;
    private final List<Double> bounds;
    private final Map<List<String>, Series> series = new ConcurrentHashMap<>();

    private Histogram(String name, String help, List<String> labels, List<Double> bounds) {
      this.name = name;
      this.help = help;
      this.labels = labels;
      this.bounds = bounds;
    }

    /**
     * @param values of the labels, in their order
     */
    public void observe(double value, List<String> values) {
      Series one = series.computeIfAbsent(values, v -> Series.of(bounds.size() + 1));
      int bucket = 0;
      while (bucket < bounds.size() && value > bounds.get(bucket)) {
        bucket++;
      }
      one.buckets().get(bucket).increment();
      one.sum().add(value);
    }

    @Override
    void write(StringBuilder text) {
      header(text, name, help, "histogram");
      series.forEach(
          (values, one) -> {
            long total = 0;
            for (int i = 0; i <= bounds.size(); i++) {
              total += one.buckets().get(i).sum();
              String bound = i < bounds.size() ? bounds.get(i).toString() : "+Inf";
              sample(
                  text,
                  name + "_bucket",
                  labels,
                  values,
                  "le=\"" + bound + "\"",
                  Long.toString(total));
            }
            sample(text, name + "_sum", labels, values, "", Double.toString(one.sum().sum()));
            sample(text, name + "_count", labels, values, "", Long.toString(total));
          });
    }
  }

  private static void header(StringBuilder text, String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(
      StringBuilder text,
      String name,
      List<String> labels,
      List<String> values,
      String extra,
      String value) {
    text.append(name).append('{');
    for (int i = 0; i < labels.size(); i++) {
      text.append(labels.get(i)).append("=\"").append(escaped(values.get(i))).append("\",");
    }
    text.append(extra).append("} ").append(value).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
