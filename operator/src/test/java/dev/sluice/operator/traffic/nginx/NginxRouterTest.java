package dev.sluice.operator.traffic.nginx;

import static dev.sluice.operator.traffic.Manifests.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.operator.traffic.TrafficRouterContract;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A3.2")
@Tag("A4")
class NginxRouterTest extends TrafficRouterContract {
  private static final String PREFIX = "nginx.ingress.kubernetes.io";
  private static final String BACKEND = "/spec/rules/0/http/paths/0/backend/service";
  private static final String SPEC =
      """
        ingressRef:
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          name: podinfo
        service:
          port: 80
          targetPort: 9898
      """;

  @Override
  protected TrafficRouter router() {
    return new NginxRouter(cluster, PREFIX);
  }

  @Override
  protected Canary weighted() {
    return Manifests.podinfo(SPEC + "  analysis:\n    stepWeight: 5\n");
  }

  @Override
  protected Canary abTest() {
    return matching("[{headers: {x-canary: {exact: insider}}}]");
  }

  private static Canary matching(String match) {
    return Manifests.podinfo(SPEC + "  analysis:\n    iterations: 5\n    match: " + match + "\n");
  }

  @Override
  protected Canary withoutRef() {
    return Manifests.podinfo("  service: {port: 80}\n  analysis: {stepWeight: 5}\n");
  }

  @Override
  protected void prepare() {
    cluster.put(
        Manifests.object(
            Ingress.class,
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: podinfo
              namespace: test
              labels:
                app: podinfo
              annotations:
                nginx.ingress.kubernetes.io/proxy-body-size: 8m
                kubectl.kubernetes.io/last-applied-configuration: "{}"
            spec:
              ingressClassName: nginx
              tls:
              - hosts: [app.example.com]
                secretName: app-tls
              rules:
              - host: app.example.com
                http:
                  paths:
                  - path: /
                    pathType: Prefix
                    backend: {service: {name: podinfo, port: {number: 80}}}
                  - path: /docs
                    pathType: Prefix
                    backend: {service: {name: docs, port: {name: http}}}
              - host: bare.example.com
            """));
  }

  @Override
  protected void settle() {}

  @Override
  protected Class<? extends HasMetadata> carrier() {
    return Ingress.class;
  }

  @Override
  protected String carrierName() {
    return "podinfo-canary";
  }

  @Override
  protected void spoil() {
    edit(ingress -> ((ObjectNode) ingress.at(BACKEND)).put("name", "podinfo"));
  }

  @Override
  protected void spoilWeights() {
    annotate(PREFIX + "/canary-weight", "many");
  }

  /** As the controller reads the annotations: conditions first, then the weight. */
  @Override
  protected List<Shared> rules() {
    Map<String, String> annotations = annotations();
    String backend = Manifests.tree(ingress()).at(BACKEND + "/name").asText();
    boolean works =
        "true".equals(annotations.get(PREFIX + "/canary")) && backend.equals("podinfo-canary");
    int weight = works ? Integer.parseInt(annotations.get(PREFIX + "/canary-weight")) : 0;
    Shared byWeight = new Shared(true, 100 - weight, weight, false);
    return annotations.containsKey(PREFIX + "/canary-by-header")
        ? List.of(new Shared(false, 0, 100, false), byWeight)
        : List.of(byWeight);
  }

  private Ingress ingress() {
    return cluster.get(Ingress.class, "test", "podinfo-canary").orElseThrow();
  }

  private Map<String, String> annotations() {
    return ingress().getMetadata().getAnnotations();
  }

  @Test
  void sharesByWeight() {
    router().reconcile(weighted(), Cookies.NONE);
    router().route(weighted(), new Split(95, 5, false), Cookies.NONE);

    assertSame(
        ingress(),
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          annotations:
            helm.toolkit.fluxcd.io/driftDetection: disabled
            kustomize.toolkit.fluxcd.io/reconcile: disabled
            nginx.ingress.kubernetes.io/canary: "true"
            nginx.ingress.kubernetes.io/canary-weight: "5"
            nginx.ingress.kubernetes.io/proxy-body-size: 8m
          labels:
            app: podinfo
          name: podinfo-canary
          namespace: test
          ownerReferences:
          - apiVersion: flagger.app/v1beta1
            kind: Canary
            blockOwnerDeletion: true
            controller: true
            name: podinfo
            uid: 0b7c8d1e-canary
        spec:
          ingressClassName: nginx
          tls:
          - hosts: [app.example.com]
            secretName: app-tls
          rules:
          - host: app.example.com
            http:
              paths:
              - path: /
                pathType: Prefix
                backend: {service: {name: podinfo-canary, port: {number: 80}}}
              - path: /docs
                pathType: Prefix
                backend: {service: {name: docs, port: {name: http}}}
          - host: bare.example.com
        """);
  }

  @Test
  void thePrefixOfTheAnnotationsCanBeAnother() {
    TrafficRouter other = new NginxRouter(cluster, "custom.ingress.kubernetes.io");
    other.route(weighted(), new Split(50, 50, false), Cookies.NONE);

    assertThat(annotations())
        .containsEntry("custom.ingress.kubernetes.io/canary", "true")
        .containsEntry("custom.ingress.kubernetes.io/canary-weight", "50");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {headers: {x-user: {exact: test}}}   | x-user | canary-by-header-value   | test
          {headers: {x-user: {regex: a.*}}}    | x-user | canary-by-header-pattern | a.*
          {headers: {x-user: {prefix: a.b}}}   | x-user | canary-by-header-pattern | ^a\\.b.*
          """)
  void asksForAHeader(String match, String header, String annotation, String value) {
    Canary canary = matching("[" + match + "]");
    router().route(canary, new Split(0, 100, false), Cookies.NONE);

    assertThat(annotations())
        .containsEntry(PREFIX + "/canary-by-header", header)
        .containsEntry(PREFIX + "/" + annotation, value)
        .containsEntry(PREFIX + "/canary-weight", "0");

    router().route(canary, Split.PRIMARY, Cookies.NONE);
    assertThat(annotations())
        .doesNotContainKeys(PREFIX + "/canary-by-header", PREFIX + "/" + annotation);
  }

  @Test
  void asksForAHeaderOrACookie() {
    Canary canary =
        matching("[{headers: {x-canary: {exact: insider}}}, {headers: {cookie: {exact: canary}}}]");
    router().route(canary, new Split(0, 100, false), Cookies.NONE);

    assertThat(annotations())
        .containsEntry(PREFIX + "/canary-by-header", "x-canary")
        .containsEntry(PREFIX + "/canary-by-header-value", "insider")
        .containsEntry(PREFIX + "/canary-by-cookie", "canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{headers: {cookie: {regex: a.*}}}]",
        "[{headers: {a: {exact: x}, b: {exact: y}}}]",
        "[{headers: {a: {exact: x}}}, {headers: {b: {exact: y}}}]",
        "[{queryParams: {a: {exact: x}}}]",
        "[{sourceLabels: {app: x}}]"
      })
  void refusesWhatItCannotAsk(String match) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(matching(match), Cookies.NONE))
        .withMessageStartingWith("NGINX cannot do what spec.analysis.match asks: ");
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void refusesToMirror() {
    Canary canary = Manifests.podinfo(SPEC + "  analysis:\n    iterations: 5\n    mirror: true\n");

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(canary, Cookies.NONE))
        .withMessageContaining("spec.analysis.mirror");
  }

  @Test
  void readsAWeightAsAShareOfTheTotalThatSomebodySetAndMakesItAPercentageAgain() {
    router().reconcile(weighted(), Cookies.NONE);
    router().route(weighted(), new Split(80, 20, false), Cookies.NONE);

    annotate(PREFIX + "/canary-weight-total", "1000");
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(new Split(98, 2, false)));
    annotate(PREFIX + "/canary-weight-total", "50");
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(new Split(80, 20, false)));

    router().route(weighted(), new Split(70, 30, false), Cookies.NONE);
    assertThat(annotations())
        .containsEntry(PREFIX + "/canary-weight", "30")
        .containsEntry(PREFIX + "/canary-weight-total", "100");
  }

  @Test
  void followsTheIngressThatUsersReach() {
    router().reconcile(weighted(), Cookies.NONE);
    router().route(weighted(), new Split(80, 20, false), Cookies.NONE);
    cluster.edit(
        Ingress.class,
        "test",
        "podinfo",
        ingress -> {
          ingress.getSpec().getRules().getFirst().setHost("new.example.com");
          Map<String, String> annotations = new HashMap<>();
          annotations.put(PREFIX + "/proxy-body-size", "16m");
          ingress.getMetadata().setAnnotations(annotations);
        });

    router().reconcile(weighted(), Cookies.NONE);

    assertThat(ingress().getSpec().getRules().getFirst().getHost()).isEqualTo("new.example.com");
    assertThat(annotations())
        .containsEntry(PREFIX + "/proxy-body-size", "16m")
        .containsEntry(PREFIX + "/canary-weight", "20");
  }

  @Test
  void saysThatTheIngressIsMissing() {
    cluster.remove(Ingress.class, "test", "podinfo");

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(weighted(), Cookies.NONE))
        .withMessage(
            "Ingress podinfo.test of spec.ingressRef not found: create it, or name one that is"
                + " there");
  }

  @Test
  void saysThatTheIngressHasAnotherBackend() {
    Canary canary =
        Manifests.podinfo(
            SPEC.replace("port: 80\n", "port: 80\n    name: other\n")
                + "  analysis:\n    stepWeight: 5\n");

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(canary, Cookies.NONE))
        .withMessageStartingWith("backend other not found in ingress podinfo.test");
  }

  @Test
  void releasingDeletesTheCanaryIngress() {
    router().reconcile(weighted(), Cookies.NONE);
    router().release(weighted());

    assertThat(cluster.get(Ingress.class, "test", "podinfo-canary")).isEmpty();
    assertThat(cluster.get(Ingress.class, "test", "podinfo")).isPresent();
  }
}
