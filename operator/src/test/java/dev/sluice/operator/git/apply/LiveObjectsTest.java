package dev.sluice.operator.git.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.Fault;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class LiveObjectsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MANY = 100;
  private static final ResourceID ONE = new ResourceID("one", "default");
  private static final ResourceID TWO = new ResourceID("two", "default");
  private static final ObjectKey MAP = new ObjectKey("", "v1", "ConfigMap", "default", "m");
  private static final ObjectKey SECRET = new ObjectKey("", "v1", "Secret", "default", "s");

  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(server.kubeconfig())).build();
  private final Queue<ResourceID> told = new ConcurrentLinkedQueue<>();
  private final Map<ResourceID, Inventory.Entry> made = new ConcurrentHashMap<>();

  /** Whether what was made looked suspect to who was told of it. */
  private final Queue<Boolean> suspect = new ConcurrentLinkedQueue<>();

  private final LiveObjects live =
      new LiveObjects(client, null, new Kinds(client), false, this::tell);

  @AfterEach
  void stop() {
    live.close();
    client.close();
    server.close();
  }

  @Test
  void watchesAKindAsLongAsAGitSyncHasIt() {
    live.watch(ONE, List.of(MAP, SECRET));
    live.watch(TWO, List.of(MAP));
    assertThat(live.look(MAP)).isPresent();
    assertThat(live.look(SECRET)).isPresent();
    live.watch(ONE, List.of(MAP));
    assertThat(live.look(SECRET)).as("in no inventory any more").isEmpty();
    live.forget(ONE);
    assertThat(live.look(MAP)).as("the other one has it still").isPresent();
    live.forget(TWO);
    assertThat(live.look(MAP)).isEmpty();
  }

  @Test
  void aKindThatCannotBeListedKeepsNobodyElseWaiting() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    server
        .faults()
        .inject(
            request -> {
              boolean hangs = request.resource().equals("secrets");
              if (hangs) {
                asked.countDown();
              }
              return hangs;
            },
            new Fault.Delay(Duration.ofMinutes(2)));
    Thread waiting = Thread.ofVirtual().start(() -> live.watch(ONE, List.of(SECRET)));
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    live.watch(TWO, List.of(MAP));
    assertThat(live.look(MAP)).isPresent();
    live.forget(TWO);
    assertThat(waiting.isAlive()).as("waits for its own").isTrue();
    live.forget(ONE);
    waiting.join();
    assertThat(live.look(SECRET)).isEmpty();
  }

  @Test
  void tellsOfAKindAgainThatWasNotWatchedInBetween() {
    live.watch(ONE, List.of(MAP));
    live.forget(ONE);
    live.watch(TWO, List.of(MAP));
    create("m");
    Awaitility.await().atMost(PATIENCE).until(() -> told.contains(TWO));
    assertThat(told).doesNotContain(ONE);
  }

  @Test
  void whoIsToldOfADeletionSeesIt() {
    for (int i = 0; i < MANY; i++) {
      String name = "m" + i;
      ResourceID sync = new ResourceID(name, "default");
      ObjectKey key = new ObjectKey("", "v1", "ConfigMap", "default", name);
      live.watch(sync, List.of(key));
      String version = create(name).getMetadata().getResourceVersion();
      Awaitility.await().atMost(PATIENCE).until(() -> told.contains(sync));
      made.put(
          sync, new Inventory.Entry(key, "declared", "made", LiveObjects.version(version), null));
      client.configMaps().inNamespace("default").withName(name).delete();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> suspect.size() == MANY);
    assertThat(suspect).containsOnly(true);
  }

  private void tell(ResourceID sync) {
    told.add(sync);
    Optional.ofNullable(made.get(sync)).map(live::isSuspect).ifPresent(suspect::add);
  }

  private ConfigMap create(String name) {
    return client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build())
        .create();
  }
}
