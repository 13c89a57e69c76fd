package dev.sluice.playground.world.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Empties namespaces that are being deleted, and lets them go when nothing is left. */
final class NamespaceController implements Controller {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final Watched<Namespace> namespaces;
  private final KeyedLoop loop;

  NamespaceController(Api api, ScheduledExecutorService timer) {
    this.client = api.client();
    this.namespaces = api.watch(Namespace.class);
    this.loop = new KeyedLoop("namespace", timer, this::reconcile);
    namespaces.onChange(
        change -> {
          if (!change.gone() && Owners.deleting(change.latest())) {
            loop.add(Key.of(change.latest()));
          }
        });
  }

  private Optional<Duration> reconcile(Key key) {
    Optional<Namespace> namespace = namespaces.get(key).filter(Owners::deleting);
    if (namespace.isEmpty() || finalizers(namespace.get()).isEmpty()) {
      return Optional.empty();
    }
    boolean empty = true;
    for (String path : collections(key.name())) {
      if (!isEmpty(path)) {
        call(path, "DELETE", null);
        empty &= isEmpty(path);
      }
    }
    if (!empty) {
      return Optional.of(LOOK_AGAIN);
    }
    Namespace done =
        new NamespaceBuilder(namespace.get()).editOrNewSpec().withFinalizers().endSpec().build();
    call("/api/v1/namespaces/%s/finalize".formatted(key.name()), "PUT", done);
    return Optional.empty();
  }

  private static List<String> finalizers(Namespace namespace) {
    return namespace.getSpec() == null || namespace.getSpec().getFinalizers() == null
        ? List.of()
        : namespace.getSpec().getFinalizers();
  }

  /** The paths of everything in the namespace that can be listed and deleted. */
  private List<String> collections(String namespace) {
    List<String> paths = new ArrayList<>();
    add(paths, "/api/v1", "v1", namespace);
    for (APIGroup group : client.getApiGroups().getGroups()) {
      String version = group.getPreferredVersion().getGroupVersion();
      add(paths, "/apis/" + version, version, namespace);
    }
    return paths;
  }

  private void add(List<String> paths, String root, String version, String namespace) {
    APIResourceList list = client.getApiResources(version);
    if (list == null) {
      return;
    }
    for (APIResource resource : list.getResources()) {
      if (Boolean.TRUE.equals(resource.getNamespaced())
          && resource.getVerbs().contains("deletecollection")
          && resource.getVerbs().contains("list")) {
        paths.add("%s/namespaces/%s/%s".formatted(root, namespace, resource.getName()));
      }
    }
  }

  private boolean isEmpty(String path) {
    String list = call(path + "?limit=1", "GET", null);
    return list == null
        || client
            .getKubernetesSerialization()
            .unmarshal(list, JsonNode.class)
            .path("items")
            .isEmpty();
  }

  private @Nullable String call(String path, String method, @Nullable Object body) {
    try {
      return client.raw(path, method, body);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
