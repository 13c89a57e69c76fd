package dev.sluice.playground.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer types, with the real kubectl. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KubectlTest {
  /** Where the project keeps the definitions that its chart installs. */
  private static final Path DEFINITIONS = Path.of("..", "charts", "sluice", "crds");

  private static final String IMAGE = "sluice.dev/demo:1.0.0";

  private WorldFixture cluster;
  private Path kubeconfig;
  private Path program;

  @BeforeAll
  void start(@TempDir Path shared) throws IOException {
    Optional<Path> found = Kubectl.find();
    assumeTrue(found.isPresent(), "kubectl is not on the PATH");
    program = found.get();
    cluster = new WorldFixture();
    kubeconfig = Files.writeString(shared.resolve("kubeconfig"), cluster.kubeconfig());
    WorldFixture.until(() -> cluster.client().nodes().withName("playground").get() != null);
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private Kubectl inANamespaceOfItsOwn() {
    return new Kubectl(program, kubeconfig, cluster.namespace());
  }

  private static void web(Kubectl kubectl) {
    kubectl.run("create", "deployment", "web", "--image=" + IMAGE, "--replicas=2", "--port=9898");
    kubectl.run("rollout", "status", "deployment/web", "--timeout=100s");
  }

  @Test
  void createsWhatItHasCommandsFor() {
    Kubectl kubectl = inANamespaceOfItsOwn();
    kubectl.run("create", "configmap", "c", "--from-literal=a=b");
    kubectl.run("create", "secret", "generic", "s", "--from-literal=p=q");
    kubectl.run("create", "service", "clusterip", "svc", "--tcp=80:9898");
    kubectl.run("create", "ingress", "ing", "--class=nginx", "--rule=a.example.com/*=svc:80");
    kubectl.run("create", "job", "j", "--image=" + IMAGE);
    kubectl.run("create", "cronjob", "cj", "--image=" + IMAGE, "--schedule=0 0 1 1 *");
    kubectl.run("create", "serviceaccount", "robot");
    kubectl.run("create", "role", "reader", "--verb=get", "--resource=pods");
    kubectl.run("create", "rolebinding", "readers", "--role=reader", "--user=me");
    kubectl.run("create", "poddisruptionbudget", "pdb", "--selector=app=x", "--min-available=1");
    kubectl.run("run", "one", "--image=" + IMAGE);
    assertThat(kubectl.run("get", "configmap/c", "-o", "jsonpath={.data.a}")).isEqualTo("b");
    assertThat(kubectl.run("get", "secret/s", "-o", "jsonpath={.data.p}")).isEqualTo("cQ==");
    assertThat(kubectl.run("get", "service/svc", "-o", "jsonpath={.spec.ports[0].targetPort}"))
        .isEqualTo("9898");
    assertThat(kubectl.refused("create", "configmap", "c")).contains("already exists");
    kubectl.run("delete", "configmap/c", "secret/s");
    assertThat(kubectl.refused("get", "configmap/c")).contains("NotFound", "\"c\" not found");
  }

  @Test
  void getsInEveryForm() {
    Kubectl kubectl = inANamespaceOfItsOwn();
    web(kubectl);
    assertThat(kubectl.run("get", "deployments")).contains("NAME", "READY", "web", "2/2");
    assertThat(kubectl.run("get", "deploy/web", "-o", "wide")).contains("IMAGES", IMAGE);
    assertThat(kubectl.run("get", "deploy/web", "-o", "json")).contains("\"kind\": \"Deployment\"");
    assertThat(kubectl.run("get", "deploy/web", "-o", "yaml"))
        .contains("kind: Deployment", "image: " + IMAGE);
    assertThat(kubectl.run("get", "deploy/web", "-o", "jsonpath={.spec.replicas}")).isEqualTo("2");
    assertThat(kubectl.run("get", "pods", "-l", "app=web", "--show-labels")).contains("app=web");
    assertThat(kubectl.run("get", "pods", "--field-selector=status.phase=Running", "-o", "name"))
        .contains("pod/web-");
    assertThat(kubectl.run("get", "all")).contains("replicaset.apps/web-");
    assertThat(kubectl.run("get", "nodes")).contains("playground", "Ready");
  }

  @Test
  void changesAWorkload() {
    Kubectl kubectl = inANamespaceOfItsOwn();
    web(kubectl);
    kubectl.run("set", "image", "deployment/web", "demo=sluice.dev/demo:1.1.0");
    kubectl.run("rollout", "status", "deployment/web", "--timeout=100s");
    assertThat(kubectl.run("rollout", "history", "deployment/web")).contains("1 ", "2 ");
    kubectl.run("rollout", "undo", "deployment/web");
    kubectl.run("rollout", "status", "deployment/web", "--timeout=100s");
    assertThat(kubectl.run("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}"))
        .contains(IMAGE);
    kubectl.run("rollout", "restart", "deployment/web");
    kubectl.run("rollout", "pause", "deployment/web");
    kubectl.run("rollout", "resume", "deployment/web");
    kubectl.run("scale", "deployment/web", "--replicas=1");
    kubectl.run("set", "env", "deployment/web", "A=b");
    kubectl.run("label", "deployment/web", "tier=front");
    kubectl.run("annotate", "deployment/web", "note=hello");
    kubectl.run("patch", "deployment/web", "-p", "{\"spec\":{\"minReadySeconds\":1}}");
    kubectl.run("wait", "--for=condition=Available", "deployment/web", "--timeout=100s");
    assertThat(
            kubectl.run(
                "get",
                "deployment/web",
                "-o",
                "jsonpath={.spec.replicas} {.metadata.labels.tier} {.metadata.annotations.note}"
                    + " {.spec.minReadySeconds} {.spec.template.spec.containers[0].env[0].value}"))
        .isEqualTo("1 front hello 1 b");
    kubectl.run("expose", "deployment", "web", "--port=80", "--target-port=9898");
    kubectl.run("autoscale", "deployment", "web", "--min=1", "--max=3");
    assertThat(kubectl.run("get", "hpa")).contains("Deployment/web");
  }

  @Test
  void appliesFilesAndShowsWhatWouldChange(@TempDir Path dir) throws IOException {
    Kubectl kubectl = inANamespaceOfItsOwn();
    Path file = dir.resolve("config.yaml");
    String yaml =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data: {k: %s}
        """;
    Files.writeString(file, yaml.formatted("before"));
    assertThat(kubectl.run("apply", "-f", file.toString())).contains("configmap/c created");
    assertThat(kubectl.run("apply", "-f", file.toString())).contains("configmap/c unchanged");
    Files.writeString(file, yaml.formatted("after"));
    assertThat(kubectl.refused("diff", "-f", file.toString()))
        .contains("-  k: before", "+  k: after");
    assertThat(kubectl.run("apply", "-f", file.toString())).contains("configmap/c configured");
    assertThat(kubectl.run("apply", "--server-side", "--force-conflicts", "-f", file.toString()))
        .contains("configmap/c serverside-applied");
    Files.writeString(file, yaml.formatted("after").replace("\ndata", "\ndota"));
    assertThat(kubectl.refused("apply", "-f", file.toString())).contains("unknown field \"dota\"");
    Files.writeString(file, yaml.formatted("replaced"));
    kubectl.run("replace", "-f", file.toString());
    assertThat(kubectl.run("get", "-f", file.toString(), "-o", "jsonpath={.data.k}"))
        .isEqualTo("replaced");
    kubectl.run("delete", "-f", file.toString());
  }

  @Test
  void tellsWhatThereIsAndWhatHappened() {
    Kubectl kubectl = inANamespaceOfItsOwn();
    web(kubectl);
    assertThat(kubectl.run("describe", "deployment", "web"))
        .contains("2 desired | 2 updated | 2 total | 2 available", "ScalingReplicaSet");
    assertThat(kubectl.run("describe", "pods", "-l", "app=web")).contains("Ready:          True");
    assertThat(kubectl.run("describe", "node", "playground")).contains("Capacity:");
    assertThat(kubectl.run("events", "--for", "deployment/web")).contains("ScalingReplicaSet");
    assertThat(kubectl.run("get", "events")).contains("deployment/web");
    assertThat(kubectl.run("api-resources")).contains("deployments", "httproutes");
    assertThat(kubectl.run("api-versions")).contains("apps/v1", "networking.istio.io/");
    assertThat(kubectl.run("version")).contains("Server Version: v1.");
    assertThat(kubectl.run("auth", "can-i", "create", "deployments")).contains("yes");
    assertThat(kubectl.run("auth", "whoami")).contains("playground-admin");
    assertThat(kubectl.run("explain", "deployment.spec.strategy")).contains("rollingUpdate");
  }

  @Test
  void knowsTheProjectsOwnKinds() {
    Kubectl kubectl = inANamespaceOfItsOwn();
    kubectl.run("apply", "--server-side", "--force-conflicts", "-f", DEFINITIONS.toString());
    kubectl.run("wait", "--for=condition=Established", "crd/canaries.flagger.app");
    assertThat(kubectl.run("explain", "canary.spec.analysis"))
        .contains("KIND:       Canary", "How a new revision is analysed.", "stepWeight");
    assertThat(kubectl.run("get", "canaries")).contains("No resources found");
  }

  @Test
  void followsWhatChanges(@TempDir Path dir) throws IOException, InterruptedException {
    Kubectl kubectl = inANamespaceOfItsOwn();
    kubectl.run("create", "configmap", "c", "--from-literal=a=b");
    Path output = dir.resolve("watch");
    Process watch = kubectl.start(output, "get", "configmaps", "-w");
    try {
      WorldFixture.untilAsserted(() -> assertThat(Files.readString(output)).contains("c      1"));
      kubectl.run("create", "configmap", "later", "--from-literal=a=b");
      WorldFixture.untilAsserted(() -> assertThat(Files.readString(output)).contains("later"));
    } finally {
      watch.destroy();
      watch.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void saysWhatPodsCannotDoHere() {
    Kubectl kubectl = inANamespaceOfItsOwn();
    kubectl.run("run", "one", "--image=" + IMAGE);
    kubectl.run("wait", "--for=condition=Ready", "pod/one", "--timeout=100s");
    assertThat(kubectl.refused("top", "pods")).contains("Metrics API not available");
    assertThat(kubectl.refused("logs", "one")).contains("the playground's pods keep no logs");
    assertThat(kubectl.refused("exec", "one", "--", "ls")).contains("have no shell");
    assertThat(kubectl.refused("port-forward", "pod/one", "0:9898"))
        .contains("the playground forwards no ports");
  }
}
