package dev.sluice.operator.git.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.operator.http.Calls;
import dev.sluice.operator.http.Credentials;
import java.io.IOException;
import java.util.Optional;
import okhttp3.Challenge;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Answers a registry's challenge: with the credentials themselves (Basic), or with a token that its
 * token server gives for them (Bearer). What was answered last is kept for the requests after it,
 * of this one client alone.
 *
 * <p>Source: Docker's specification of token authentication, of which the OCI distribution
 * specification says nothing.
 */
final class RegistryLogin {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LARGEST_TOKEN = 64L << 10;

  private final OkHttpClient http;
  private final HttpUrl registry;
  private final Credentials credentials;
  private @Nullable String authorization;

  RegistryLogin(OkHttpClient http, HttpUrl registry, Credentials credentials) {
    this.http = http;
    this.registry = registry;
    this.credentials = credentials;
  }

  /** The request with what the registry wanted last. */
  Request signed(Request.Builder request) {
    return authorization == null
        ? request.removeHeader("Authorization").build()
        : request.header("Authorization", authorization).build();
  }

  /** Whether there is something else to answer now than before. */
  boolean answers(Response unauthorized) throws IOException {
    String before = authorization;
    for (Challenge challenge : unauthorized.challenges()) {
      switch (challenge.scheme().toLowerCase(java.util.Locale.ROOT)) {
        case "bearer" -> authorization = bearer(challenge).orElse(null);
        case "basic" -> authorization = credentials.authorization();
        default -> {
          continue;
        }
      }
      return authorization != null && !authorization.equals(before);
    }
    return false;
  }

  /** A token of the person's own is shown as it is. */
  private Optional<String> bearer(Challenge challenge) throws IOException {
    String own = credentials.authorization();
    if (own != null && own.startsWith("Bearer ")) {
      return Optional.of(own);
    }
    String realm = challenge.authParams().get("realm");
    HttpUrl server = realm == null ? null : HttpUrl.parse(realm);
    if (server == null || (registry.isHttps() && !server.isHttps())) {
      // Credentials that came for an encrypted connection stay on one.
      return Optional.empty();
    }
    HttpUrl.Builder question = server.newBuilder();
    for (String name : new String[] {"service", "scope"}) {
      String value = challenge.authParams().get(name);
      if (value != null) {
        question.addQueryParameter(name, value);
      }
    }
    Request.Builder request = new Request.Builder().url(question.build());
    if (own != null) {
      request.header("Authorization", own);
    }
    try (Response response = Calls.execute(http, request.build())) {
      if (!response.isSuccessful() || response.body().source().request(LARGEST_TOKEN + 1)) {
        return Optional.empty();
      }
      JsonNode answer = JSON.readTree(response.body().bytes());
      String token = answer.path("token").asText(answer.path("access_token").asText(""));
      return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
    }
  }
}
