package dev.sluice.analysis.counting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sums of what one arm counted, by window, and by pod where that is known. */
public final class Tally implements Difference {
  private final Windows windows;
  private final int mostPods;
  private final NavigableMap<Long, Row> all = new TreeMap<>();
  private final TreeMap<String, NavigableMap<Long, Row>> pods = new TreeMap<>();
  private final List<Double> bounds = new ArrayList<>();
  private final Map<Double, Integer> places = new HashMap<>();

  /** Sums of one window; the arrays are as long as the bounds were when it was last added to. */
  private static final class Row {
    private double total;
    private double bad;
    private double[] within = {};
    private double[] covered = {};
  }

  /**
   * @param mostPods for how many pods sums are kept apart, those that are seen first
   */
  public Tally(Windows windows, int mostPods) {
    this.windows = windows;
    this.mostPods = mostPods;
  }

  @Override
  public void take(
      Role role, long time, String pod, double total, double[] bounds, double[] within) {
    long window = windows.at(time);
    int[] at = new int[within.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = places.computeIfAbsent(bounds[i], this::placed);
    }
    add(all.computeIfAbsent(window, w -> new Row()), role, total, at, within);
    if (!pod.isEmpty() && (pods.containsKey(pod) || pods.size() < mostPods)) {
      Row row =
          pods.computeIfAbsent(pod, p -> new TreeMap<>()).computeIfAbsent(window, w -> new Row());
      add(row, role, total, at, within);
    }
  }

  private int placed(double bound) {
    bounds.add(bound);
    return bounds.size() - 1;
  }

  private void add(Row row, Role role, double total, int[] at, double[] within) {
    switch (role) {
      case BAD -> row.bad += total;
      case TOTAL -> row.total += total;
      case LATENCY -> {
        row.total += total;
        if (row.within.length < bounds.size()) {
          row.within = Arrays.copyOf(row.within, bounds.size());
          row.covered = Arrays.copyOf(row.covered, bounds.size());
        }
        for (int i = 0; i < at.length; i++) {
          if (!Double.isNaN(within[i])) {
            row.within[at[i]] += within[i];
            row.covered[at[i]] += total;
          }
        }
      }
    }
  }

  /** The sums from one window up to, and without, another. */
  public Sums sums(long from, long to) {
    return sums(all, from, to);
  }

  /** The same for one pod. */
  public Sums sums(String pod, long from, long to) {
    NavigableMap<Long, Row> rows = pods.get(pod);
    return rows == null ? Sums.NONE : sums(rows, from, to);
  }

  /** The pods that sums are kept for, in the order of their names. */
  public List<String> pods() {
    return List.copyOf(pods.keySet());
  }

  /** The first window that something was counted in; {@code otherwise} when nothing was. */
  public long first(long otherwise) {
    return all.isEmpty() ? otherwise : all.firstKey();
  }

  /** Drops the sums of earlier windows. */
  public void forgetBefore(long window) {
    all.headMap(window).clear();
    pods.values().forEach(rows -> rows.headMap(window).clear());
    pods.values().removeIf(Map::isEmpty);
  }

  private Sums sums(NavigableMap<Long, Row> rows, long from, long to) {
    Map<Long, Row> some = rows.subMap(from, to);
    if (some.isEmpty()) {
      return Sums.NONE;
    }
    double total = 0;
    double bad = 0;
    double[] within = new double[bounds.size()];
    double[] covered = new double[bounds.size()];
    for (Row row : some.values()) {
      total += row.total;
      bad += row.bad;
      for (int i = 0; i < row.within.length; i++) {
        within[i] += row.within[i];
        covered[i] += row.covered[i];
      }
    }
    return new Sums(true, Math.round(bad), Math.round(total), slower(total, within, covered));
  }

  /** Bounds that not every process counts at are left out. */
  private NavigableMap<Double, Long> slower(double total, double[] within, double[] covered) {
    NavigableMap<Double, Long> above = new TreeMap<>();
    for (double bound : new TreeSet<>(bounds)) {
      int at = places.getOrDefault(bound, 0);
      if (bound > 0 && covered[at] >= total * (1 - 1e-9)) {
        above.put(bound, Math.clamp(Math.round(total - within[at]), 0, Math.round(total)));
      }
    }
    return above;
  }
}
