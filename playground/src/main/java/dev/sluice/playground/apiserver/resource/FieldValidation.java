package dev.sluice.playground.apiserver.resource;

import dev.sluice.playground.apiserver.json.ApiError;

/** What the client wants to hear of fields that the kind does not have. */
public enum FieldValidation {
  IGNORE,
  WARN,
  STRICT;

  /** Reads the query parameter; the default is to warn. */
  public static FieldValidation parse(String text) {
    return switch (text) {
      case "", "Warn" -> WARN;
      case "Ignore" -> IGNORE;
      case "Strict" -> STRICT;
      default ->
          throw ApiError.badRequest(
              "fieldValidation: Unsupported value: \""
                  + text
                  + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
    };
  }
}
