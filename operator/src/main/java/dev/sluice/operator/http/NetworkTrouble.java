package dev.sluice.operator.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;

/** Words for a request that got no answer. */
public final class NetworkTrouble {
  private NetworkTrouble() {}

  /**
   * What happened and what to check, to follow a colon. Names the host alone, because paths and
   * queries carry secrets.
   *
   * @param limit how long the whole call could take
   */
  public static String explain(IOException trouble, HttpUrl address, Duration limit) {
    String server = address.host() + ":" + address.port();
    return switch (trouble) {
      case UnknownHostException e ->
          "the host name %s does not resolve; check the address".formatted(address.host());
      case ConnectException e ->
          "cannot connect to %s; check the address and that the server runs".formatted(server);
      case NoRouteToHostException e ->
          "no route to %s; check the address and network policies".formatted(server);
      case SocketTimeoutException e -> slow(server, limit);
      case InterruptedIOException e when "timeout".equals(e.getMessage()) -> slow(server, limit);
      case InterruptedIOException e -> "interrupted while waiting for %s".formatted(server);
      case SSLException e ->
          "no TLS connection to %s (%s); check the scheme and the server's certificate"
              .formatted(server, firstLine(e));
      default -> "request to %s failed (%s)".formatted(server, firstLine(trouble));
    };
  }

  private static String slow(String server, Duration limit) {
    return "no answer from %s within %s; check that it is reachable and not overloaded"
        .formatted(server, seconds(limit));
  }

  private static String seconds(Duration limit) {
    return limit.toMillisPart() == 0 ? limit.toSeconds() + "s" : limit.toMillis() + "ms";
  }

  private static String firstLine(IOException e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
