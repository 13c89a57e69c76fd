package dev.sluice.cli.backtest;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people write them. */
final class Numbers {
  private Numbers() {}

  static String plain(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(5)).stripTrailingZeros().toPlainString();
  }

  /** For example {@code 3 of 120 (2.5 %)}. */
  static String share(int some, int all) {
    return "%d of %d (%s %%)".formatted(some, all, all == 0 ? "-" : plain(percent(some, all)));
  }

  /** In percent, with one digit. */
  static double percent(int some, int all) {
    return all == 0 ? 0 : Math.round(1000.0 * some / all) / 10.0;
  }
}
