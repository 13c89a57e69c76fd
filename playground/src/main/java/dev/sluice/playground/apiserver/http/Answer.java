package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What a request is answered with. */
sealed interface Answer {
  /** A document. */
  record Document(int status, JsonNode body, List<String> warnings) implements Answer {}

  /** Anything else. */
  record Raw(int status, String contentType, String body, Map<String, String> headers)
      implements Answer {}

  /** A stream of events. */
  record Watching(WatchFeed feed) implements Answer {}

  static Answer ok(JsonNode body) {
    return new Document(200, body, List.of());
  }

  static Answer text(String body) {
    return new Raw(200, "text/plain; charset=utf-8", body, Map.of());
  }
}
