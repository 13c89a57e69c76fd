package dev.sluice.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.simulation.bench.Cell;
import dev.sluice.simulation.bench.Results;
import dev.sluice.simulation.bench.Share;
import dev.sluice.simulation.traffic.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a benchmark as JSON: by policy and scenario, null where a figure has no meaning.
 *
 * <p>At the harm (C2), what was not promoted counts as detected.
 */
public final class BenchJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private BenchJson() {}

  /** One object in one line. */
  public static String of(Results results) {
    Map<String, Object> policies = new LinkedHashMap<>();
    results.cells().forEach((contestant, cells) -> policies.put(contestant.id(), policy(cells)));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("runs", results.runs());
    all.put("seed", results.seed());
    all.put("policies", policies);
    try {
      return MAPPER.writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of numbers are always JSON", e);
    }
  }

  private static Map<String, Object> policy(Map<Scenario, Cell> cells) {
    Map<String, Object> policy = new LinkedHashMap<>();
    cells.forEach((scenario, cell) -> policy.put(scenario.id(), figures(cell)));
    return policy;
  }

  private static Map<String, @Nullable Object> figures(Cell cell) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("falseRollbackPct", percent(cell.falseRollback()));
    figures.put("detectPct", detected(cell));
    figures.put("medianTtdSeconds", cell.medianToDetect());
    figures.put("meanExcessBad", cell.excess());
    figures.put("medianPromoteSeconds", cell.medianToPromote());
    return figures;
  }

  private static @Nullable Double detected(Cell cell) {
    Double promoted = percent(cell.falsePromotion());
    return promoted == null ? percent(cell.detected()) : Double.valueOf(100 - promoted);
  }

  private static @Nullable Double percent(@Nullable Share share) {
    return share == null ? null : share.percent();
  }
}
