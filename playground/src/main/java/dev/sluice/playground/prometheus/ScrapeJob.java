package dev.sluice.playground.prometheus;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What Prometheus scrapes under one name. Its targets are set later, and may change at any time.
 *
 * @param name the label {@code job}; letters, digits, {@code -} and {@code _}
 * @param metricsPath usually {@code /metrics}
 * @param honorLabels whether the labels of what is scraped win over those of the target
 * @param discovery is asked every second for the targets, as {@code http_sd_configs} does; null
 *     where they are set by {@link PrometheusProcess#scrape}
 */
public record ScrapeJob(
    String name, String metricsPath, boolean honorLabels, @Nullable URI discovery) {
  public ScrapeJob {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException("not a name of a scrape job: " + name);
    }
  }

  /** A job whose targets are set by {@link PrometheusProcess#scrape}. */
  public ScrapeJob(String name, String metricsPath, boolean honorLabels) {
    this(name, metricsPath, honorLabels, null);
  }

  /** Scrapes {@code /metrics}. */
  public static ScrapeJob named(String name) {
    return new ScrapeJob(name, "/metrics", false);
  }

  /** Scrapes {@code /metrics} of whatever is listed there. */
  public static ScrapeJob discovered(String name, URI discovery) {
    return new ScrapeJob(name, "/metrics", false, discovery);
  }
}
