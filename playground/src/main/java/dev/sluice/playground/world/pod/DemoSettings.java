package dev.sluice.playground.world.pod;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the demo app behaves. A later source overrides an earlier one:
 *
 * <ol>
 *   <li>the image's tag: {@code 2.0.0-errors20} answers 20 % of the requests with 500, {@code
 *       2.0.0-slow400} takes 400 ms in the median, {@code 2.0.0-notready} never becomes ready,
 *       {@code 2.0.0-crash} exits at once; several may be combined;
 *   <li>podinfo's flags: {@code --random-error} fails a third of the requests, {@code
 *       --random-delay} takes between {@code --random-delay-min} and {@code --random-delay-max} of
 *       a {@code --random-delay-unit} (0, 5 and {@code s}; here the middle of it), {@code
 *       --unready} never becomes ready; those that change nothing here are passed over;
 *   <li>environment variables: {@code PODINFO_UI_MESSAGE} as podinfo's, {@code VERSION}, {@code
 *       ERROR_RATE} ({@code 0.2} or {@code 20%}), {@code LATENCY} (median, {@code 50ms}), {@code
 *       LATENCY_SIGMA} (of the log-normal distribution, 0.3), {@code READY} ({@code false}), {@code
 *       CRASH} ({@code true}, or a time after which it happens), {@code EXIT_AFTER} with {@code
 *       EXIT_CODE} (for jobs);
 *   <li>files of these names in a mounted ConfigMap or Secret, read again at every request.
 * </ol>
 *
 * @param message of its answers, beside the version
 * @param errorRate share of requests that fail, in [0, 1]
 * @param latency median of the time that a request takes
 * @param sigma of the logarithm of that time
 * @param exitAfter when the program ends by itself
 */
record DemoSettings(
    String version,
    String message,
    double errorRate,
    Duration latency,
    double sigma,
    boolean ready,
    Optional<Duration> exitAfter,
    int exitCode) {
  private static final Pattern BEHAVIOUR =
      Pattern.compile("-(?:errors(?<errors>\\d+)|slow(?<slow>\\d+)|(?<word>notready|crash))");
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m)");

  DemoSettings {
    if (errorRate < 0 || errorRate > 1) {
      throw new IllegalArgumentException("ERROR_RATE must be in [0, 1] or [0%, 100%]");
    }
  }

  /**
   * @param files of all volumes, by path
   * @throws IllegalArgumentException when a value makes no sense; the message says which
   */
  static DemoSettings of(
      String tag,
      List<String> arguments,
      Map<String, String> environment,
      Map<String, String> files) {
    Map<String, String> values = fromTag(tag);
    values.putAll(fromFlags(arguments));
    values.putAll(environment);
    files.forEach(
        (path, content) -> values.put(path.substring(path.lastIndexOf('/') + 1), content.trim()));
    String crash = values.getOrDefault("CRASH", "false").toLowerCase(Locale.ROOT);
    Optional<Duration> exitAfter = Optional.empty();
    if (!crash.equals("false") && !crash.isEmpty()) {
      exitAfter = Optional.of(crash.equals("true") ? Duration.ZERO : duration("CRASH", crash));
    } else if (values.containsKey("EXIT_AFTER")) {
      exitAfter = Optional.of(duration("EXIT_AFTER", values.get("EXIT_AFTER")));
    }
    boolean crashes = !crash.equals("false");
    String version = values.getOrDefault("VERSION", tag);
    return new DemoSettings(
        version,
        values.getOrDefault("PODINFO_UI_MESSAGE", "greetings from podinfo v" + version),
        rate(values.getOrDefault("ERROR_RATE", "0")),
        duration("LATENCY", values.getOrDefault("LATENCY", "5ms")),
        number("LATENCY_SIGMA", values.getOrDefault("LATENCY_SIGMA", "0.3")),
        !"false".equalsIgnoreCase(values.get("READY")),
        exitAfter,
        (int) number("EXIT_CODE", values.getOrDefault("EXIT_CODE", crashes ? "1" : "0")));
  }

  private static Map<String, String> fromTag(String tag) {
    Map<String, String> values = new HashMap<>();
    Matcher matcher = BEHAVIOUR.matcher(tag);
    while (matcher.find()) {
      if (matcher.group("errors") != null) {
        values.put("ERROR_RATE", matcher.group("errors") + "%");
      } else if (matcher.group("slow") != null) {
        values.put("LATENCY", matcher.group("slow") + "ms");
      } else if ("crash".equals(matcher.group("word"))) {
        values.put("CRASH", "true");
      } else {
        values.put("READY", "false");
      }
    }
    return values;
  }

  /**
   * @see <a href="https://github.com/stefanprodan/podinfo/blob/master/cmd/podinfo/main.go">its
   *     flags</a>
   */
  private static Map<String, String> fromFlags(List<String> arguments) {
    Map<String, String> flags = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      flags.put(parts[0], parts.length == 1 ? "true" : parts[1]);
    }
    Map<String, String> values = new HashMap<>();
    if ("true".equals(flags.get("--random-error"))) {
      values.put("ERROR_RATE", Double.toString(1.0 / 3));
    }
    if ("true".equals(flags.get("--random-delay"))) {
      double least = number("--random-delay-min", flags.getOrDefault("--random-delay-min", "0"));
      double most = number("--random-delay-max", flags.getOrDefault("--random-delay-max", "5"));
      String unit = flags.getOrDefault("--random-delay-unit", "s");
      values.put("LATENCY", (least + most) / 2 + unit);
    }
    if ("true".equals(flags.get("--unready"))) {
      values.put("READY", "false");
    }
    return values;
  }

  private static double rate(String value) {
    return value.endsWith("%")
        ? number("ERROR_RATE", value.substring(0, value.length() - 1)) / 100
        : number("ERROR_RATE", value);
  }

  private static double number(String name, String value) {
    try {
      return Double.parseDouble(value.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s is not a number: %s".formatted(name, value), e);
    }
  }

  private static Duration duration(String name, String value) {
    Matcher matcher = DURATION.matcher(value.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s is not a time like 50ms or 2s: %s".formatted(name, value));
    }
    double number = Double.parseDouble(matcher.group(1));
    double millis =
        switch (matcher.group(2)) {
          case "ms" -> number;
          case "s" -> number * 1_000;
          default -> number * 60_000;
        };
    return Duration.ofNanos((long) (millis * 1e6));
  }
}
