package dev.sluice.operator.workload;

import dev.sluice.operator.kube.ProblemException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many pods the canary gets. */
public sealed interface CanarySize {
  /** As many as the primary. */
  record Full() implements CanarySize {}

  /** A number of pods, at least one. */
  record Pods(int count) implements CanarySize {}

  /** A share of the primary's pods in percent, rounded up, at least one pod. */
  record Share(int percent) implements CanarySize {}

  /** A number, or a percentage. */
  Pattern SIZE = Pattern.compile("(\\d{1,6})(%?)");

  /**
   * Reads {@code canaryReplicas} of a Canary or {@code replicas} of a step.
   *
   * @param text a number, a percentage, {@code FollowWeight}, or null for as many as the primary
   * @param weight percent of the traffic that the canary is about to get, for {@code FollowWeight}
   */
  static CanarySize parse(@Nullable String text, int weight) {
    if (text == null) {
      return new Full();
    }
    if (text.equals("FollowWeight")) {
      return new Share(weight);
    }
    var match = SIZE.matcher(text);
    if (!match.matches()) {
      throw new ProblemException(
          "InvalidReplicas",
          "replicas %s cannot be read: write a number of pods (2), a percentage (20%%) or FollowWeight"
              .formatted(text));
    }
    var number = Integer.parseInt(match.group(1));
    return match.group(2).isEmpty() ? new Pods(number) : new Share(number);
  }

  /**
   * The number of pods.
   *
   * @param primary how many pods the primary has
   */
  default int of(int primary) {
    var pods =
        switch (this) {
          case Full() -> primary;
          case Pods(var count) -> count;
          case Share(var percent) -> Math.ceilDiv(Math.multiplyExact(primary, percent), 100);
        };
    return Math.max(1, pods);
  }
}
