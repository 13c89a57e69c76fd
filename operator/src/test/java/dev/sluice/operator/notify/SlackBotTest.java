package dev.sluice.operator.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.rollout.Effect.Alert.Severity;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A8")
final class SlackBotTest extends NotifierContract {
  @Override
  Notifier notifier(MockWebServer server, String secret, @Nullable String proxy) {
    return new SlackNotifier(
        new OkHttpClient(),
        new SlackTarget(
            server.url("/api/chat.postMessage").toString(),
            "xoxb-" + secret,
            proxy,
            "flagger",
            "general"));
  }

  @Override
  MockResponse taken() {
    return answer("{\"ok\":true,\"channel\":\"C1\",\"ts\":\"1.2\"}");
  }

  @Override
  String sent(RecordedRequest request) {
    HttpUrl form = HttpUrl.get("http://x/?" + body(request));
    return form.queryParameter("text")
        + form.queryParameter("channel")
        + form.queryParameter("attachments");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/chat.postMessage", "/api/", "/api"})
  void postsAsTheBotWhereverTheApiIsNamed(String path) throws Exception {
    server.enqueue(taken());
    new SlackNotifier(
            new OkHttpClient(),
            new SlackTarget(server.url(path).toString(), "xoxb-1", null, "flagger", "general"))
        .send(message(Severity.INFO));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/api/chat.postMessage");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer xoxb-1");
    HttpUrl form = HttpUrl.get("http://x/?" + body(request));
    assertThat(form.queryParameter("channel")).isEqualTo("general");
    assertThat(form.queryParameter("username")).isEqualTo("flagger");
    assertThat(form.queryParameter("icon_emoji")).isEqualTo(":rocket:");
    JsonMapper json = new JsonMapper();
    assertThat(json.readTree(form.queryParameter("attachments")))
        .isEqualTo(
            json.readTree(
                """
                [{"color":"good","author_name":"podinfo.test",
                  "text":"New revision detected, progressing canary analysis.",
                  "mrkdwn_in":["text"],
                  "fields":[{"title":"Target","value":"Deployment/podinfo.test","short":false}]}]
                """));
  }

  @Test
  void aRefusalWithStatus200IsNotSent() {
    server.enqueue(answer("{\"ok\":false,\"error\":\"channel_not_found\"}"));
    assertNotSent(notifier()).withMessage("Slack refused the message: channel_not_found");
  }

  private static MockResponse answer(String json) {
    return new MockResponse.Builder()
        .setHeader("Content-Type", "application/json")
        .body(json)
        .build();
  }
}
