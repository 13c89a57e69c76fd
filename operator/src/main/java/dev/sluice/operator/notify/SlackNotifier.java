package dev.sluice.operator.notify;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.model.Attachment;
import com.slack.api.model.Field;
import com.slack.api.util.http.SlackHttpClient;
import com.slack.api.webhook.Payload;
import com.slack.api.webhook.WebhookResponse;
import dev.sluice.operator.http.NetworkTrouble;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Effect.Alert.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** Slack, through an incoming webhook or, with a bot's token, its API; payload of A8.1. */
final class SlackNotifier implements Notifier {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String METHOD = "chat.postMessage";
  private static final String ICON = ":rocket:";
  private static final SlackConfig CONFIG = config();

  private final SlackTarget target;
  private final HttpUrl address;
  private final Slack slack;

  /**
   * @throws ProblemException when the address or the proxy is no URL
   */
  SlackNotifier(OkHttpClient http, SlackTarget target) {
    HttpUrl url = HttpUrl.parse(target.address());
    if (url == null) {
      throw new ProblemException(
          "AlertAddressInvalid", "the Slack address is not an http or https URL");
    }
    this.target = target;
    this.address = url;
    OkHttpClient.Builder client = http.newBuilder().callTimeout(TIMEOUT).followRedirects(false);
    if (target.proxy() != null && !target.proxy().isEmpty()) {
      ChatProxy.of(target.proxy()).configure(client);
    }
    this.slack = Slack.getInstance(CONFIG, new SlackHttpClient(client.build()));
  }

  /** Slack's statistics would keep a thread for each notifier. */
  private static SlackConfig config() {
    SlackConfig config = new SlackConfig();
    config.setStatsEnabled(false);
    return config;
  }

  @Override
  public void send(Message message) throws NotSentException {
    try {
      if (target.token() == null || target.token().isEmpty()) {
        sendToWebhook(message);
      } else {
        sendToApi(message, target.token());
      }
    } catch (IOException e) {
      throw new NotSentException(NetworkTrouble.explain(e, address, TIMEOUT));
    }
  }

  /**
   * Channel, name and icon are deprecated because Slack's own newer webhooks pass over them; older
   * ones, and other chats that speak this format, obey them.
   */
  @SuppressWarnings("deprecation")
  private void sendToWebhook(Message message) throws IOException, NotSentException {
    Payload payload =
        Payload.builder()
            .channel(target.channel())
            .username(target.username())
            .iconUrl("")
            .iconEmoji(ICON)
            .attachments(List.of(attachment(message)))
            .build();
    WebhookResponse response = slack.send(address.toString(), payload);
    if (response.getCode() < 200 || response.getCode() >= 300) {
      throw new NotSentException(
          "Slack answered HTTP %d: %s".formatted(response.getCode(), excerpt(response.getBody())));
    }
  }

  private void sendToApi(Message message, String token) throws IOException, NotSentException {
    MethodsClient methods = slack.methods(token);
    methods.setEndpointUrlPrefix(prefix());
    try {
      ChatPostMessageResponse response =
          methods.chatPostMessage(
              request ->
                  request
                      .channel(target.channel())
                      .username(target.username())
                      .iconEmoji(ICON)
                      .text(message.text())
                      .attachments(List.of(attachment(message))));
      if (!response.isOk()) {
        throw new NotSentException("Slack refused the message: " + response.getError());
      }
    } catch (SlackApiException e) {
      throw new NotSentException(
          "Slack answered HTTP %d: %s"
              .formatted(e.getResponse().code(), excerpt(e.getResponseBody())));
    }
  }

  /** The API without the method's name, which manifests written for Flagger carry. */
  private String prefix() {
    String url = address.toString();
    String api = url.endsWith(METHOD) ? url.substring(0, url.length() - METHOD.length()) : url;
    return api.endsWith("/") ? api : api + "/";
  }

  private static Attachment attachment(Message message) {
    return Attachment.builder()
        .color(message.severity() == Severity.ERROR ? "danger" : "good")
        .authorName(message.author())
        .text(message.text())
        .mrkdwnIn(List.of("text"))
        .fields(
            message.fields().stream()
                .map(
                    field ->
                        Field.builder()
                            .title(field.name())
                            .value(field.value())
                            .valueShortEnough(false)
                            .build())
                .toList())
        .build();
  }

  private static String excerpt(String body) {
    String line = body == null ? "" : body.strip().replaceAll("\\s+", " ");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
