package dev.sluice.cli.simulate;

import dev.sluice.cli.UserErrorException;
import dev.sluice.simulation.rollout.Surroundings;
import dev.sluice.simulation.traffic.Change;
import dev.sluice.simulation.traffic.Irregularity;
import dev.sluice.simulation.traffic.Latency;
import dev.sluice.simulation.traffic.Release;
import dev.sluice.simulation.traffic.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The traffic that is made up, and what the new version does to it.
 *
 * @param perSecond requests of all users, above 0
 * @param errors shares of requests that fail
 * @param latency medians in milliseconds
 * @param incident that hits both versions, if one does
 * @param matching share of the requests that match an A/B test
 * @param loadTest requests a second that a load test sends the canary, 0 or more
 */
public record Load(
    double perSecond,
    Given errors,
    Given latency,
    Optional<Irregularity.Incident> incident,
    double matching,
    double loadTest) {
  /** 99 of 100 requests are done in five medians. */
  private static final double TAIL = 5;

  /**
   * From the words of the command line.
   *
   * @throws UserErrorException when one makes no sense
   */
  public static Load of(
      String traffic,
      String errors,
      String latency,
      @Nullable String incident,
      String matching,
      @Nullable String loadTest) {
    return new Load(
        Given.rate("--traffic", traffic),
        Given.shares("--errors", errors),
        Given.millis("--latency", latency),
        Optional.ofNullable(incident).map(Load::incident),
        Given.share("--matching", matching),
        loadTest == null ? 0 : Given.rate("--load-test", loadTest));
  }

  private static Irregularity.Incident incident(String text) {
    String[] timed = text.split("@", 2);
    String[] times = timed.length == 2 ? timed[1].split("\\.\\.", 2) : new String[0];
    if (times.length != 2) {
      throw new UserErrorException(
          "--base-errors: '%s' does not say when; write SHARE@FROM..TO, for example 5%%@2m..5m."
              .formatted(text));
    }
    Duration from = Given.duration("--base-errors", times[0]);
    Duration to = Given.duration("--base-errors", times[1]);
    if (to.compareTo(from) <= 0) {
      throw new UserErrorException("--base-errors: '%s' ends before it begins.".formatted(text));
    }
    return new Irregularity.Incident(
        from.toMillis() / 1000.0,
        to.minus(from).toMillis() / 1000.0,
        Given.share("--base-errors", timed[0]));
  }

  /** Whether the new version differs from the one that is there. */
  boolean changes() {
    return !release().parts().isEmpty();
  }

  Service service() {
    return new Service(
        perSecond,
        errors.released(),
        Latency.withPercentile99(latency.released(), TAIL * latency.released()),
        incident.<Irregularity>map(hit -> hit).orElseGet(Irregularity.Steady::new),
        List.of());
  }

  /** The new version. */
  Release release() {
    Release failing =
        errors.renewed().isPresent()
            ? Release.of(new Change.Errors(errors.renewed().getAsDouble()))
            : Release.of();
    Release slower =
        latency.renewed().isPresent()
            ? Release.of(new Change.Slower(latency.renewed().getAsDouble() / latency.released()))
            : Release.of();
    return failing.from(seconds(errors.from())).and(slower.from(seconds(latency.from())));
  }

  /** When the first change shows, from the beginning of the rollout. */
  Duration onset() {
    return Duration.ofMillis(Math.round(1000 * release().onset()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  Surroundings surroundings(double mirrored) {
    return new Surroundings(matching, mirrored, loadTest / perSecond);
  }
}
