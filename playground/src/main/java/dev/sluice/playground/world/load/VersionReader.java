package dev.sluice.playground.world.load;

import java.util.Objects;
import okhttp3.Headers;

/** Finds out which version of a service gave an answer. */
@FunctionalInterface
public interface VersionReader {
  /** The playground's pods say it in a header, whatever the answer is. */
  VersionReader HEADER =
      (headers, body) -> Objects.requireNonNullElse(headers.get("X-Version"), LoadReport.NOBODY);

  /**
   * @return {@link LoadReport#NOBODY} if the answer does not say it
   */
  String version(Headers headers, String body);
}
