package dev.sluice.operator.git.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.operator.http.Calls;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.NetworkTrouble;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Asks one image's repository through the OCI distribution API. What a registry answers is bounded:
 * a page of tags to 8 MiB, all of them to 100 pages of a thousand.
 *
 * <p>Source of the wire format: the OCI distribution specification 1.1, and Docker's specification
 * of token authentication.
 */
final class RegistryClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final long LARGEST_ANSWER = 8L << 20;
  private static final int MOST_PAGES = 100;
  private static final int PAGE = 1000;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String MANIFESTS =
      String.join(
          ", ",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json");
  private static final Pattern NEXT =
      Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);

  private final ImageName image;
  private final HttpUrl address;
  private final OkHttpClient http;
  private final RegistryLogin login;
  private final InstantSource clock;

  /**
   * @param insecure whether it is spoken to in plain HTTP
   */
  RegistryClient(
      TrustingClients clients,
      ImageName image,
      boolean insecure,
      Credentials credentials,
      InstantSource clock) {
    this.image = image;
    this.address = image.address(insecure);
    this.http =
        clients.of(address, false, credentials.caPem()).newBuilder().callTimeout(PATIENCE).build();
    this.login = new RegistryLogin(http, address, credentials);
    this.clock = clock;
  }

  /**
   * All tags, in the registry's order.
   *
   * @throws ProblemException when the registry does not give them
   */
  List<String> tags() throws ThrottledException {
    List<String> tags = new ArrayList<>();
    Set<HttpUrl> pages = new HashSet<>();
    Optional<HttpUrl> next =
        Optional.of(
            address
                .newBuilder()
                .addPathSegments("tags/list")
                .addQueryParameter("n", String.valueOf(PAGE))
                .build());
    while (next.isPresent()) {
      HttpUrl page = next.get();
      if (!pages.add(page) || pages.size() > MOST_PAGES) {
        throw problem(
            "RegistryRefused",
            "it goes on and on listing tags (%d pages so far); remove old tags"
                .formatted(pages.size()),
            false);
      }
      try (Response response = ask(new Request.Builder().url(page))) {
        JsonNode list = json(response).path("tags");
        list.forEach(tag -> tags.add(tag.asText()));
        next = next(page, response.header("Link"));
      }
    }
    return tags;
  }

  /**
   * The digest that a tag stands for now, with its algorithm: {@code sha256:…}.
   *
   * @throws ProblemException when the registry does not give it
   */
  String digest(String tag) throws ThrottledException {
    HttpUrl manifest = address.newBuilder().addPathSegment("manifests").addPathSegment(tag).build();
    try (Response head =
        ask(new Request.Builder().url(manifest).head().header("Accept", MANIFESTS))) {
      String digest = head.header("Docker-Content-Digest");
      if (digest != null && digest.matches("[a-z0-9+._-]+:[0-9A-Fa-f]{32,}")) {
        return digest;
      }
    }
    // The header is optional; the digest is that of the manifest's bytes.
    try (Response get = ask(new Request.Builder().url(manifest).header("Accept", MANIFESTS))) {
      return "sha256:" + ByteString.of(bytes(get)).sha256().hex();
    }
  }

  private Response ask(Request.Builder request) throws ThrottledException {
    try {
      Response response = Calls.execute(http, login.signed(request));
      if (response.code() == HttpURLConnection.HTTP_UNAUTHORIZED && login.answers(response)) {
        response.close();
        response = Calls.execute(http, login.signed(request));
      }
      if (!response.isSuccessful()) {
        response.close();
        throw refused(response);
      }
      return response;
    } catch (IOException e) {
      throw problem("RegistryUnreachable", NetworkTrouble.explain(e, address, PATIENCE), true);
    }
  }

  private ProblemException refused(Response response) throws ThrottledException {
    int code = response.code();
    if (code == TOO_MANY_REQUESTS) {
      Duration pause = pause(response.header("Retry-After"));
      throw new ThrottledException(
          "registry %s asks for fewer requests (429): the next one is made in %ds; raise spec.interval, or use credentials with a higher limit"
              .formatted(image.registry(), pause.toSeconds()),
          pause);
    }
    return switch (code) {
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
          problem(
              "AuthenticationFailed",
              "it does not let us read %s (%d); check the credentials in spec.secretRef"
                  .formatted(image.repository(), code),
              false);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          problem(
              "ImageNotFound",
              "it has no %s (404); check spec.image, and whether it needs credentials"
                  .formatted(image.repository()),
              false);
      default ->
          problem(
              code >= HttpURLConnection.HTTP_INTERNAL_ERROR
                  ? "RegistryUnavailable"
                  : "RegistryRefused",
              "it answered with HTTP status %d".formatted(code),
              code >= HttpURLConnection.HTTP_INTERNAL_ERROR);
    };
  }

  /** Seconds or a date (RFC 9110); a minute if it says nothing, an hour at most. */
  private Duration pause(@Nullable String retryAfter) {
    Duration pause = PAUSE;
    if (retryAfter != null && retryAfter.matches("\\d{1,9}")) {
      pause = Duration.ofSeconds(Long.parseLong(retryAfter));
    } else if (retryAfter != null) {
      try {
        ZonedDateTime at = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
        pause = Duration.between(clock.instant(), at);
      } catch (DateTimeParseException e) {
        // Neither; a minute it is.
      }
    }
    Duration least = Duration.ofSeconds(1);
    return pause.compareTo(least) < 0
        ? least
        : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private Optional<HttpUrl> next(HttpUrl page, @Nullable String link) {
    Matcher next = NEXT.matcher(link == null ? "" : link);
    if (!next.find()) {
      return Optional.empty();
    }
    HttpUrl url = page.resolve(next.group(1));
    if (url == null || !url.host().equals(page.host()) || url.port() != page.port()) {
      // Our credentials go to nobody else.
      throw problem("RegistryRefused", "the next page of tags is on another server", false);
    }
    return Optional.of(url);
  }

  private JsonNode json(Response response) {
    try {
      return JSON.readTree(bytes(response));
    } catch (JsonProcessingException e) {
      throw problem("RegistryRefused", "it does not answer in JSON; is it a registry?", false);
    } catch (IOException e) {
      throw problem("RegistryUnreachable", NetworkTrouble.explain(e, address, PATIENCE), true);
    }
  }

  private byte[] bytes(Response response) {
    try {
      BufferedSource source = response.body().source();
      if (source.request(LARGEST_ANSWER + 1)) {
        throw problem("RegistryRefused", "its answer is larger than 8 MiB", false);
      }
      return source.readByteArray();
    } catch (IOException e) {
      throw problem("RegistryUnreachable", NetworkTrouble.explain(e, address, PATIENCE), true);
    }
  }

  private ProblemException problem(String reason, String why, boolean passes) {
    String message = "registry %s: %s".formatted(image.registry(), why);
    return passes
        ? ProblemException.retriable(reason, message, null)
        : new ProblemException(reason, message);
  }
}
