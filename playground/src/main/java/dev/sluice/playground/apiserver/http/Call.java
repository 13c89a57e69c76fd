package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.protobuf.ProtobufBody;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP request.
 *
 * @param path decoded, without the query
 * @param target path and query as sent
 * @param headers names in small letters
 */
record Call(
    Instant at,
    String method,
    String path,
    String target,
    Map<String, List<String>> query,
    Map<String, String> headers,
    Body body) {

  /** A query parameter, or the empty string. */
  String query(String name) {
    return query.getOrDefault(name, List.of("")).getFirst();
  }

  /** Whether a query parameter is set to true. */
  boolean flag(String name) {
    String value = query(name);
    return query.containsKey(name) && !value.equals("false") && !value.equals("0");
  }

  /** A header, or the empty string. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The media type of the body, without parameters. */
  String contentType() {
    return header("content-type").replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  /** The body as JSON, whatever it was sent as; missing if there is none. */
  JsonNode json() {
    if (body.bytes().length == 0) {
      return MissingNode.getInstance();
    }
    String type = contentType();
    if (type.equals(ProtobufBody.MEDIA_TYPE)) {
      return ProtobufBody.decode(body.bytes());
    }
    try {
      return type.contains("yaml") ? Json.parseYaml(body.bytes()) : Json.parse(body.bytes());
    } catch (IOException e) {
      throw ApiError.badRequest("the object provided is unrecognized: " + e.getMessage());
    }
  }

  /** The bytes of a body; must not be changed. */
  static final class Body {
    private final byte[] bytes;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }
}
