package dev.sluice.simulation.report;

import dev.sluice.simulation.bench.Share;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as tables show them; what has no meaning is a dash. */
final class Figures {
  static final String NONE = "-";

  private Figures() {}

  /** A share in per cent with its 95 % confidence interval. */
  static String share(@Nullable Share share) {
    return share == null
        ? NONE
        : "%s (%s-%s)"
            .formatted(decimal(share.percent()), decimal(share.low()), decimal(share.high()));
  }

  static String percent(@Nullable Share share) {
    return share == null ? NONE : decimal(share.percent());
  }

  static String whole(@Nullable Double value) {
    return value == null ? NONE : String.format(Locale.ROOT, "%.0f", value);
  }

  static String decimal(@Nullable Double value) {
    return value == null ? NONE : String.format(Locale.ROOT, "%.1f", value);
  }
}
