package dev.sluice.operator.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.operator.hooks.Hooks;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.rollout.Effect.Announce;
import io.fabric8.kubernetes.api.model.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A7")
@Tag("A9")
final class EventsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.987Z");
  private static final Announce ADVANCE =
      new Announce(Announce.Kind.NORMAL, "Advance podinfo.test canary weight 10");
  private static final Announce HALT = new Announce(Announce.Kind.WARNING, "Halt podinfo.test");

  private final FakeCluster cluster = new FakeCluster();
  private final MockWebServer server = new MockWebServer();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Outbox outbox = new Outbox(executor);
  private final Canary canary = Manifests.podinfo("  analysis: {interval: 1m}\n");

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    executor.close();
  }

  @Test
  void recordsAsFlaggerDoes() {
    events(null).announce(canary, "rollout-1", HALT);
    assertThat(recorded())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getReason()).isEqualTo("Synced");
              assertThat(event.getMessage()).isEqualTo("Halt podinfo.test");
              assertThat(event.getSource().getComponent()).isEqualTo("flagger");
              assertThat(event.getCount()).isEqualTo(1);
              assertThat(event.getFirstTimestamp()).isEqualTo("2026-01-01T12:00:00Z");
              assertThat(event.getLastTimestamp()).isEqualTo("2026-01-01T12:00:00Z");
              assertThat(event.getInvolvedObject().getApiVersion())
                  .isEqualTo("flagger.app/v1beta1");
              assertThat(event.getInvolvedObject().getKind()).isEqualTo("Canary");
              assertThat(event.getInvolvedObject().getName()).isEqualTo("podinfo");
              assertThat(event.getInvolvedObject().getNamespace()).isEqualTo("test");
              assertThat(event.getInvolvedObject().getUid()).isEqualTo("0b7c8d1e-canary");
              assertThat(event.getMetadata().getName()).matches("podinfo\\.s[0-9a-f]{16}");
            });
  }

  @Test
  void theSameWordsInTheSameRolloutAreRecordedOnce() {
    Events events = events(null);
    events.announce(canary, "rollout-1", ADVANCE);
    events.announce(canary, "rollout-1", ADVANCE);
    assertThat(cluster.writes()).hasSize(1);
    events.announce(canary, "rollout-1", HALT);
    events.announce(canary, "rollout-2", ADVANCE);
    assertThat(recorded()).hasSize(3);
  }

  @Test
  void theNextProcessRecordsNothingTwiceAndPostsNothingTwice() throws Exception {
    server.enqueue(new MockResponse.Builder().build());
    events(url()).announce(canary, "rollout-1", ADVANCE);
    events(url()).announce(canary, "rollout-1", ADVANCE);
    assertThat(outbox.flush(Duration.ofMinutes(1))).isTrue();
    assertThat(recorded()).hasSize(1);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void postsToTheGlobalWebhook() throws Exception {
    server.enqueue(new MockResponse.Builder().build());
    events(url()).announce(canary, "rollout-1", HALT);
    String body = Objects.requireNonNull(server.takeRequest().getBody()).utf8();
    assertThat(body)
        .contains("\"name\":\"podinfo\",\"namespace\":\"test\",\"phase\":\"\"")
        .endsWith(
            """
            "metadata":{"eventMessage":"Halt podinfo.test","eventType":"Warning",\
            "timestamp":"%d"}}"""
                .formatted(NOON.toEpochMilli()));
  }

  @Test
  void theCanarysOwnEventWebhooksReplaceTheGlobalOne() throws Exception {
    server.enqueue(new MockResponse.Builder().build());
    Canary own =
        Manifests.podinfo(
            """
              analysis:
                webhooks:
                - {name: gate, type: confirm-rollout, url: 'http://gate.invalid'}
                - {name: mine, type: event, url: '%s'}
            """
                .formatted(server.url("/mine")));
    events("http://global.invalid").announce(own, "rollout-1", HALT);
    assertThat(server.takeRequest().getTarget()).isEqualTo("/mine");
    assertThat(outbox.flush(Duration.ofMinutes(1))).isTrue();
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void webhooksGetTheEventsInTheirOrder() throws Exception {
    Events events = events(url());
    for (int i = 0; i < 20; i++) {
      server.enqueue(new MockResponse.Builder().build());
      events.announce(canary, "rollout-1", new Announce(Announce.Kind.NORMAL, "event " + i));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(Objects.requireNonNull(server.takeRequest().getBody()).utf8())
          .contains("\"event " + i + "\"");
    }
  }

  @Test
  void aFailureNeverStopsARollout() throws Exception {
    cluster.refuseWrites(Event.class, new ProblemException("Forbidden", "not allowed"));
    server.enqueue(new MockResponse.Builder().code(500).build());
    Events events = events(url());
    events.announce(canary, "rollout-1", HALT);
    assertThat(outbox.flush(Duration.ofMinutes(1))).isTrue();
    assertThat(server.getRequestCount()).isEqualTo(1);
    cluster.acceptWrites();
    server.enqueue(new MockResponse.Builder().build());
    events.announce(canary, "rollout-1", HALT);
    assertThat(recorded()).hasSize(1);
  }

  @Test
  void aLongTextIsCut() {
    events(null).announce(canary, "r", new Announce(Announce.Kind.NORMAL, "x".repeat(5000)));
    assertThat(recorded().getFirst().getMessage()).hasSize(1024).endsWith("x…");
  }

  private Events events(@Nullable String webhook) {
    return new Events(cluster, new Hooks(cluster, new OkHttpClient()), outbox, webhook, () -> NOON);
  }

  private String url() {
    return server.url("/events").toString();
  }

  private List<Event> recorded() {
    return cluster.list(Event.class, "test");
  }
}
