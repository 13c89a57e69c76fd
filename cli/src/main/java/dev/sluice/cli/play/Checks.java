package dev.sluice.cli.play;

import dev.sluice.cli.show.Scene;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec;
import dev.sluice.crds.CanaryStatus;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last round of checks as the status has it. */
final class Checks {
  private static final String PASSED = "Passed";
  private static final String UNDECIDED = "Undecided";
  private static final double MOST = 1e9;

  private Checks() {}

  static List<Scene.Check> of(CanaryStatus status) {
    return status.checks().stream().map(Checks::check).toList();
  }

  /** The failed ones in words; empty if there are none. */
  static String failed(CanaryStatus status) {
    return of(status).stream()
        .filter(check -> !check.passed())
        .filter(check -> check.evidence().isEmpty())
        .map(check -> check.name() + " " + check.value() + ", not " + check.bound())
        .collect(Collectors.joining("; "));
  }

  /** How many rounds may fail. */
  static int threshold(Canary canary) {
    return Optional.ofNullable(canary.getSpec())
        .map(CanarySpec::analysis)
        .map(AnalysisSpec::threshold)
        .orElse(0);
  }

  private static Scene.Check check(CanaryStatus.Check check) {
    return new Scene.Check(
        check.name(),
        value(check, check.value()),
        check.evidence() == null
            ? Objects.requireNonNullElse(check.threshold(), "")
            : "primary " + value(check, check.primaryValue()),
        check.evidence() == null ? "" : evidence(check.evidence()),
        check.verdict().equals(PASSED) || check.verdict().equals(UNDECIDED));
  }

  /** How seldom chance alone shows this; nothing where it shows it often. */
  private static String evidence(double powerOfTen) {
    double times = Math.pow(10, powerOfTen);
    return times < 2
        ? "nothing against it"
        : String.format(Locale.ROOT, "1 in %,.0f is chance", Math.min(times, MOST));
  }

  /** The built-in metrics have units; a metric of one's own is a number. */
  private static String value(CanaryStatus.Check check, @Nullable Double value) {
    if (value == null) {
      return "no value";
    }
    return switch (check.name()) {
      case "request-success-rate" -> String.format(Locale.ROOT, "%.2f%%", value);
      case "request-duration" -> String.format(Locale.ROOT, "%.0fms", value);
      default -> String.format(Locale.ROOT, "%.2f", value);
    };
  }
}
