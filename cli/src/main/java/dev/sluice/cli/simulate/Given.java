package dev.sluice.cli.simulate;

import dev.sluice.cli.UserErrorException;
import dev.sluice.operator.kube.GoDuration;
import dev.sluice.operator.kube.ProblemException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person says of a quantity: {@code 0.1%..1%@30s} is 0.1 % with the released version, and 1
 * % with the new one from 30 s after its start.
 *
 * @param released with the version that is there
 * @param renewed with the new version; empty if that makes no difference
 * @param from when the new version shows it, after its start
 */
public record Given(double released, OptionalDouble renewed, Duration from) {
  private static final Pattern NUMBER =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?|\\.\\d{1,9})(.*)");
  private static final double MOST_PER_SECOND = 1_000_000;
  private static final double LONGEST_MILLIS = 60_000;

  /** A rate in requests a second: {@code 50rps} or {@code 600rpm}. */
  static double rate(String option, String text) {
    Matcher match = NUMBER.matcher(text);
    double rate =
        !match.matches()
            ? Double.NaN
            : switch (match.group(2)) {
              case "rps" -> number(match);
              case "rpm" -> number(match) / 60;
              default -> Double.NaN;
            };
    if (!(rate > 0 && rate <= MOST_PER_SECOND)) {
      throw new UserErrorException(
          "%s: '%s' is no rate of requests; write for example 50rps or 600rpm."
              .formatted(option, text));
    }
    return rate;
  }

  /** A share between 0 and 1, of a percentage. */
  static double share(String option, String text) {
    Matcher match = NUMBER.matcher(text);
    if (!match.matches() || !match.group(2).equals("%") || number(match) > 100) {
      throw new UserErrorException(
          "%s: '%s' is no percentage; write for example 0.1%%.".formatted(option, text));
    }
    return number(match) / 100;
  }

  /** Shares of requests that fail: {@code 0.1%}, or {@code 0.1%..1%@30s}. */
  static Given shares(String option, String text) {
    Given given = read(option, text, part -> share(option, part));
    if (given.released >= 1) {
      throw new UserErrorException(
          option + ": the released version must answer something; write less than 100%.");
    }
    return given;
  }

  /** Durations in milliseconds: {@code 80ms}, or {@code 80ms..120ms@0s}. */
  static Given millis(String option, String text) {
    return read(
        option,
        text,
        part -> {
          double millis = duration(option, part).toNanos() / 1e6;
          if (!(millis > 0 && millis <= LONGEST_MILLIS)) {
            throw new UserErrorException(
                "%s: '%s' is no time that a request takes; write for example 80ms, at most 1m."
                    .formatted(option, part));
          }
          return millis;
        });
  }

  static Duration duration(String option, String text) {
    try {
      return GoDuration.parse(text, option);
    } catch (ProblemException e) {
      throw new UserErrorException(e.explanation() + ".", e);
    }
  }

  private static Given read(String option, String text, ToDoubleFunction<String> quantity) {
    String[] timed = text.split("@", 2);
    String[] sides = timed[0].split("\\.\\.", 2);
    if (timed.length == 2 && sides.length == 1) {
      throw new UserErrorException(
          "%s: '%s' says when, but not what then; write BEFORE..AFTER@TIME."
              .formatted(option, text));
    }
    return new Given(
        quantity.applyAsDouble(sides[0]),
        sides.length == 1
            ? OptionalDouble.empty()
            : OptionalDouble.of(quantity.applyAsDouble(sides[1])),
        timed.length == 1 ? Duration.ZERO : duration(option, timed[1]));
  }

  private static double number(Matcher match) {
    return new BigDecimal(match.group(1)).doubleValue();
  }
}
