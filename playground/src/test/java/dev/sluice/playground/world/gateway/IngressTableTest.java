package dev.sluice.playground.world.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ingresses, and the canaries beside them, as ingress-nginx reads them. */
class IngressTableTest {
  private static Ingress ingress(String name, Map<String, String> annotations, String service) {
    return ingress(name, annotations, service, "a.example.com", "/", "Prefix");
  }

  private static Ingress ingress(
      String name,
      Map<String, String> annotations,
      String service,
      String host,
      String path,
      String type) {
    return new IngressBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("ns")
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .addNewRule()
        .withHost(host)
        .withNewHttp()
        .addNewPath()
        .withPath(path)
        .withPathType(type)
        .withNewBackend()
        .withNewService()
        .withName(service)
        .withNewPort()
        .withNumber(80)
        .endPort()
        .endService()
        .endBackend()
        .endPath()
        .endHttp()
        .endRule()
        .endSpec()
        .build();
  }

  /** Annotations of a canary, by what comes behind {@code canary-}. */
  private static Map<String, String> canary(String... namesAndValues) {
    Map<String, String> annotations = new java.util.HashMap<>();
    annotations.put("nginx.ingress.kubernetes.io/canary", "true");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      annotations.put(
          "nginx.ingress.kubernetes.io/canary-" + namesAndValues[i], namesAndValues[i + 1]);
    }
    return annotations;
  }

  private static IngressTable table(Ingress... ingresses) {
    return new IngressTable(
        new IngressReader(backend -> Optional.empty()).read(List.of(ingresses)),
        backend -> !backend.service().equals("without-pods"),
        new SplittableRandom(1));
  }

  private static String served(IngressTable table, String... headers) {
    return Requests.served(table.route(Requests.get("a.example.com", "/", headers)));
  }

  @Test
  void aHeaderSaysAlwaysOrNever() {
    IngressTable table =
        table(
            ingress("main", Map.of(), "main"),
            ingress("canary", canary("by-header", "X-Canary", "weight", "100"), "canary"));
    assertThat(served(table, "X-Canary", "never")).isEqualTo("main");
    assertThat(served(table, "x-canary", "always")).isEqualTo("canary");
    assertThat(served(table, "X-Canary", "perhaps")).isEqualTo("canary");
  }

  @Test
  void aHeadersValueOrPatternTakesThePlaceOfAlways() {
    IngressTable value =
        table(
            ingress("main", Map.of(), "main"),
            ingress("canary", canary("by-header", "X-Canary", "by-header-value", "yes"), "canary"));
    assertThat(served(value, "X-Canary", "yes")).isEqualTo("canary");
    assertThat(served(value, "X-Canary", "always")).isEqualTo("main");
    IngressTable pattern =
        table(
            ingress("main", Map.of(), "main"),
            ingress(
                "canary",
                canary("by-header", "X-Canary", "by-header-pattern", "^in.*er$"),
                "canary"));
    assertThat(served(pattern, "X-Canary", "insider")).isEqualTo("canary");
    assertThat(served(pattern, "X-Canary", "outsider")).isEqualTo("main");
  }

  @Test
  void aCookieComesAfterTheHeaderAndBeforeTheWeight() {
    IngressTable table =
        table(
            ingress("main", Map.of(), "main"),
            ingress(
                "canary",
                canary("by-header", "X-Canary", "by-cookie", "insider", "weight", "0"),
                "canary"));
    assertThat(served(table, "Cookie", "a=b; insider=always")).isEqualTo("canary");
    assertThat(served(table, "Cookie", "insider=never")).isEqualTo("main");
    assertThat(served(table, "Cookie", "insider=always", "X-Canary", "never")).isEqualTo("main");
    assertThat(served(table, "Cookie", "outsider=always")).isEqualTo("main");
  }

  @Test
  void theWeightIsAShareOfATotalThatIsNeverBelowAHundred() {
    assertThat(canaries(canary("weight", "500", "weight-total", "1000"))).isBetween(420, 580);
    assertThat(canaries(canary("weight", "10", "weight-total", "20"))).isBetween(50, 150);
    assertThat(canaries(canary("weight", "10", "weight-total", "0"))).isBetween(50, 150);
    assertThat(canaries(canary("weight", "200"))).isEqualTo(1000);
  }

  /** How many of a thousand requests a canary with these annotations takes. */
  private static int canaries(Map<String, String> annotations) {
    IngressTable table =
        table(ingress("main", Map.of(), "main"), ingress("canary", annotations, "canary"));
    int canaries = 0;
    for (int i = 0; i < 1000; i++) {
      canaries += served(table).equals("canary") ? 1 : 0;
    }
    return canaries;
  }

  @Test
  void aCanaryWithoutPodsIsPassedOver() {
    IngressTable table =
        table(
            ingress("main", Map.of(), "main"),
            ingress("canary", canary("weight", "100"), "without-pods"));
    assertThat(served(table)).isEqualTo("main");
  }

  @Test
  void aCanaryIsOnlyForTheSameHostAndPath() {
    IngressTable table =
        table(
            ingress("main", Map.of(), "main"),
            ingress("canary", canary("weight", "100"), "canary", "b.example.com", "/", "Prefix"));
    assertThat(served(table)).isEqualTo("main");
    assertThat(Requests.served(table.route(Requests.get("b.example.com", "/")))).isEqualTo("404");
  }

  @Test
  void theLongestPathOfTheHostServes() {
    IngressTable table =
        table(
            ingress("root", Map.of(), "root"),
            ingress("below", Map.of(), "below", "a.example.com", "/api", "Prefix"),
            ingress("exact", Map.of(), "exact", "a.example.com", "/api/v1", "Exact"),
            ingress("any", Map.of(), "any", "", "/", "Prefix"));
    assertThat(Requests.served(table.route(Requests.get("a.example.com", "/api/v1"))))
        .isEqualTo("exact");
    assertThat(Requests.served(table.route(Requests.get("a.example.com", "/api/v2"))))
        .isEqualTo("below");
    assertThat(Requests.served(table.route(Requests.get("a.example.com", "/apis"))))
        .isEqualTo("root");
    assertThat(Requests.served(table.route(Requests.get("c.example.com", "/")))).isEqualTo("any");
  }

  @Test
  void metricsTellTheCanaryByNginxsNameForItsBackend() {
    IngressTable table =
        table(
            ingress("main", Map.of(), "main"),
            ingress("canary", canary("weight", "100"), "canary"));
    Answer answer = table.route(Requests.get("a.example.com", "/"));
    assertThat(((Answer.Forward) answer).route())
        .isEqualTo(new Answer.RouteName("ns", "main", "main", "/", "ns-canary-80"));
  }
}
