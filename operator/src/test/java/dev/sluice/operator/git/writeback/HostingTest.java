package dev.sluice.operator.git.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostingTest {
  private static final PullRequest REQUEST =
      new PullRequest("main", "sluice/revert-apps-podinfo", "Revert \"raise\"", "Because.");
  private static final String OTHER =
      """
      {"number":1,"iid":1,"head":{"ref":"other"},"base":{"ref":"main"},"source_branch":"other","target_branch":"main"}\
      """;
  private static final String SAME =
      """
      {"number":7,"iid":7,"head":{"ref":"sluice/revert-apps-podinfo"},"base":{"ref":"main"},\
      "source_branch":"sluice/revert-apps-podinfo","target_branch":"main"}\
      """;

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GITHUB |"
            + " /api/v3/repos/acme/app/pulls?state=open&base=main&head=acme%3Asluice%2Frevert-apps-podinfo"
            + " | Authorization | Bearer t0k3n",
        "GITLAB |"
            + " /api/v4/projects/acme%2Fapp/merge_requests?state=opened&source_branch=sluice%2Frevert-apps-podinfo&target_branch=main"
            + " | PRIVATE-TOKEN | t0k3n",
        "GITEA | /api/v1/repos/acme/app/pulls?state=open&limit=50 | Authorization | token t0k3n",
      })
  void opensOneWhenNoneIsOpen(Hosting.Provider provider, String list, String header, String value)
      throws Exception {
    answer(200, "[" + OTHER + "]");
    answer(201, "{\"html_url\":\"https://host/pr/8\",\"web_url\":\"https://host/pr/8\"}");
    assertThat(hosting(provider).open(REQUEST)).isEqualTo("https://host/pr/8");
    RecordedRequest asked = server.takeRequest();
    assertThat(asked.getTarget()).isEqualTo(list);
    assertThat(asked.getHeaders().get(header)).isEqualTo(value);
    RecordedRequest opened = server.takeRequest();
    assertThat(opened.getMethod()).isEqualTo("POST");
    assertThat(opened.getTarget()).isEqualTo(list.replaceFirst("\\?.*", ""));
    JsonNode body = body(opened);
    assertThat(body.path("title").asText()).isEqualTo(REQUEST.title());
    assertThat(body.path(provider == Hosting.Provider.GITLAB ? "description" : "body").asText())
        .isEqualTo(REQUEST.body());
    assertThat(body.path(provider == Hosting.Provider.GITLAB ? "source_branch" : "head").asText())
        .isEqualTo(REQUEST.head());
    assertThat(body.path(provider == Hosting.Provider.GITLAB ? "target_branch" : "base").asText())
        .isEqualTo(REQUEST.base());
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB, PATCH, /api/v3/repos/acme/app/pulls/7",
    "GITLAB, PUT, /api/v4/projects/acme%2Fapp/merge_requests/7",
    "GITEA, PATCH, /api/v1/repos/acme/app/pulls/7",
  })
  void changesTheOneThatIsOpen(Hosting.Provider provider, String method, String target)
      throws Exception {
    answer(200, "[" + OTHER + "," + SAME + "]");
    answer(200, "{\"html_url\":\"https://host/pr/7\",\"web_url\":\"https://host/pr/7\"}");
    assertThat(hosting(provider).open(REQUEST)).isEqualTo("https://host/pr/7");
    server.takeRequest();
    RecordedRequest changed = server.takeRequest();
    assertThat(changed.getMethod()).isEqualTo(method);
    assertThat(changed.getTarget()).isEqualTo(target);
    assertThat(body(changed).path("title").asText()).isEqualTo(REQUEST.title());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | {} | the token may not list pull requests (401) | false",
        "404 | {} | it does not know the repository | false",
        "422 | {\"message\":\"Validation Failed\"} | (422: Validation Failed) | false",
        "503 | <html> | (503) | true",
      })
  void saysWhyItIsNotDone(int code, String body, String message, boolean passes) {
    answer(code, body);
    assertThatThrownBy(() -> hosting(Hosting.Provider.GITEA).open(REQUEST))
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.isRetriable()).isEqualTo(passes))
        .hasMessageStartingWith("Gitea at localhost: ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("t0k3n");
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/acme/app.git, GITHUB, https://api.github.com/repos/acme/app",
    "ssh://git@github.com/acme/app, GITHUB, https://api.github.com/repos/acme/app",
    "https://git.example.com/acme/app.git, GITHUB, https://git.example.com/api/v3/repos/acme/app",
    "https://gitlab.com/acme/team/app.git, GITLAB,"
        + " https://gitlab.com/api/v4/projects/acme%2Fteam%2Fapp",
    "ssh://git@gitea.example.com:2222/acme/app.git, GITEA,"
        + " https://gitea.example.com/api/v1/repos/acme/app",
    "http://gitea:3000/acme/app.git, GITEA, http://gitea:3000/api/v1/repos/acme/app",
  })
  void findsTheApiFromTheUrlOfTheRepository(String url, Hosting.Provider provider, String api) {
    assertThat(HostedRepository.parse(url).api(provider)).hasToString(api);
  }

  @ParameterizedTest
  @CsvSource({"file:///srv/app.git", "https://example.com/app.git", "'https://exa mple.com/a/b'"})
  void aRepositoryThatIsNotHostedIsRefused(String url) {
    assertThatThrownBy(() -> HostedRepository.parse(url))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("tells no host, owner and name");
  }

  private Hosting hosting(Hosting.Provider provider) {
    return new Hosting(
        new OkHttpClient(), provider, server.url("/acme/app.git").toString(), "t0k3n");
  }

  private void answer(int code, String body) {
    server.enqueue(new MockResponse.Builder().code(code).body(body).build());
  }

  private static JsonNode body(RecordedRequest request) throws IOException {
    return new ObjectMapper().readTree(Objects.requireNonNull(request.getBody()).toByteArray());
  }
}
