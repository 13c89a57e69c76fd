package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.playground.world.load.Load;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** The canary beside a fresh copy of the promoted revision, through the Gateway API. */
class BaselineScenariosTest {
  private static final int REQUESTS = 600;
  private static final String BASELINE = "podinfo-baseline";

  private static String spec(App app, String analysis) {
    return Specs.throughGateway(app)
        + """
        analysis:
          threshold: 2
          baseline: {enabled: true}
        """
        + analysis.indent(2);
  }

  @Test
  void getsItsShareOfTheRequestsAndIsGoneAfterThePromotion() throws IOException {
    App app = App.running();
    app.declare(spec(app, "interval: 1s\nsteps: [{weight: 30, hold: true}]"));
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    Canary held = app.await(found -> found.getStatus().canaryWeight() == 30, "weight 30");

    assertThat(held.getStatus().rollout().baselineWeight()).isEqualTo(30);
    Deployment baseline = app.deployment(BASELINE).get();
    assertThat(app.image(BASELINE)).endsWith(":1.0.0");
    assertThat(baseline.getSpec().getReplicas())
        .isEqualTo(app.deployment(App.NAME).get().getSpec().getReplicas());
    assertThat(baseline.getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getKind, OwnerReference::getName)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("Canary", App.NAME));
    Map<String, Integer> shares = shares(app);
    assertThat(shares.get("canary")).isCloseTo(REQUESTS * 30 / 100, within(REQUESTS / 12));
    assertThat(shares.get("baseline")).isCloseTo(REQUESTS * 30 / 100, within(REQUESTS / 12));
    assertThat(shares.get("primary")).isCloseTo(REQUESTS * 40 / 100, within(REQUESTS / 12));

    app.patch(
        "{\"metadata\":{\"annotations\":{\"sluice.dev/request\":"
            + "\"{\\\"id\\\":\\\"1\\\",\\\"action\\\":\\\"resume\\\"}\"}}}");
    app.awaitPhase("Succeeded");
    assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
    assertNothingIsLeft(app);
    assertThat(shares(app)).containsOnlyKeys("primary");
  }

  @Test
  void isGoneAfterARollback() {
    App app = App.running();
    try (Load load = load(app)) {
      app.declare(
          spec(
              app,
              """
              interval: 2s
              maxWeight: 40
              stepWeight: 20
              metrics:
              - {name: request-success-rate, thresholdRange: {min: 99}, interval: 5s}
              """));
      app.awaitPhase("Initialized");
      app.ship("1.2.0-errors50");
      app.await(found -> found.getStatus().canaryWeight() == 20, "weight 20");
      assertThat(app.deployment(BASELINE).get()).isNotNull();
      CanaryStatus status = app.awaitPhase("Failed").getStatus();

      assertThat(status.rollout().failure().reason()).isEqualTo("FailedChecks");
      assertNothingIsLeft(app);
      assertThat(load.report().version("1.0.0").failures()).isZero();
    }
  }

  @Test
  void theSequentialJudgeComparesTheCanaryWithIt() {
    App app = App.running();
    try (Load load = load(app)) {
      app.declare(
          spec(
              app,
              """
              interval: 4s
              maxWeight: 40
              stepWeight: 20
              judge: Sequential
              sequential: {soak: 5s, deadline: 60s}
              metrics:
              - {name: request-success-rate, compare: {kind: ErrorRatio, harmPoints: 3}}
              """));
      app.awaitPhase("Initialized");
      app.ship("1.2.0-errors50");
      CanaryStatus status = app.awaitPhase("Failed").getStatus();

      assertThat(status.rollout().failure().reason()).isEqualTo("Regression");
      // The primary answered three times as many requests as the baseline: it is not in there.
      Matcher requests =
          Pattern.compile("errors of ([0-9,]+) requests, baseline .* of ([0-9,]+);")
              .matcher(status.rollout().failure().message());
      assertThat(requests.find()).isTrue();
      assertThat(number(requests.group(2))).isLessThan(2 * number(requests.group(1)));
      assertThat(load.report().version("1.0.0").failures()).isZero();
      assertNothingIsLeft(app);
    }
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  @Test
  void aProviderThatCannotFeedOneGoesOnWithoutAndSaysSo() {
    App app = App.running();
    app.declare(Specs.UNJUDGED.replace("analysis:\n", "analysis:\n  baseline: {enabled: true}\n"));
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    CanaryStatus status = app.awaitPhase("Succeeded").getStatus();

    assertThat(status.conditions())
        .anySatisfy(
            condition -> {
              assertThat(condition.type()).isEqualTo("Baseline");
              assertThat(condition.status()).isEqualTo("False");
              assertThat(condition.reason()).isEqualTo("BaselineNotSupported");
            });
    assertThat(app.events()).anyMatch(text -> text.startsWith("There is no baseline"));
    assertNothingIsLeft(app);
  }

  private static void assertNothingIsLeft(App app) {
    assertThat(app.deployment(BASELINE).get()).isNull();
    assertThat(app.client().services().inNamespace(app.namespace()).withName(BASELINE).get())
        .isNull();
    assertThat(app.status().rollout().baselineWeight()).isNull();
    HTTPRoute route =
        app.client()
            .resources(HTTPRoute.class)
            .inNamespace(app.namespace())
            .withName(App.NAME)
            .get();
    if (route != null) {
      assertThat(route.getSpec().getRules())
          .allSatisfy(
              rule ->
                  assertThat(rule.getBackendRefs())
                      .extracting(HTTPBackendRef::getName)
                      .doesNotContain(BASELINE));
    }
  }

  private static Load load(App app) {
    return app.load("gatewayapi:v1", 30);
  }

  /** How many requests the pods of each workload say that they answered. */
  private static Map<String, Integer> shares(App app) throws IOException {
    URI gateway = app.cluster().gateway("gatewayapi:v1");
    OkHttpClient client = new OkHttpClient();
    Map<String, Integer> shares = new TreeMap<>();
    for (int i = 0; i < REQUESTS; i++) {
      Request request =
          new Request.Builder().url(gateway.toURL()).header("Host", app.host()).build();
      try (Response response = client.newCall(request).execute()) {
        assertThat(response.code()).isEqualTo(200);
        String pod =
            Serialization.unmarshal(response.body().string(), JsonNode.class)
                .path("hostname")
                .asText();
        shares.merge(workload(pod), 1, Integer::sum);
      }
    }
    return shares;
  }

  private static String workload(String pod) {
    if (pod.startsWith(BASELINE + "-")) {
      return "baseline";
    }
    return pod.startsWith("podinfo-primary-") ? "primary" : "canary";
  }
}
