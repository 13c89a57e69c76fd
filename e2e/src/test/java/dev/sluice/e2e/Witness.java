package dev.sluice.e2e;

import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** Sees everything that an app goes through, from the outside and without a gap. */
final class Witness implements AutoCloseable {
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final ConcurrentMap<String, List<Object>> seen = new ConcurrentHashMap<>();

  Witness(App app) {
    informers.add(
        app.canary()
            .inform(
                handler(
                    canary -> {
                      if (canary.getStatus() != null) {
                        note("phase", canary.getStatus().phase());
                        note("weight", canary.getStatus().canaryWeight());
                      }
                    })));
    informers.add(
        app.deployment("podinfo-primary").inform(handler(primary -> note("image", tag(primary)))));
    informers.add(
        app.client()
            .network()
            .v1()
            .ingresses()
            .inNamespace(app.namespace())
            .withName("podinfo-canary")
            .inform(handler(ingress -> note("routed", weight(ingress)))));
  }

  /** Phases of the Canary, each once until it changes. */
  List<Object> phases() {
    return all("phase");
  }

  /** Weights that the status told. */
  List<Object> weights() {
    return all("weight");
  }

  /** Weights that the canary Ingress had. */
  List<Object> routedWeights() {
    return all("routed");
  }

  /** Versions that the primary was told to run. */
  List<Object> primaryVersions() {
    return all("image");
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private List<Object> all(String what) {
    return List.copyOf(seen.getOrDefault(what, List.of()));
  }

  private void note(String what, Object value) {
    seen.compute(
        what,
        (_, known) -> {
          List<Object> values = known == null ? new ArrayList<>() : known;
          if (values.isEmpty() || !Objects.equals(values.getLast(), value)) {
            values.add(value);
          }
          return values;
        });
  }

  private static String tag(Deployment deployment) {
    String image =
        deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    return image.substring(image.lastIndexOf(':') + 1);
  }

  private static int weight(Ingress ingress) {
    return Integer.parseInt(
        ingress
            .getMetadata()
            .getAnnotations()
            .getOrDefault("nginx.ingress.kubernetes.io/canary-weight", "0"));
  }

  private static <T extends HasMetadata> ResourceEventHandler<T> handler(Consumer<T> each) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        each.accept(object);
      }

      @Override
      public void onUpdate(T before, T now) {
        each.accept(now);
      }

      @Override
      public void onDelete(T object, boolean finalStateUnknown) {
        // What is gone says nothing new.
      }
    };
  }
}
