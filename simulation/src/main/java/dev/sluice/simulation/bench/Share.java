package dev.sluice.simulation.bench;

/**
 * How many of how many.
 *
 * @param hits 0 to {@code of}
 * @param of at least 1
 */
public record Share(int hits, int of) {
  private static final double Z = 1.959963984540054;

  /** 0 to 100. */
  public double percent() {
    return 100.0 * hits / of;
  }

  /** The lower end of the 95 % confidence interval, in per cent. */
  public double low() {
    return hits == 0 ? 0 : 100 * (centre() - halfWidth());
  }

  /** The upper end of the 95 % confidence interval, in per cent. */
  public double high() {
    return hits == of ? 100 : 100 * (centre() + halfWidth());
  }

  // E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.

  private double centre() {
    return (hits + Z * Z / 2) / (of + Z * Z);
  }

  private double halfWidth() {
    double p = (double) hits / of;
    return Z / (of + Z * Z) * Math.sqrt(of * p * (1 - p) + Z * Z / 4);
  }
}
