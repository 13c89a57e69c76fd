package dev.sluice.playground.world.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Headers;

/**
 * A request as routing sees it.
 *
 * @param host in lower case, without the port
 * @param path still encoded, without the query
 * @param query still encoded, empty when there is none
 */
record RequestHead(String method, String host, String path, String query, Headers headers) {
  static String hostWithoutPort(String authority) {
    return authority.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
  }

  Optional<String> header(String name) {
    List<String> values = headers.values(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
  }

  Optional<String> queryParameter(String name) {
    return pairs(query, "&", name).map(v -> URLDecoder.decode(v, StandardCharsets.UTF_8));
  }

  Optional<String> cookie(String name) {
    return header("Cookie").flatMap(cookies -> pairs(cookies, ";", name));
  }

  private static Optional<String> pairs(String text, String separator, String name) {
    return Arrays.stream(text.split(separator))
        .map(pair -> pair.strip().split("=", 2))
        .filter(pair -> pair[0].equals(name))
        .map(pair -> pair.length == 2 ? pair[1] : "")
        .findFirst();
  }

  String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }
}
