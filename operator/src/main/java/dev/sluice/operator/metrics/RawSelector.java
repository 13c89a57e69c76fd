package dev.sluice.operator.metrics;

import dev.sluice.operator.kube.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What users write to have counters compared: a selector of series, and nothing around it. */
final class RawSelector {
  private static final String LITERAL =
      "\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\\n]|\\\\.)*+'|`[^`]*+`";
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern SELECTOR =
      Pattern.compile("(?:" + NAME + ")?\\s*(?:\\{(?:" + LITERAL + "|[^{}\"'`])*+\\})?");
  private static final Pattern RATE =
      Pattern.compile("\\b(rate|irate|increase|delta)\\s*\\(\\s*(" + SELECTOR + ")\\s*\\[");
  private static final Pattern RANGE = Pattern.compile("(" + SELECTOR + ")\\s*\\[[^\\]]*\\]");

  private RawSelector() {}

  /**
   * The selector.
   *
   * @param query with everything filled in
   * @throws ProblemException when it is more than a selector; says what to write instead
   */
  static String of(String query) {
    String selector = query.strip();
    if (!selector.isEmpty() && SELECTOR.matcher(selector).matches()) {
      return selector;
    }
    Matcher rate = RATE.matcher(selector);
    if (rate.find()) {
      throw problem(
          ("takes rates (%s), but counters are compared as they are, and their differences are"
                  + " taken here; write %s")
              .formatted(rate.group(1), rate.group(2).strip()));
    }
    Matcher range = RANGE.matcher(selector);
    if (range.matches()) {
      throw problem("has a range, which is chosen here; write " + range.group(1).strip());
    }
    throw problem(
        "is more than a selector of series; write one such as"
            + " http_requests_total{app=\"{{ arm }}\"}, or compare its value with kind: Gauge");
  }

  private static ProblemException problem(String words) {
    return new ProblemException("QueryNotRaw", words);
  }

  /**
   * What one unit of a histogram is, in seconds, as its name has it; seconds, if it has nothing of
   * the kind.
   */
  static double secondsOf(String selector) {
    String name = selector.split("\\{", 2)[0];
    if (name.contains("milliseconds") || name.matches(".*_ms(_.*)?")) {
      return 1e-3;
    }
    if (name.contains("microseconds") || name.matches(".*_us(_.*)?")) {
      return 1e-6;
    }
    return name.contains("nanoseconds") || name.matches(".*_ns(_.*)?") ? 1e-9 : 1;
  }
}
