package dev.sluice.cli.simulate;

import dev.sluice.simulation.bench.Share;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private Figures() {}

  /** Minutes and seconds: {@code 1:07}. */
  static String time(Duration since) {
    long seconds = Math.round(since.toMillis() / 1000.0);
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String count(double number) {
    return count(Math.round(number));
  }

  /** With three digits. */
  static String plain(double number) {
    return BigDecimal.valueOf(number)
        .round(new MathContext(3))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** A share of 1. */
  static String percent(double share) {
    return plain(100 * share) + " %";
  }

  /** For example {@code 3 of 200 (1.5 %; 95 % interval 0.5 to 4.3 %)}. */
  static String share(Share share) {
    return String.format(
        Locale.ROOT,
        "%d of %d (%.1f %%; 95 %% interval %.1f to %.1f %%)",
        share.hits(),
        share.of(),
        share.percent(),
        share.low(),
        share.high());
  }
}
