package dev.sluice.operator.workload;

import static dev.sluice.operator.workload.Fixture.NS;
import static dev.sluice.operator.workload.Fixture.canary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A1.3")
@Tag("A3.2")
final class ServicesTest {
  private final Fixture fixture = new Fixture();
  private final Workload workload =
      new DeploymentWorkload(fixture.cluster, WorkloadOptions.DEFAULT, Clock.systemUTC());
  private final Services services = new Services(fixture.cluster);

  @BeforeEach
  void target() {
    fixture.target();
  }

  @Test
  void selectsThePodsOfEach() {
    ensure(canary());

    assertThat(service("podinfo").getSpec().getSelector())
        .isEqualTo(Map.of("app", "podinfo-primary"));
    assertThat(service("podinfo-primary").getSpec().getSelector())
        .isEqualTo(Map.of("app", "podinfo-primary"));
    assertThat(service("podinfo-canary").getSpec().getSelector())
        .isEqualTo(Map.of("app", "podinfo"));
    assertThat(service("podinfo").getMetadata().getLabels()).isEqualTo(Map.of("app", "podinfo"));
    assertThat(service("podinfo").getMetadata().getOwnerReferences()).hasSize(1);
    assertThat(service("podinfo").getSpec().getPorts())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.getName()).isEqualTo("http");
              assertThat(port.getPort()).isEqualTo(9898);
              assertThat(port.getTargetPort().getIntVal()).isEqualTo(9898);
              assertThat(port.getProtocol()).isEqualTo("TCP");
            });
    fixture.cluster.forgetWrites();
    ensure(canary());
    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void obeysWhatTheCanarySays() {
    var told =
        canary(
            """
            service:
              name: web
              port: 80
              portName: grpc
              targetPort: http
              appProtocol: kubernetes.io/h2c
              trafficDistribution: PreferClose
              headless: true
              apex: {labels: {a: b}, annotations: {c: d, kustomize.toolkit.fluxcd.io/x: y}}
              primary: {labels: {p: q}}
            """);
    ensure(told);

    var apex = service("web");
    assertThat(apex.getMetadata().getLabels()).isEqualTo(Map.of("app", "web", "a", "b"));
    assertThat(apex.getMetadata().getAnnotations()).isEqualTo(Map.of("c", "d"));
    assertThat(apex.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(apex.getSpec().getTrafficDistribution()).isEqualTo("PreferClose");
    var port = apex.getSpec().getPorts().getFirst();
    assertThat(port.getName()).isEqualTo("grpc");
    assertThat(port.getTargetPort().getStrVal()).isEqualTo("http");
    assertThat(port.getAppProtocol()).isEqualTo("kubernetes.io/h2c");
    assertThat(service("web-primary").getMetadata().getLabels())
        .isEqualTo(Map.of("app", "web-primary", "p", "q"));
    assertThat(service("web-canary").getMetadata().getLabels())
        .isEqualTo(Map.of("app", "web-canary"));
  }

  @Test
  void discoversPortsButNotThoseOfSidecars() {
    var told = canary("service: {port: 80, targetPort: http, portDiscovery: true}");
    ensure(told);

    assertThat(ports("podinfo")).containsExactly("http:80", "metrics:9797");
  }

  @Test
  void aPortGoesWhenNeitherPrimaryNorTargetOpensItAnyMore() {
    var told = canary("service: {port: 9898, portDiscovery: true}");
    workload.ensurePrimary(told, workload.revision(told).id());
    var ports =
        List.of(
            new ContainerPortBuilder().withName("http").withContainerPort(9898).build(),
            new ContainerPortBuilder().withContainerPort(9999).withProtocol("UDP").build());
    fixture.edit(
        "podinfo",
        target ->
            target.getSpec().getTemplate().getSpec().getContainers().getFirst().setPorts(ports));
    ensure(told);
    assertThat(ports("podinfo"))
        .containsExactly("http:9898", "tcp-podinfod-1:9999", "metrics:9797");

    workload.copyTemplate(told, workload.revision(told).id());
    ensure(told);
    assertThat(ports("podinfo")).containsExactly("http:9898", "tcp-podinfod-1:9999");
  }

  @Test
  void takesOnALiveServiceWithoutTakingAnythingAway() {
    live();
    services.ensureCopies(canary(), workload.exposure(canary()));
    assertThat(service("podinfo").getSpec().getSelector())
        .as("until the primary is ready")
        .isEqualTo(Map.of("app", "podinfo", "tier", "web"));

    services.ensureApex(canary(), workload.exposure(canary()));

    var apex = service("podinfo");
    assertThat(apex.getSpec().getSelector()).isEqualTo(Map.of("app", "podinfo-primary"));
    assertThat(apex.getSpec().getType()).isEqualTo("LoadBalancer");
    assertThat(ports("podinfo")).containsExactly("web:9898", "admin:8081");
    assertThat(apex.getSpec().getPorts().getFirst().getNodePort()).isEqualTo(30080);
    assertThat(apex.getMetadata().getLabels()).isEqualTo(Map.of("theirs", "1"));
    assertThat(apex.getMetadata().getOwnerReferences()).isEmpty();
    fixture.cluster.forgetWrites();
    ensure(canary());
    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void leavesMetadataThatSomebodyElseManages() {
    var told =
        canary(
            """
            service:
              port: 9898
              apex: {labels: {owner: ours}, annotations: {note: ours}}
              unmanagedMetadata: {labels: [owner], annotations: [note]}
            """);
    ensure(told);
    fixture.cluster.edit(
        Service.class,
        NS,
        "podinfo",
        service -> {
          service.getMetadata().getLabels().put("owner", "theirs");
          service.getMetadata().getAnnotations().put("note", "theirs");
        });
    ensure(told);
    ensure(told);
    assertThat(service("podinfo").getMetadata().getLabels()).containsEntry("owner", "theirs");
    assertThat(service("podinfo").getMetadata().getAnnotations()).containsEntry("note", "theirs");
  }

  @Test
  @Tag("A3")
  void givesALiveServiceBackAsKubectlHadIt() {
    live();
    ensure(canary());
    services.revert(canary());

    assertThat(service("podinfo").getSpec().getSelector())
        .isEqualTo(Map.of("app", "podinfo", "tier", "web"));
    assertThat(ports("podinfo")).containsExactly("web:9898", "admin:8081");
  }

  @Test
  @Tag("A3")
  void givesALiveServiceBackByLabelOtherwise() {
    live();
    fixture.cluster.edit(
        Service.class, NS, "podinfo", service -> service.getMetadata().setAnnotations(Map.of()));
    ensure(canary());
    services.revert(canary());

    assertThat(service("podinfo").getSpec().getSelector()).isEqualTo(Map.of("app", "podinfo"));
  }

  @Test
  void leavesItsOwnServiceToTheGarbageCollector() {
    ensure(canary());
    fixture.cluster.forgetWrites();
    services.revert(canary());
    fixture.cluster.remove(Service.class, NS, "podinfo");
    services.revert(canary());

    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void aCanaryWithoutServiceGetsNone() {
    ensure(canary(""));
    assertThat(fixture.cluster.list(Service.class, NS)).isEmpty();
  }

  private void live() {
    fixture.cluster.put(
        Fixture.yaml(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: podinfo
              namespace: test
              labels: {theirs: "1"}
              annotations:
                kubectl.kubernetes.io/last-applied-configuration: |
                  {"apiVersion":"v1","kind":"Service","metadata":{"name":"podinfo"},
                   "spec":{"selector":{"app":"podinfo","tier":"web"}}}
            spec:
              type: LoadBalancer
              selector: {app: podinfo, tier: web}
              ports:
              - {name: web, port: 9898, targetPort: 9898, protocol: TCP, nodePort: 30080}
              - {name: admin, port: 8081, targetPort: 8081, protocol: TCP}
            """,
            Service.class));
  }

  private void ensure(Canary canary) {
    services.ensureCopies(canary, workload.exposure(canary));
    services.ensureApex(canary, workload.exposure(canary));
  }

  private List<String> ports(String name) {
    return service(name).getSpec().getPorts().stream().map(ServicesTest::text).toList();
  }

  private static String text(ServicePort port) {
    return port.getName() + ":" + port.getPort();
  }

  private Service service(String name) {
    return fixture.cluster.get(Service.class, NS, name).orElseThrow();
  }
}
