package dev.sluice.cli.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.simulation.bench.Share;
import dev.sluice.simulation.policy.HistogramQuantile;
import dev.sluice.simulation.rollout.Ending;
import dev.sluice.simulation.rollout.Moment;
import dev.sluice.simulation.rollout.Story;
import dev.sluice.simulation.traffic.Counts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a simulation showed, as JSON; times are in seconds from the beginning of the rollout. */
final class SimulationJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SimulationJson() {}

  /** One object. */
  static String of(
      Setup setup, long seed, Story story, @Nullable Tally changed, @Nullable Tally unchanged) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("canary", setup.plan().subject().canary());
    all.put("namespace", setup.plan().subject().namespace());
    all.put("seed", seed);
    all.put("notes", setup.notes());
    all.put("timeline", story.moments().stream().map(SimulationJson::json).toList());
    all.put("ending", json(story.ending()));
    all.put("thisVersion", changed == null ? null : json(changed));
    all.put("noChange", unchanged == null ? null : json(unchanged));
    try {
      return JSON.writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of numbers are always JSON", e);
    }
  }

  private static Map<String, @Nullable Object> json(Moment moment) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("at", seconds(moment.at()));
    one.put("weight", moment.weight());
    one.put("canary", json(moment.canary()));
    one.put("control", json(moment.control()));
    one.put("evidence", moment.evidence().isPresent() ? moment.evidence().getAsDouble() : null);
    one.put("remark", moment.remark());
    one.put("told", moment.told());
    return one;
  }

  private static Map<String, @Nullable Object> json(Counts counts) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("requests", counts.requests());
    one.put("errors", counts.errors());
    double slowest = HistogramQuantile.of(0.99, counts);
    one.put("p99Milliseconds", Double.isNaN(slowest) ? null : slowest);
    return one;
  }

  private static Map<String, @Nullable Object> json(Ending ending) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("kind", ending.kind().name());
    one.put("at", seconds(ending.at()));
    one.put("answered", ending.answered());
    one.put("excessBad", ending.excess());
    one.put("excessBadPerHour", ending.perHour());
    return one;
  }

  private static Map<String, @Nullable Object> json(Tally tally) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("runs", tally.givenUp().of());
    one.put("givenUp", json(tally.givenUp()));
    one.put("givenUpEarly", json(tally.early()));
    one.put("undecided", json(tally.undecided()));
    one.put("medianSecondsToGiveUp", seconds(tally.toGiveUp()));
    one.put("medianSecondsToPromote", seconds(tally.toPromote()));
    one.put("meanExcessBad", tally.excess());
    return one;
  }

  private static Map<String, @Nullable Object> json(Share share) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("percent", share.percent());
    one.put("low", share.low());
    one.put("high", share.high());
    return one;
  }

  private static @Nullable Double seconds(Optional<Duration> time) {
    return time.map(SimulationJson::seconds).orElse(null);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
