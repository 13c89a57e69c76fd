package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lengths, patterns and formats of texts. */
final class TextRules {
  private static final java.util.regex.Pattern DURATION =
      java.util.regex.Pattern.compile(
          "[-+]?(\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h|d|w)((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h))*|0");
  private static final java.util.regex.Pattern UUID_FORM =
      java.util.regex.Pattern.compile(
          "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
  private static final java.util.regex.Pattern IPV4 =
      java.util.regex.Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
  private static final java.util.regex.Pattern HOST =
      java.util.regex.Pattern.compile(
          "[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*");
  private static final java.util.regex.Pattern MAIL =
      java.util.regex.Pattern.compile("[^@\\s]+@[^@\\s]+");

  /** Go's regular expressions are RE2's. */
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private TextRules() {}

  static void check(JsonNode schema, String value, String at, List<FieldError> errors) {
    JsonNode min = schema.path("minLength");
    JsonNode max = schema.path("maxLength");
    int length = value.codePointCount(0, value.length());
    if (max.isNumber() && length > max.asInt()) {
      errors.add(FieldError.tooLong(at, max.asInt()));
    }
    if (min.isNumber() && length < min.asInt()) {
      errors.add(
          FieldError.invalid(
              at, value, at + " in body should be at least " + min.asInt() + " chars long"));
    }
    String pattern = schema.path("pattern").asText("");
    if (!pattern.isEmpty() && !matches(pattern, value)) {
      errors.add(FieldError.invalid(at, value, at + " in body should match '" + pattern + '\''));
    }
    String format = schema.path("format").asText("");
    if (!format.isEmpty() && !hasFormat(format, value)) {
      errors.add(
          FieldError.invalid(
              at,
              value,
              at + " in body must be of type " + format + ": " + Json.string(Json.text(value))));
    }
  }

  private static boolean matches(String pattern, String value) {
    try {
      return PATTERNS.computeIfAbsent(pattern, Pattern::compile).matcher(value).find();
    } catch (PatternSyntaxException e) {
      return true;
    }
  }

  private static boolean hasFormat(String format, String value) {
    return switch (format) {
      case "date-time" -> parses(() -> OffsetDateTime.parse(value.replace(' ', 'T')));
      case "date" -> parses(() -> LocalDate.parse(value));
      case "duration" -> DURATION.matcher(value).matches();
      case "byte" -> parses(() -> Base64.getDecoder().decode(value));
      case "uuid" -> UUID_FORM.matcher(value).matches();
      case "ipv4" -> IPV4.matcher(value).matches();
      case "ipv6" -> value.contains(":") && value.matches("[0-9A-Fa-f:.]+");
      case "hostname" -> HOST.matcher(value).matches();
      case "email" -> MAIL.matcher(value).matches();
      case "uri" -> absolute(value);
      default -> true;
    };
  }

  private static boolean absolute(String value) {
    try {
      return value.startsWith("/") || new URI(value).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean parses(Runnable parse) {
    try {
      parse.run();
      return true;
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return false;
    }
  }
}
