package dev.sluice.simulation.traffic;

/**
 * What is to be expected of a service and a new version of it at each time, before chance: all
 * times in seconds from the beginning of the analysis, and below 0 before it.
 */
final class Course {
  private static final double PERIOD = 3600;

  private final Service service;
  private final Release release;
  private final double phase;
  private final boolean diurnal;

  /**
   * @param phase of the day's swing at the beginning, in radians
   */
  Course(Service service, Release release, double phase) {
    this.service = service;
    this.release = release;
    this.phase = phase;
    this.diurnal = service.irregularity() instanceof Irregularity.Diurnal;
  }

  /** Requests a second to all versions together. */
  double load(double seconds) {
    return service.requestsPerSecond() * (1 + swing(0.5, seconds, 0));
  }

  /** The share of the released version's requests that fail. */
  double errorRate(double seconds) {
    return shared(seconds, own(seconds));
  }

  /** The share of the new version's requests that fail. */
  double canaryErrorRate(double seconds) {
    return shared(seconds, release.errorRate(seconds, service.errorRate(), own(seconds)));
  }

  /** How many times as long as usual the released version's requests take. */
  double latencyFactor(double seconds) {
    return 1 + swing(0.2, seconds, 1);
  }

  /** How many times as long as usual the new version's requests take, its tail aside. */
  double canaryLatencyFactor(double seconds) {
    return latencyFactor(seconds) * release.latencyFactor(seconds);
  }

  Change.Tail tail(double seconds) {
    return release.tail(seconds);
  }

  /**
   * The share of the new version's requests that fail or are slow and would not with the released
   * version.
   */
  double excess(double seconds) {
    double errors = Math.max(canaryErrorRate(seconds) - errorRate(seconds), 0);
    double before = latencyFactor(seconds);
    double after = canaryLatencyFactor(seconds);
    Change.Tail tail = tail(seconds);
    if (before == after && tail.share() == 0) {
      return errors;
    }
    Latency latency = service.latency();
    double slow =
        (1 - tail.share()) * latency.slowerThan(latency.slow(), after)
            + tail.share() * latency.slowerThan(latency.slow(), after * tail.factor())
            - latency.slowerThan(latency.slow(), before);
    return errors + Math.max(slow, 0);
  }

  private double own(double seconds) {
    return service.errorRate() * (1 + swing(0.6, seconds, 0));
  }

  private double shared(double seconds, double own) {
    return service.irregularity() instanceof Irregularity.Incident incident
        ? incident.errorRate(seconds, own)
        : own;
  }

  private double swing(double height, double seconds, double shift) {
    return diurnal ? height * Math.sin(phase + shift + 2 * Math.PI * seconds / PERIOD) : 0;
  }
}
