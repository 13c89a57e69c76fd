package dev.sluice.e2e;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** Sees everything that an app goes through, from the outside and without a gap. */
final class Witness implements AutoCloseable {
  private final App app;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final ConcurrentMap<String, List<Object>> seen = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Instant> times = new ConcurrentHashMap<>();

  Witness(App app) {
    this.app = app;
    informers.add(
        app.canary()
            .inform(
                handler(
                    canary -> {
                      if (canary.getStatus() != null) {
                        note("phase", canary.getStatus().phase());
                        note("weight", canary.getStatus().canaryWeight());
                        canary.getStatus().conditions().stream()
                            .filter(condition -> condition.type().equals("Ready"))
                            .forEach(ready -> note("ready", ready.reason()));
                      }
                    })));
    informers.add(
        app.deployment("podinfo-primary")
            .inform(
                handler(
                    primary -> {
                      note("image", tag(primary));
                      if (isReady(primary)) {
                        note("primary ready", tag(primary));
                      }
                    })));
    informers.add(
        app.deployment(App.NAME)
            .inform(
                handler(
                    target -> {
                      if (isReady(target)) {
                        note("canary ready", tag(target));
                      }
                    })));
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

  /** Reasons of the condition Ready. */
  List<Object> readyReasons() {
    return all("ready");
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

  /** When the Canary first was in a phase. */
  Instant inPhase(String phase) {
    return first("phase", phase);
  }

  /** When the canary first was to get this part of the traffic. */
  Instant routed(int weight) {
    return first("routed", weight);
  }

  /** When all pods of the target were first ready with a version. */
  Instant canaryReady(String version) {
    return first("canary ready", version);
  }

  /** When the primary was first told to run a version. */
  Instant copied(String version) {
    return first("image", version);
  }

  /** When all pods of the primary were first ready with a version. */
  Instant primaryReady(String version) {
    return first("primary ready", version);
  }

  private Instant first(String what, Object value) {
    return Objects.requireNonNull(times.get(what + "=" + value), what + " was never " + value);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private List<Object> all(String what) {
    return List.copyOf(seen.getOrDefault(what, List.of()));
  }

  private void note(String what, Object value) {
    times.putIfAbsent(what + "=" + value, Instant.now());
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

  private static boolean isReady(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    Integer wanted = deployment.getSpec().getReplicas();
    return status != null
        && wanted > 0
        && Objects.equals(status.getObservedGeneration(), deployment.getMetadata().getGeneration())
        && wanted.equals(status.getReplicas())
        && wanted.equals(status.getUpdatedReplicas())
        && wanted.equals(status.getAvailableReplicas());
  }

  private String tag(Deployment deployment) {
    String image = app.image(deployment.getSpec().getTemplate().getSpec());
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
