package dev.sluice.operator.canary;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Request;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a person asks for from the annotation {@value #ANNOTATION} of a Canary. */
final class Requests {
  static final String ANNOTATION = "sluice.dev/request";
  private static final JsonMapper JSON = new JsonMapper();

  private Requests() {}

  /** The annotation's JSON. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Wire(
      @Nullable String id, @Nullable String action, @Nullable String by, @Nullable String reason) {}

  /**
   * The request that the Canary carries, handled or not.
   *
   * @throws ProblemException if it cannot be read, saying what to write
   */
  static Optional<Request> of(Canary canary) {
    Map<String, String> annotations = canary.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(ANNOTATION);
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    Wire wire = read(text);
    if (wire.id == null || wire.id.isBlank() || wire.action == null) {
      throw unreadable("it needs an id and an action");
    }
    Request.Action action =
        action(wire.action)
            .orElseThrow(() -> unreadable("the action %s is unknown".formatted(wire.action)));
    return Optional.of(
        new Request(
            wire.id,
            action,
            Objects.requireNonNullElse(wire.by, ""),
            Objects.requireNonNullElse(wire.reason, "")));
  }

  static Optional<Request.Action> action(String text) {
    return Arrays.stream(Request.Action.values())
        .filter(action -> action.text().equals(text))
        .findAny();
  }

  private static Wire read(String text) {
    try {
      return JSON.readValue(text, Wire.class);
    } catch (JsonProcessingException e) {
      throw unreadable("it is no JSON object");
    }
  }

  private static ProblemException unreadable(String why) {
    return new ProblemException(
        "InvalidRequest",
        "the annotation %s cannot be read: %s; write {\"id\":\"…\",\"action\":\"…\"} with one of %s"
            .formatted(
                ANNOTATION,
                why,
                Arrays.stream(Request.Action.values())
                    .map(Request.Action::text)
                    .collect(Collectors.joining(", "))));
  }
}
