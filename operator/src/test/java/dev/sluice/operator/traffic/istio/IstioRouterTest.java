package dev.sluice.operator.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster.Write;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.operator.traffic.TrafficRouterContract;
import io.fabric8.istio.api.networking.v1beta1.VirtualService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A3.2")
class IstioRouterTest extends TrafficRouterContract {
  private static final String RULES = "/spec/http";
  private static final String ANALYSIS =
      """
        analysis:
          interval: 15s
          stepWeight: 5
          maxWeight: 50
          sessionAffinity:
            cookieName: canary-cookie
            primaryCookieName: primary-cookie
      """;

  @Override
  protected TrafficRouter router() {
    return new IstioRouter(cluster);
  }

  @Override
  protected Canary weighted() {
    return Manifests.podinfo(VirtualServiceTest.SERVICE + ANALYSIS);
  }

  @Override
  protected Canary abTest() {
    return Manifests.podinfo(
        VirtualServiceTest.SERVICE
            + """
              analysis:
                interval: 15s
                iterations: 10
                match:
                - headers:
                    cookie:
                      regex: ^(.*?;)?(type=insider)(;.*)?$
            """);
  }

  @Override
  protected Canary withoutRef() {
    return Manifests.podinfo("  provider: istio\n" + ANALYSIS);
  }

  @Override
  protected void prepare() {}

  @Override
  protected void settle() {}

  @Override
  protected Class<? extends HasMetadata> carrier() {
    return VirtualService.class;
  }

  @Override
  protected String carrierName() {
    return "podinfo";
  }

  @Override
  protected void spoil() {
    keepLast(RULES);
  }

  @Override
  protected void spoilWeights() {
    removeAll(RULES);
  }

  @Override
  protected List<Shared> rules() {
    return rules(RULES)
        .map(
            rule ->
                shared(
                    rule.at("/match/0/headers").isMissingNode(),
                    rule.path("route"),
                    "/destination/host",
                    rule.has("mirror")))
        .toList();
  }

  @Test
  void reconcilingWritesEachObjectOnce() {
    router().reconcile(weighted(), COOKIES);

    assertThat(cluster.writes())
        .extracting(Write::name)
        .containsExactly("podinfo-canary", "podinfo-primary", "podinfo");
  }

  @Test
  void saysThatIstioIsNotInstalled() {
    cluster.stopServing(VirtualService.class);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(weighted(), COOKIES))
        .withMessageContaining("install Istio");
  }
}
