package dev.sluice.playground.prometheus;

import java.util.Map;

/**
 * One address that is scraped.
 *
 * @param address {@code host:port}
 * @param labels added to everything that it exports
 */
public record ScrapeTarget(String address, Map<String, String> labels) {
  public ScrapeTarget {
    labels = Map.copyOf(labels);
  }
}
