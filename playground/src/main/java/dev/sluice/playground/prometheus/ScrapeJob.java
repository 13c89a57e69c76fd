package dev.sluice.playground.prometheus;

/**
 * What Prometheus scrapes under one name. Its targets are set later, and may change at any time.
 *
 * @param name the label {@code job}; letters, digits, {@code -} and {@code _}
 * @param metricsPath usually {@code /metrics}
 * @param honorLabels whether the labels of what is scraped win over those of the target
 */
public record ScrapeJob(String name, String metricsPath, boolean honorLabels) {
  public ScrapeJob {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException("not a name of a scrape job: " + name);
    }
  }

  /** Scrapes {@code /metrics}. */
  public static ScrapeJob named(String name) {
    return new ScrapeJob(name, "/metrics", false);
  }
}
