package dev.sluice.operator.git.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.GitSync;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.Kinds;
import dev.sluice.operator.git.apply.LiveObjects;
import dev.sluice.operator.git.apply.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class MemoryTest {
  private static final ObjectKey MAP = new ObjectKey("", "v1", "ConfigMap", "apps", "m");

  private final SyncCluster cluster = new SyncCluster();
  private final LiveObjects live =
      new LiveObjects(cluster.client, null, new Kinds(cluster.client), false, _ -> {});

  @AfterEach
  void stop() {
    live.close();
    cluster.close();
  }

  @Test
  void whatWasPassedOverIsLookedAtAgainWhenTheWatchHasComeFurther() {
    put("1");
    live.watch(new ResourceID("app", "apps"), List.of(MAP));
    Memory memory = new Memory(new GitSync());
    memory.inventory =
        new Inventory(
            Map.of(MAP.id(), new Inventory.Entry(MAP, "declared", "another", 0, null)),
            List.of(),
            null);
    String seen = Objects.requireNonNull(memory.suspects(live, false).get(MAP.id()));

    memory.passOver(Optional.of(live), Map.of(MAP, seen));
    assertThat(memory.suspects(live, false)).as("no attempt at once").isEmpty();
    assertThat(memory.suspects(live, true)).as("in the next one").containsKey(MAP.id());

    put("2");
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> !memory.suspects(live, false).isEmpty());
    String later = Objects.requireNonNull(memory.suspects(live, false).get(MAP.id()));
    assertThat(later).isNotEqualTo(seen);
    memory.passOver(Optional.of(live), Map.of(MAP, seen));
    assertThat(memory.suspects(live, false)).as("it is another one by now").isNotEmpty();
  }

  private void put(String value) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("m")
            .withNamespace("apps")
            .endMetadata()
            .addToData("a", value)
            .build();
    cluster.client.resource(map).fieldManager("tool").forceConflicts().serverSideApply();
  }
}
