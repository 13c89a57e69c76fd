package dev.sluice.cli.show;

import java.time.Duration;
import java.util.List;

/**
 * Everything that is shown at one moment.
 *
 * @param headline what is happening, in a sentence or two
 * @param place which Canary under which provider
 * @param phase the Canary's, or what comes before it has one
 * @param steps how the new version gets its traffic, in order; empty before there is a Canary
 * @param failedChecks how many rounds of checks have failed
 * @param threshold how many rounds may fail before the version is rolled back
 * @param events the latest last
 * @param versions in the order in which they were shipped
 * @param footer what the person can do
 */
public record Scene(
    String headline,
    String place,
    String phase,
    Duration elapsed,
    Side primary,
    Side canary,
    List<Step> steps,
    List<Check> checks,
    int failedChecks,
    int threshold,
    Traffic traffic,
    List<Version> versions,
    List<Event> events,
    String footer) {

  public Scene {
    steps = List.copyOf(steps);
    checks = List.copyOf(checks);
    versions = List.copyOf(versions);
    events = List.copyOf(events);
  }

  /** The same, with this to be done. */
  Scene withFooter(String other) {
    return new Scene(
        headline,
        place,
        phase,
        elapsed,
        primary,
        canary,
        steps,
        checks,
        failedChecks,
        threshold,
        traffic,
        versions,
        events,
        other);
  }

  /** The same, with these in place of the two that share the traffic. */
  Scene withSides(Side newPrimary, Side newCanary) {
    return new Scene(
        headline,
        place,
        phase,
        elapsed,
        newPrimary,
        newCanary,
        steps,
        checks,
        failedChecks,
        threshold,
        traffic,
        versions,
        events,
        footer);
  }

  /**
   * One of the two that share the traffic.
   *
   * @param version what runs there; empty if nothing does
   * @param weight its share of the traffic in percent, 0 to 100
   * @param ready how many of its pods are ready
   * @param pods how many pods it should have
   */
  public record Side(String version, double weight, int ready, int pods) {
    /** Nothing runs and nothing is served. */
    public static final Side NONE = new Side("", 0, 0, 0);
  }

  /** How far along something is. */
  public enum Progress {
    DONE,
    NOW,
    AHEAD,
    FAILED
  }

  /**
   * @param label the weight in percent, or a word
   */
  public record Step(String label, Progress progress) {}

  /**
   * What one check of the last round said.
   *
   * @param value with its unit, or why there is none
   * @param bound what the value must be, or what it is compared with
   * @param evidence how strong the evidence is; empty where there is none to gather
   * @param passed whether nothing is wrong
   */
  public record Check(String name, String value, String bound, String evidence, boolean passed) {
    /** Against a bound. */
    public Check(String name, String value, String bound, boolean passed) {
      this(name, value, bound, "", passed);
    }
  }

  /**
   * The service as its clients see it.
   *
   * @param seconds whole seconds, the latest last
   */
  public record Traffic(List<Second> seconds) {
    /** Nobody has asked anything yet. */
    public static final Traffic NONE = new Traffic(List.of());

    public Traffic {
      seconds = List.copyOf(seconds);
    }
  }

  /**
   * @param requests answered in that second, with whatever answer
   * @param failures those of them that failed
   * @param millis how long the slowest of them took
   */
  public record Second(int requests, int failures, double millis) {}

  /**
   * One line about a version that was shipped.
   *
   * @param outcome what became of it, or what is happening to it
   * @param commit what brought it; empty while nobody has committed it
   * @param detail what that meant to the clients, or what is known of it before
   */
  public record Version(
      String name, String outcome, String commit, String detail, Progress progress) {}

  /**
   * @param at since the beginning
   */
  public record Event(Duration at, boolean warning, String text) {}
}
