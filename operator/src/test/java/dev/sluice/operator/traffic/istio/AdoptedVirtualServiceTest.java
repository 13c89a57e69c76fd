package dev.sluice.operator.traffic.istio;

import static dev.sluice.operator.traffic.Manifests.assertSame;
import static dev.sluice.operator.traffic.Manifests.assertSpec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.rollout.Split;
import io.fabric8.istio.api.networking.v1beta1.VirtualService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A VirtualService that was there before the Canary. */
@Tag("A3:20")
@Tag("A4")
class AdoptedVirtualServiceTest {
  private static final String ORIGINAL =
      """
      apiVersion: networking.istio.io/v1beta1
      kind: VirtualService
      metadata:
        name: podinfo
        namespace: test
        labels:
          team: web
      spec:
        hosts: [app.example.com]
        gateways: [public]
        http:
        - match:
          - headers: {x-a: {prefix: b}}
          fault: {delay: {fixedDelay: 5s, percentage: {value: 10.0}}}
          timeout: 3s
          route:
          - destination: {host: podinfo}
      """;

  private final FakeCluster cluster = new FakeCluster();
  private final TrafficRouter router = new IstioRouter(cluster);

  private final Canary canary =
      Manifests.podinfo(VirtualServiceTest.SERVICE + "  analysis:\n    stepWeight: 5\n");

  private VirtualService route() {
    return cluster.get(VirtualService.class, "test", "podinfo").orElseThrow();
  }

  @Test
  void aVirtualServiceThatWasThereIsGivenBackAsItWas() {
    cluster.put(Manifests.object(VirtualService.class, ORIGINAL));
    router.reconcile(canary, Cookies.NONE);
    router.route(canary, new Split(50, 50, false), Cookies.NONE);
    router.reconcile(canary, Cookies.NONE);

    assertThat(route().getMetadata().getOwnerReferences()).isEmpty();
    assertThat(route().getMetadata().getAnnotations())
        .containsKey("flagger.kubernetes.io/original-configuration");

    router.release(canary);
    assertSame(route(), ORIGINAL);
  }

  @Test
  void whatKubectlAppliedIsPreferred() {
    VirtualService original = Manifests.object(VirtualService.class, ORIGINAL);
    original
        .getMetadata()
        .getAnnotations()
        .put(
            "kubectl.kubernetes.io/last-applied-configuration",
            """
            {"apiVersion":"networking.istio.io/v1beta1","kind":"VirtualService",
             "metadata":{"name":"podinfo","namespace":"test"},
             "spec":{"hosts":["applied"],"http":[{"route":[{"destination":{"host":"podinfo"}}]}]}}
            """);
    cluster.put(original);
    router.reconcile(canary, Cookies.NONE);
    assertThat(route().getMetadata().getAnnotations())
        .doesNotContainKey("flagger.kubernetes.io/original-configuration");

    router.release(canary);

    assertSpec(
        route(),
        """
        hosts: [applied]
        http:
        - route:
          - destination: {host: podinfo}
        """);
  }

  @Test
  void saysThatTheOriginalCannotBeRead() {
    VirtualService original = Manifests.object(VirtualService.class, ORIGINAL);
    original
        .getMetadata()
        .getAnnotations()
        .put("flagger.kubernetes.io/original-configuration", "{");
    cluster.put(original);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router.release(canary))
        .withMessageContaining("put the spec back by hand");
  }

  @Test
  void releasesNothingThatItMadeItself() {
    router.reconcile(canary, Cookies.NONE);
    cluster.forgetWrites();

    router.release(canary);
    assertThat(cluster.writes()).isEmpty();
  }
}
