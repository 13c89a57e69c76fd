package dev.sluice.operator.git.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegistryClientTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final Map<String, String> ANNE = Map.of("username", "anne", "password", "s3cr3t");
  private static final String BASIC = "Basic YW5uZTpzM2NyM3Q=";

  private final MockWebServer server = new MockWebServer();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void followsThePagesToTheLast() throws Exception {
    answering(
        request ->
            switch (String.valueOf(request.getUrl().queryParameter("last"))) {
              case "null" ->
                  tags("1.0", "1.1")
                      .addHeader("Link", "</v2/acme/app/tags/list?last=1.1&n=2>; rel=\"next\"");
              case "1.1" -> tags("1.2").addHeader("Link", "<?last=1.2&n=2>; rel=next");
              default -> tags();
            });
    assertThat(client(Map.of()).tags()).containsExactly("1.0", "1.1", "1.2");
    assertThat(asked).hasSize(3);
  }

  @Test
  void aRegistryThatNeverEndsIsStopped() {
    answering(
        request -> tags("a").addHeader("Link", "</v2/acme/app/tags/list?n=1000>; rel=\"next\""));
    assertProblem("RegistryRefused", "it goes on and on listing tags");
  }

  @Test
  void credentialsGoToNoOtherServer() {
    answering(request -> tags("a").addHeader("Link", "<http://evil.example/v2/x>; rel=\"next\""));
    assertProblem("RegistryRefused", "the next page of tags is on another server");
  }

  @Test
  void answersABasicChallenge() throws Exception {
    answering(
        request ->
            BASIC.equals(request.getHeaders().get("Authorization"))
                ? tags("1.0")
                : unauthorized("Basic realm=\"registry\""));
    assertThat(client(ANNE).tags()).containsExactly("1.0");
  }

  @Test
  void fetchesATokenForItsCredentialsAndKeepsIt() throws Exception {
    answering(
        request -> {
          String shown = request.getHeaders().get("Authorization");
          if (request.getUrl().encodedPath().equals("/token")) {
            assertThat(shown).isEqualTo(BASIC);
            assertThat(request.getUrl().queryParameter("service")).isEqualTo("registry.test");
            assertThat(request.getUrl().queryParameter("scope"))
                .isEqualTo("repository:acme/app:pull");
            return json("{\"token\":\"t0k3n\",\"expires_in\":300}");
          }
          if (!"Bearer t0k3n".equals(shown)) {
            return bearerChallenge();
          }
          return request.getUrl().encodedPath().endsWith("/tags/list")
              ? tags("1.0")
              : new MockResponse.Builder()
                  .addHeader("Docker-Content-Digest", "sha256:" + "0".repeat(64));
        });
    RegistryClient client = client(ANNE);
    assertThat(client.tags()).containsExactly("1.0");
    assertThat(client.digest("1.0")).isEqualTo("sha256:" + "0".repeat(64));
    assertThat(asked)
        .containsExactly(
            "GET /v2/acme/app/tags/list",
            "GET /token",
            "GET /v2/acme/app/tags/list",
            "HEAD /v2/acme/app/manifests/1.0");
  }

  @Test
  void anAnonymousOneFetchesATokenToo() throws Exception {
    answering(
        request -> {
          if (request.getUrl().encodedPath().equals("/token")) {
            assertThat(request.getHeaders().get("Authorization")).isNull();
            return json("{\"access_token\":\"t0k3n\"}");
          }
          return "Bearer t0k3n".equals(request.getHeaders().get("Authorization"))
              ? tags("1.0")
              : bearerChallenge();
        });
    assertThat(client(Map.of()).tags()).containsExactly("1.0");
  }

  @Test
  void credentialsThatAreNotAcceptedAreAskedForOnce() {
    answering(request -> unauthorized("Basic realm=\"registry\""));
    assertProblem(
        "AuthenticationFailed",
        "it does not let us read acme/app (401); check the credentials in spec.secretRef",
        ANNE);
    assertThat(asked).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "404, ImageNotFound, false",
    "403, AuthenticationFailed, false",
    "503, RegistryUnavailable, true",
    "400, RegistryRefused, false",
  })
  void saysWhatTheRegistrySaid(int code, String reason, boolean passes) {
    answering(request -> new MockResponse.Builder().code(code));
    assertThatThrownBy(() -> client(Map.of()).tags())
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.reason()).isEqualTo(reason);
              assertThat(problem.isRetriable()).isEqualTo(passes);
              assertThat(problem.explanation())
                  .startsWith("registry 127.0.0.1:" + server.getPort() + ": ")
                  .contains(String.valueOf(code));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7",
        "Fri, 27 Nov 2026 12:02:00 GMT | 120",
        "Fri, 27 Nov 2026 11:00:00 GMT | 1",
        "999999999 | 3600",
        "soon | 60",
        "| 60",
      })
  void leavesARegistryAloneAsLongAsItWants(@Nullable String retryAfter, long seconds) {
    answering(
        request -> {
          MockResponse.Builder response = new MockResponse.Builder().code(429);
          return retryAfter == null ? response : response.addHeader("Retry-After", retryAfter);
        });
    ThrottledException throttled =
        catchThrowableOfType(ThrottledException.class, () -> client(Map.of()).tags());
    assertThat(throttled.pause()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(throttled).hasMessageContaining("asks for fewer requests (429)");
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"<html>", "''"})
  void anAnswerThatIsNoJsonIsRefused(String body) {
    answering(request -> new MockResponse.Builder().body(body.isEmpty() ? "{" : body));
    assertProblem("RegistryRefused", "it does not answer in JSON; is it a registry?");
  }

  @Test
  void anAnswerWithoutEndIsRefused() {
    answering(request -> new MockResponse.Builder().body(" ".repeat(9 << 20)));
    assertProblem("RegistryRefused", "its answer is larger than 8 MiB");
  }

  @Test
  void aRegistryThatIsNotThereIsToldOf() {
    server.close();
    assertProblem("RegistryUnreachable", "cannot connect to 127.0.0.1:");
  }

  @Test
  void theDigestIsThatOfTheManifestWhereTheRegistryDoesNotSayIt() throws Exception {
    answering(
        request -> request.getMethod().equals("HEAD") ? new MockResponse.Builder() : json("{}"));
    assertThat(client(Map.of()).digest("1.0"))
        .isEqualTo("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  }

  private void assertProblem(String reason, String message) {
    assertProblem(reason, message, Map.of());
  }

  private void assertProblem(String reason, String message, Map<String, String> secret) {
    assertThatThrownBy(() -> client(secret).tags())
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.reason()).isEqualTo(reason))
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3cr3t");
  }

  private RegistryClient client(Map<String, String> secret) {
    ImageName image = ImageName.parse("127.0.0.1:" + server.getPort() + "/acme/app");
    return new RegistryClient(
        new TrustingClients(new OkHttpClient()),
        image,
        false,
        secret.isEmpty() ? Credentials.NONE : RegistryCredentials.of(secret, image),
        () -> NOW);
  }

  private void answering(Function<RecordedRequest, MockResponse.Builder> answer) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            asked.add(request.getMethod() + " " + request.getUrl().encodedPath());
            return answer.apply(request).build();
          }
        });
  }

  private MockResponse.Builder bearerChallenge() {
    return unauthorized(
        "Bearer realm=\"%s\",service=\"registry.test\",scope=\"repository:acme/app:pull\""
            .formatted(server.url("/token")));
  }

  private static MockResponse.Builder unauthorized(String challenge) {
    return new MockResponse.Builder().code(401).addHeader("WWW-Authenticate", challenge);
  }

  private static MockResponse.Builder tags(String... tags) {
    List<String> quoted = new ArrayList<>();
    for (String tag : tags) {
      quoted.add("\"" + tag + "\"");
    }
    return json("{\"name\":\"acme/app\",\"tags\":[" + String.join(",", quoted) + "]}");
  }

  private static MockResponse.Builder json(String body) {
    return new MockResponse.Builder().addHeader("Content-Type", "application/json").body(body);
  }
}
