package dev.sluice.operator.hooks;

import java.io.IOException;
import java.time.Duration;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What came back from a hook.
 *
 * @param statusLine for example {@code 503 Service Unavailable}
 * @param body the first {@link #MOST_OF_BODY} characters of it
 * @param retryAfter what the server asked for, in seconds or null
 */
record HookReply(int status, String statusLine, String body, @Nullable Duration retryAfter) {
  /** An event's message is at most a kilobyte long. */
  static final int MOST_OF_BODY = 512;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int NOT_IMPLEMENTED = 501;

  static HookReply of(Response response) throws IOException {
    String body = response.peekBody(4L * MOST_OF_BODY).string().strip();
    return new HookReply(
        response.code(),
        response.message().isEmpty()
            ? Integer.toString(response.code())
            : response.code() + " " + response.message(),
        body.length() <= MOST_OF_BODY ? body : body.substring(0, MOST_OF_BODY) + "…",
        seconds(response.header("Retry-After")));
  }

  /** Whether the same request may be answered differently a little later. */
  boolean mayPass() {
    return status == TOO_MANY_REQUESTS || (status >= 500 && status != NOT_IMPLEMENTED);
  }

  private static @Nullable Duration seconds(@Nullable String header) {
    try {
      return header == null
          ? null
          : Duration.ofSeconds(Math.max(0, Long.parseLong(header.strip())));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
