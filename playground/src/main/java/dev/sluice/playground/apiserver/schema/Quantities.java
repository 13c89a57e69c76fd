package dev.sluice.playground.apiserver.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities such as {@code 500m} and {@code 1.5Gi}, and the one way the API writes each. */
public final class Quantities {
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\\d+))?");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final int ONE = DECIMAL.indexOf("");

  private Quantities() {}

  /** The amount; empty if the text is no quantity. */
  public static Optional<BigDecimal> amount(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(m.group(1));
    if (m.group(3) != null) {
      return Optional.of(number.scaleByPowerOfTen(Integer.parseInt(m.group(3))));
    }
    String suffix = m.group(2) == null ? "" : m.group(2);
    return Optional.of(
        suffix.endsWith("i")
            ? number.multiply(KIBI.pow(BINARY.indexOf(suffix)))
            : number.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - ONE)));
  }

  /**
   * The canonical form: no fraction, and the largest suffix that allows it. Text that is no
   * quantity stays.
   */
  public static String canonical(String text) {
    Matcher m = FORM.matcher(text);
    Optional<BigDecimal> amount = amount(text);
    if (amount.isEmpty() || !m.matches()) {
      return text;
    }
    BigDecimal value = amount.get();
    if (value.signum() == 0) {
      return "0";
    }
    if (m.group(3) != null) {
      return text;
    }
    boolean binary = m.group(2) != null && m.group(2).endsWith("i");
    if (binary && value.abs().compareTo(KIBI) >= 0 && whole(value)) {
      return binary(value.toBigIntegerExact());
    }
    return decimal(value);
  }

  private static boolean whole(BigDecimal value) {
    return value.stripTrailingZeros().scale() <= 0;
  }

  private static String binary(BigInteger value) {
    int power = 0;
    BigInteger rest = value;
    BigInteger step = BigInteger.valueOf(1024);
    while (power + 1 < BINARY.size() && rest.mod(step).signum() == 0) {
      rest = rest.divide(step);
      power++;
    }
    return rest + BINARY.get(power);
  }

  private static String decimal(BigDecimal value) {
    for (int i = DECIMAL.size() - 1; i >= 0; i--) {
      BigDecimal scaled = value.scaleByPowerOfTen(-3 * (i - ONE));
      if (whole(scaled)) {
        return scaled.toBigIntegerExact() + DECIMAL.get(i);
      }
    }
    return value.scaleByPowerOfTen(9).setScale(0, RoundingMode.CEILING).toBigInteger() + "n";
  }
}
