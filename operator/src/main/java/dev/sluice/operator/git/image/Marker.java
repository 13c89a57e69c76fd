package dev.sluice.operator.git.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comment that says which policy sets a value, in Flux's syntax: {@code {"$imagepolicy":
 * "namespace:name"}} for the whole image, with {@code :name}, {@code :tag} or {@code :digest} at
 * its end for a part of it.
 */
record Marker(String namespace, String name, Part part) {
  /** What of the image is written. */
  enum Part {
    WHOLE,
    NAME,
    TAG,
    DIGEST
  }

  /** What every file with markers has in it; a file without it is not even parsed. */
  static final String TOKEN = "$imagepolicy";

  private static final Pattern SYNTAX =
      Pattern.compile(
          "\\{\\s*\"\\$imagepolicy\"\\s*:\\s*\"([^\":]+):([^\":]+)(?::(name|tag|digest))?\"\\s*\\}");

  /** The marker in a comment; empty if it has none. */
  static Optional<Marker> in(String comment) {
    Matcher marker = SYNTAX.matcher(comment);
    if (!marker.find()) {
      return Optional.empty();
    }
    Part part =
        switch (marker.group(3)) {
          case "name" -> Part.NAME;
          case "tag" -> Part.TAG;
          case "digest" -> Part.DIGEST;
          case null, default -> Part.WHOLE;
        };
    return Optional.of(new Marker(marker.group(1), marker.group(2), part));
  }
}
