package dev.sluice.operator.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Effect.Alert.Severity;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A8")
@Tag("A8.1")
final class SlackWebhookTest extends NotifierContract {
  @Override
  Notifier notifier(MockWebServer server, String secret, @Nullable String proxy) {
    return new SlackNotifier(
        new OkHttpClient(),
        new SlackTarget(
            server.url("/services/" + secret).toString(), null, proxy, "flagger", "general"));
  }

  @Override
  MockResponse taken() {
    return new MockResponse.Builder().body("ok").build();
  }

  @Override
  String sent(RecordedRequest request) {
    return body(request);
  }

  @Test
  void postsFlaggersPayload() throws Exception {
    server.enqueue(taken());
    notifier().send(message(Severity.ERROR));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/services/s3cr3t");
    assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
    JsonMapper json = new JsonMapper();
    assertThat(json.readTree(body(request)))
        .isEqualTo(
            json.readTree(
                """
                {"channel":"general","username":"flagger","icon_url":"","icon_emoji":":rocket:",
                 "attachments":[{"color":"danger","author_name":"podinfo.test",
                   "text":"New revision detected, progressing canary analysis.",
                   "mrkdwn_in":["text"],
                   "fields":[{"title":"Target","value":"Deployment/podinfo.test","short":false}]}]}
                """));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hooks.slack.com/services/s3cr3t", "", "s3cr3t://x"})
  void anAddressThatIsNoUrlIsAProblemThatDoesNotRepeatIt(String address) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () ->
                new SlackNotifier(
                    new OkHttpClient(), new SlackTarget(address, null, null, "flagger", null)))
        .withMessage("the Slack address is not an http or https URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy:3128", "https://me:s3cr3t@proxy:3128", "socks5://x"})
  void aProxyThatCannotBeUsedIsAProblem(String proxy) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () ->
                new SlackNotifier(
                    new OkHttpClient(),
                    new SlackTarget("https://hooks.slack.com/x", null, proxy, "flagger", null)))
        .withMessage(
            "the proxy is not an http URL; write for example http://proxy.example.com:3128");
  }

  @Test
  void aTargetPrintsNoSecret() {
    assertThat(new SlackTarget("https://x/s3cr3t", "xoxb-s3cr3t", "http://s3cr3t", "a", "b"))
        .hasToString("SlackTarget[channel=b, username=a]");
  }
}
