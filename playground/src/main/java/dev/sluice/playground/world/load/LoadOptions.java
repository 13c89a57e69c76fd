package dev.sluice.playground.world.load;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which requests are sent.
 *
 * @param url on this machine; load is not to be sent to anybody else
 * @param headers of every request; {@code Host} chooses the route
 * @param perSecond how many requests start in a second, whether or not earlier ones are answered;
 *     in (0, 10000]
 * @param duration after which it stops by itself; at most a day
 * @param timeout after which a client gives up
 */
public record LoadOptions(
    URI url,
    String method,
    Map<String, String> headers,
    double perSecond,
    Duration duration,
    Duration timeout) {
  private static final Duration LONGEST = Duration.ofDays(1);

  public LoadOptions {
    headers = Map.copyOf(headers);
    if (perSecond <= 0 || perSecond > 10_000) {
      throw new IllegalArgumentException("perSecond must be in (0, 10000]: " + perSecond);
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("duration must be in (0, 24h]: " + duration);
    }
    if (!isLoopback(url)) {
      throw new IllegalArgumentException(
          "load is sent to this machine only, not to " + url.getHost());
    }
  }

  /** GET requests for a host, until stopped. */
  public static LoadOptions of(URI url, String host, double perSecond) {
    return new LoadOptions(
        url, "GET", Map.of("Host", host), perSecond, LONGEST, Duration.ofSeconds(10));
  }

  public LoadOptions during(Duration limit) {
    return new LoadOptions(url, method, headers, perSecond, limit, timeout);
  }

  public LoadOptions withHeaders(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new LoadOptions(url, method, all, perSecond, duration, timeout);
  }

  private static boolean isLoopback(URI url) {
    try {
      return url.getHost() != null && InetAddress.getByName(url.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
