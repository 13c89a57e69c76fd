package dev.sluice.operator.traffic.istio;

import static dev.sluice.operator.traffic.Manifests.assertSpec;

import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.TrafficRouter;
import io.fabric8.istio.api.networking.v1beta1.DestinationRule;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both destinations under one policy. */
@Tag("A1.3")
@Tag("A3.2")
class DestinationRuleTest {
  private static final String POLICY =
      """
      trafficPolicy:
        connectionPool:
          http:
            h2UpgradePolicy: UPGRADE
            http1MaxPendingRequests: 10
            http2MaxRequests: 100
            idleTimeout: 5s
            maxRequestsPerConnection: 7
            maxRetries: 2
        loadBalancer:
          consistentHash:
            httpCookie: {name: user, path: /, ttl: 0s}
            minimumRingSize: 1024
          localityLbSetting:
            enabled: true
            distribute:
            - from: eu/*
              to: {eu/*: 80, us/*: 20}
          warmupDurationSecs: 30s
        outlierDetection:
          baseEjectionTime: 30s
          consecutive5xxErrors: 3
          consecutiveGatewayErrors: 2
          interval: 10s
          maxEjectionPercent: 50
          minHealthPercent: 20
          splitExternalLocalOriginErrors: true
        tls:
          mode: MUTUAL
          clientCertificate: /c
          privateKey: /k
          caCertificates: /ca
          sni: app
          subjectAltNames: [app]
      """;

  private final FakeCluster cluster = new FakeCluster();
  private final TrafficRouter router = new IstioRouter(cluster);

  @Test
  void bothDestinationsGetTheTrafficPolicy() {
    router.reconcile(
        Manifests.podinfo(
            "  service:\n    port: 9898\n" + POLICY.indent(4) + "  analysis: {stepWeight: 1}\n"),
        Cookies.NONE);

    for (String host : List.of("podinfo-primary", "podinfo-canary")) {
      assertSpec(
          cluster.get(DestinationRule.class, "test", host).orElseThrow(),
          "host: " + host + "\n" + POLICY);
    }
  }

  @Test
  void aSimpleLoadBalancerStaysSimple() {
    router.reconcile(
        Manifests.podinfo(
            """
                  service: {port: 9898, trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}}
                  analysis: {stepWeight: 10}
                """),
        Cookies.NONE);

    assertSpec(
        cluster.get(DestinationRule.class, "test", "podinfo-primary").orElseThrow(),
        """
        host: podinfo-primary
        trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}
        """);
  }
}
