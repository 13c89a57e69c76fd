package dev.sluice.operator.git.writeback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.operator.http.Calls;
import dev.sluice.operator.http.NetworkTrouble;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Opens pull requests where the repository is hosted. One that is open for the same branches is
 * brought up to date instead.
 *
 * <p>Source of the wire formats: the REST references of GitHub (pulls), GitLab (merge requests) and
 * Gitea (pulls).
 */
final class Hosting {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType JSON_TYPE = MediaType.get("application/json");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LARGEST_ANSWER = 8L << 20;
  private static final int TOO_MANY_REQUESTS = 429;

  private final OkHttpClient http;
  private final Provider provider;
  private final HttpUrl api;
  private final String token;

  /** Who hosts it. */
  enum Provider {
    GITHUB("GitHub", "Authorization", "Bearer "),
    GITLAB("GitLab", "PRIVATE-TOKEN", ""),
    GITEA("Gitea", "Authorization", "token ");

    private final String name;
    private final String header;
    private final String scheme;

    Provider(String name, String header, String scheme) {
      this.name = name;
      this.header = header;
      this.scheme = scheme;
    }
  }

  /**
   * @param repository URL of the repository
   * @param token that may open pull requests
   * @throws ProblemException when the URL tells no owner and name
   */
  Hosting(OkHttpClient http, Provider provider, String repository, String token) {
    this.http = http.newBuilder().callTimeout(PATIENCE).build();
    this.provider = provider;
    this.api = HostedRepository.parse(repository).api(provider);
    this.token = token;
  }

  /**
   * Opens the pull request, or brings the open one up to date.
   *
   * @return its address for people
   * @throws ProblemException when the host does not do it
   */
  String open(PullRequest request) {
    Optional<JsonNode> open = find(request);
    JsonNode opened =
        open.isPresent()
            ? send(
                provider == Provider.GITLAB ? "PUT" : "PATCH",
                api.newBuilder()
                    .addPathSegments(collection())
                    .addPathSegment(open.get().path(number()).asText())
                    .build(),
                Map.of("title", request.title(), text(), request.body()))
            : send(
                "POST", api.newBuilder().addPathSegments(collection()).build(), created(request));
    return opened.path(provider == Provider.GITLAB ? "web_url" : "html_url").asText();
  }

  private Optional<JsonNode> find(PullRequest request) {
    HttpUrl.Builder question = api.newBuilder().addPathSegments(collection());
    switch (provider) {
      case GITHUB ->
          question
              .addQueryParameter("state", "open")
              .addQueryParameter("base", request.base())
              .addQueryParameter("head", owner() + ":" + request.head());
      case GITLAB ->
          question
              .addQueryParameter("state", "opened")
              .addQueryParameter("source_branch", request.head())
              .addQueryParameter("target_branch", request.base());
      case GITEA -> question.addQueryParameter("state", "open").addQueryParameter("limit", "50");
    }
    for (JsonNode found : send("GET", question.build(), Map.of())) {
      if (isOf(found, request)) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private boolean isOf(JsonNode found, PullRequest request) {
    return switch (provider) {
      case GITHUB, GITEA ->
          found.at("/head/ref").asText().equals(request.head())
              && found.at("/base/ref").asText().equals(request.base());
      case GITLAB ->
          found.path("source_branch").asText().equals(request.head())
              && found.path("target_branch").asText().equals(request.base());
    };
  }

  private Map<String, ?> created(PullRequest request) {
    return switch (provider) {
      case GITHUB, GITEA ->
          Map.of(
              "title", request.title(),
              "body", request.body(),
              "head", request.head(),
              "base", request.base());
      case GITLAB ->
          Map.of(
              "title", request.title(),
              "description", request.body(),
              "source_branch", request.head(),
              "target_branch", request.base(),
              "remove_source_branch", true);
    };
  }

  private String collection() {
    return provider == Provider.GITLAB ? "merge_requests" : "pulls";
  }

  private String number() {
    return provider == Provider.GITLAB ? "iid" : "number";
  }

  private String text() {
    return provider == Provider.GITLAB ? "description" : "body";
  }

  private String owner() {
    return api.pathSegments().get(api.pathSize() - 2);
  }

  private JsonNode send(String method, HttpUrl url, Map<String, ?> body) {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header(provider.header, provider.scheme + token)
            .header("Accept", "application/json");
    try {
      request.method(
          method,
          method.equals("GET")
              ? null
              : RequestBody.create(JSON.writeValueAsBytes(body), JSON_TYPE));
      try (Response response = Calls.execute(http, request.build())) {
        BufferedSource answer = response.body().source();
        if (answer.request(LARGEST_ANSWER + 1)) {
          throw problem("HostRefused", "its answer is larger than 8 MiB", false);
        }
        byte[] bytes = answer.readByteArray();
        if (!response.isSuccessful()) {
          throw refused(method, response.code(), bytes);
        }
        return JSON.readTree(bytes);
      }
    } catch (JsonProcessingException e) {
      throw problem(
          "HostRefused", "it does not answer in JSON; is it " + provider.name + "?", false);
    } catch (IOException e) {
      throw problem("HostUnreachable", NetworkTrouble.explain(e, url, PATIENCE), true);
    }
  }

  private ProblemException refused(String method, int code, byte[] body) {
    String doing = method.equals("GET") ? "list" : method.equals("POST") ? "open" : "change";
    return switch (code) {
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
          problem(
              "HostRefused",
              "the token may not %s pull requests (%d); check the one in spec.writeBack.pullRequest.secretRef"
                  .formatted(doing, code),
              false);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          problem(
              "HostRefused",
              "it does not know the repository, or does not show it to this token (404)",
              false);
      default ->
          problem(
              "HostRefused",
              "it did not %s the pull request (%d%s)".formatted(doing, code, said(body)),
              code == TOO_MANY_REQUESTS || code >= HttpURLConnection.HTTP_INTERNAL_ERROR);
    };
  }

  private static String said(byte[] body) {
    try {
      JsonNode message = JSON.readTree(body).path("message");
      return message.isMissingNode() ? "" : ": " + message.asText(message.toString());
    } catch (IOException e) {
      return "";
    }
  }

  private ProblemException problem(String reason, String why, boolean passes) {
    String message = "%s at %s: %s".formatted(provider.name, api.host(), why);
    return passes
        ? ProblemException.retriable(reason, message, null)
        : new ProblemException(reason, message);
  }
}
