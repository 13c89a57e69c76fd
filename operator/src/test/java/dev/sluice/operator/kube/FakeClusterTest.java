package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FakeClusterTest {
  private final FakeCluster cluster = new FakeCluster();

  @Test
  void recordsOnlyWritesThatChangeSomething() {
    cluster.apply(config(Map.of("a", "1")));
    cluster.apply(config(Map.of("a", "1")));
    cluster.delete(ConfigMap.class, "test", "other");

    assertThat(cluster.writes())
        .containsExactly(new FakeCluster.Write(FakeCluster.Verb.APPLY, "ConfigMap", "test", "app"));
  }

  @Test
  void givesUpWhatIsLeftOutAndKeepsWhatOthersSet() {
    cluster.apply(config(Map.of("a", "1", "b", "2")));
    cluster.edit(
        ConfigMap.class,
        "test",
        "app",
        map -> {
          Map<String, String> data = new HashMap<>(map.getData());
          data.put("theirs", "3");
          map.setData(data);
        });
    cluster.apply(config(Map.of("a", "0")));

    assertThat(cluster.get(ConfigMap.class, "test", "app").orElseThrow().getData())
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "0", "theirs", "3"));
  }

  @Test
  void mergesContainersByName() {
    cluster.apply(deployment("app:1"));
    cluster.edit(
        Deployment.class,
        "test",
        "app",
        deployment -> {
          var containers = deployment.getSpec().getTemplate().getSpec().getContainers();
          containers.getFirst().setImage("app:edited");
          containers.add(
              containers.getFirst().edit().withName("sidecar").withImage("proxy:1").build());
        });
    Deployment result = cluster.apply(deployment("app:2"));

    assertThat(result.getSpec().getTemplate().getSpec().getContainers())
        .extracting("image")
        .containsExactly("app:2", "proxy:1");
    assertThat(result.getMetadata().getGeneration()).isEqualTo(3);
  }

  @Test
  void aStatusDoesNotChangeTheGeneration() {
    cluster.apply(deployment("app:1"));
    Deployment result =
        cluster.put(
            cluster
                .get(Deployment.class, "test", "app")
                .orElseThrow()
                .edit()
                .withNewStatus()
                .withReadyReplicas(2)
                .endStatus()
                .build());

    assertThat(result.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(cluster.apply(deployment("app:1")).getStatus().getReadyReplicas()).isEqualTo(2);
  }

  @Test
  void refusesWhatItDoesNotServe() {
    cluster.stopServing(HTTPRoute.class);
    HTTPRoute route = new HTTPRoute();
    route.setMetadata(config(Map.of()).getMetadata());

    assertThatThrownBy(() -> cluster.apply(route)).isInstanceOf(ProblemException.class);
    assertThat(cluster.get(HTTPRoute.class, "test", "app")).isEmpty();
  }

  private static ConfigMap config(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("test")
        .withName("app")
        .endMetadata()
        .withData(data)
        .build();
  }

  private static Deployment deployment(String image) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace("test")
        .withName("app")
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage(image)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
