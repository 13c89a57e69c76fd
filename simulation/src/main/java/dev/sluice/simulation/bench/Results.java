package dev.sluice.simulation.bench;

import dev.sluice.simulation.traffic.Scenario;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a benchmark.
 *
 * @param runs how often each scenario was rolled out by each contestant
 * @param cells by contestant and scenario, in the order in which they took part
 */
public record Results(int runs, long seed, Map<Contestant, Map<Scenario, Cell>> cells) {
  public Results {
    cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
  }

  /** One cell, by the names of its contestant and scenario, if they took part. */
  public Optional<Cell> cell(String contestant, String scenario) {
    return cells.entrySet().stream()
        .filter(entry -> entry.getKey().id().equals(contestant))
        .flatMap(entry -> entry.getValue().entrySet().stream())
        .filter(entry -> entry.getKey().id().equals(scenario))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
