package dev.sluice.operator.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.operator.http.Away;
import dev.sluice.operator.notify.Notifier.NotSentException;
import dev.sluice.rollout.Effect.Alert.Severity;
import dev.sluice.rollout.Plan.AlertField;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every chat must do. */
abstract class NotifierContract {
  private static final String SECRET = "s3cr3t";

  final MockWebServer server = Away.able();

  /** A notifier that sends to the server under an address with {@code secret} in it. */
  abstract Notifier notifier(MockWebServer server, String secret, @Nullable String proxy);

  /** What the chat answers when it took the message. */
  abstract MockResponse taken();

  /** The text, author and fields of what was sent, however it is written. */
  abstract String sent(RecordedRequest request);

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void sendsTextAuthorAndFields(Severity severity) throws Exception {
    server.enqueue(taken());
    notifier().send(message(severity));
    String sent = sent(server.takeRequest());
    assertThat(sent)
        .contains("New revision detected, progressing canary analysis.")
        .contains("podinfo.test")
        .contains("Target")
        .contains("Deployment/podinfo.test");
  }

  @Test
  void onlyErrorsLookDangerous() throws Exception {
    server.enqueue(taken());
    notifier().send(message(Severity.WARN));
    String warning = sent(server.takeRequest());
    server.enqueue(taken());
    notifier().send(message(Severity.INFO));
    assertThat(sent(server.takeRequest())).isEqualTo(warning);
    server.enqueue(taken());
    notifier().send(message(Severity.ERROR));
    assertThat(sent(server.takeRequest())).isNotEqualTo(warning);
  }

  @Test
  void sendsWithoutFields() throws Exception {
    server.enqueue(taken());
    notifier().send(new Message("podinfo", "test", Severity.INFO, "text", List.of()));
    assertThat(sent(server.takeRequest())).contains("text").doesNotContain("Target");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 403, 404, 429, 500, 503})
  void anythingButSuccessIsNotSent(int status) {
    server.enqueue(new MockResponse.Builder().code(status).body("no_such_channel").build());
    assertNotSent(notifier())
        .satisfies(e -> assertThat(e.getMessage()).contains(Integer.toString(status)));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aChatThatIsAwayIsToldWithoutItsAddress() throws Exception {
    Notifier notifier = notifier();
    try (Away _ = Away.after(server)) {
      assertNotSent(notifier)
          .satisfies(e -> assertThat(e.getMessage()).contains("cannot connect to localhost"));
    }
  }

  @Test
  void aChatThatHangsIsGivenUp() {
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    long started = System.nanoTime();
    assertNotSent(notifier()).satisfies(e -> assertThat(e.getMessage()).contains("within 5s"));
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)).isBetween(4L, 60L);
  }

  @Test
  void goesThroughItsProxy() throws Exception {
    server.enqueue(taken());
    String proxy = server.url("/").newBuilder().username("me").password("pass").build().toString();
    server.setDispatcher(new ProxyDispatcher(taken()));
    try (MockWebServer elsewhere = new MockWebServer()) {
      elsewhere.start();
      notifier(elsewhere, SECRET, proxy).send(message(Severity.INFO));
      assertThat(elsewhere.getRequestCount()).isZero();
    }
    server.takeRequest();
    RecordedRequest authorized = server.takeRequest();
    assertThat(authorized.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic bWU6cGFzcw==");
  }

  private static final class ProxyDispatcher extends mockwebserver3.Dispatcher {
    private final MockResponse taken;

    ProxyDispatcher(MockResponse taken) {
      this.taken = taken;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      return request.getHeaders().get("Proxy-Authorization") == null
          ? new MockResponse.Builder()
              .code(407)
              .setHeader("Proxy-Authenticate", "Basic realm=\"x\"")
              .build()
          : taken;
    }
  }

  static org.assertj.core.api.ThrowableAssertAlternative<NotSentException> assertNotSent(
      Notifier notifier) {
    return assertThatExceptionOfType(NotSentException.class)
        .isThrownBy(() -> notifier.send(message(Severity.ERROR)))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
  }

  Notifier notifier() {
    return notifier(server, SECRET, null);
  }

  static Message message(Severity severity) {
    return new Message(
        "podinfo",
        "test",
        severity,
        "New revision detected, progressing canary analysis.",
        List.of(new AlertField("Target", "Deployment/podinfo.test")));
  }

  static String body(RecordedRequest request) {
    return Objects.requireNonNull(request.getBody()).utf8();
  }
}
