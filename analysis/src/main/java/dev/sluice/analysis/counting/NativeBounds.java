package dev.sluice.analysis.counting;

import java.util.Arrays;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The bounds at which native histograms of one metric are read, so that they are the same in every
 * interval, for every process and for all arms: those that the first sample with any request leads
 * to, with some on either side. Exponential buckets of schema {@code s} end at {@code 2^(k / 2^s)},
 * and the ends of a coarse schema are ends of every finer one; so the coarsest schema that is seen
 * there decides, though none finer than {@value #FINEST}. Custom buckets are read at their own
 * ends.
 *
 * @see <a href="https://prometheus.io/docs/specs/native_histograms/#schema">the schemas</a>
 */
final class NativeBounds {
  /** Bounds 9 % apart. */
  private static final int FINEST = 3;

  /** Bounds a factor of 16 apart. */
  private static final int COARSEST = -2;

  /** So far beyond the fastest and the slowest request that was seen. */
  private static final double BEYOND = 4;

  private static final int MOST = 400;

  private double[] bounds = {};

  /** The bounds, rising, above 0, now that these were seen too; empty until there is a request. */
  double[] with(Collection<NativeHistogram> seen) {
    if (bounds.length == 0) {
      bounds = of(seen);
    }
    return bounds;
  }

  private static double[] of(Collection<NativeHistogram> seen) {
    TreeSet<Double> ends = new TreeSet<>();
    int schema = FINEST;
    boolean exponential = true;
    double least = Double.POSITIVE_INFINITY;
    for (NativeHistogram histogram : seen) {
      for (int i = 0; i < histogram.counts().length; i++) {
        double left = histogram.lefts()[i];
        double right = histogram.rights()[i];
        if (right <= 0 || right == Double.POSITIVE_INFINITY) {
          continue;
        }
        ends.add(right);
        if (left <= 0) {
          // The zero bucket, or the first custom one.
          continue;
        }
        ends.add(left);
        least = Math.min(least, left);
        int one = schemaOf(left, right);
        exponential &= one >= COARSEST;
        schema = Math.min(schema, one);
      }
    }
    if (ends.isEmpty()) {
      return new double[0];
    }
    return exponential && least < Double.POSITIVE_INFINITY
        ? exponential(schema, least / BEYOND, ends.last() * BEYOND)
        : distinct(ends);
  }

  /** The schema of a bucket between these ends; the least number when it has none. */
  private static int schemaOf(double left, double right) {
    for (int schema = 8; schema >= COARSEST; schema--) {
      double width = StrictMath.pow(2, -schema);
      if (NativeHistogram.same(right / left, StrictMath.pow(2, width))
          && onLattice(log2(right) / width)) {
        return schema;
      }
    }
    return Integer.MIN_VALUE;
  }

  private static boolean onLattice(double steps) {
    return Math.abs(steps - Math.rint(steps)) < 1e-6;
  }

  private static double log2(double value) {
    return StrictMath.log(value) / StrictMath.log(2);
  }

  private static double[] exponential(int schema, double least, double greatest) {
    double width = StrictMath.pow(2, -schema);
    int from = (int) Math.ceil(log2(least) / width - 1e-6);
    int to = Math.min((int) Math.ceil(log2(greatest) / width), from + MOST - 1);
    double[] lattice = new double[Math.max(to - from + 1, 0)];
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = StrictMath.pow(2, (from + i) * width);
    }
    return lattice;
  }

  private static double[] distinct(SortedSet<Double> ends) {
    double[] all = ends.stream().mapToDouble(Double::doubleValue).toArray();
    int kept = 0;
    for (double bound : all) {
      if (kept == 0 || !NativeHistogram.same(bound, all[kept - 1])) {
        all[kept++] = bound;
      }
    }
    return Arrays.copyOf(all, Math.min(kept, MOST));
  }
}
