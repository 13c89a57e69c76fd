package dev.sluice.operator.git.sync;

import dev.sluice.crds.Canary;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec;
import dev.sluice.operator.git.apply.Application;
import dev.sluice.operator.git.apply.Hold;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.apply.Origin;
import dev.sluice.operator.git.apply.Owners;
import dev.sluice.operator.git.apply.Target;
import dev.sluice.operator.git.hold.Holding;
import dev.sluice.operator.git.hold.Newcomer;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.git.sync.SyncAttempt.Start;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What is applied of a checkout: the newest commit, but for what is held back. */
record Applying(Application application, List<Manifest> manifests) {

  /** Whether Canaries may want something held that is not. Asks nothing without Deployments. */
  static boolean isToReview(Target target, Start start) {
    return start.review()
        && (!start.inventory().holds().isEmpty()
            || start.inventory().entries().values().stream()
                .map(Inventory.Entry::key)
                .filter(key -> key.kind().equals("Deployment"))
                .map(ObjectKey::namespace)
                .distinct()
                .flatMap(namespace -> target.canaries(namespace).stream())
                .anyMatch(Holding::isToHold));
  }

  /**
   * @param ledger is told what is held before that is applied
   */
  static Applying of(
      Checkout checkout, Target target, Owners owners, Start start, Consumer<Inventory> ledger) {
    GitSyncSpec spec = checkout.sync().getSpec();
    Holding.Result held = held(checkout, target, start);
    Inventory before = start.inventory().holding(held.holds());
    if (!before.equals(start.inventory())) {
      ledger.accept(before);
    }
    Application application =
        new Application(
            target,
            origin(checkout.sync(), checkout.revision().sha(), commits(checkout, start, held)),
            new Application.Rules(
                checkout.namespace(),
                Boolean.TRUE.equals(spec.prune()),
                !Boolean.FALSE.equals(spec.selfHeal())),
            owners,
            before,
            ledger);
    return new Applying(application, held.manifests());
  }

  /** For what is deleted with the GitSync. */
  static Application removing(GitSync sync, Target target, Owners owners, Inventory inventory) {
    return new Application(
        target,
        origin(sync, "", (_, _) -> Optional.empty()),
        new Application.Rules(Checkout.namespace(sync), true, false),
        owners,
        inventory,
        _ -> {});
  }

  private static Holding.Result held(Checkout checkout, Target target, Start start) {
    List<Manifest> newest = checkout.manifests();
    Holding holding =
        new Holding(
            checkout.sync().getSpec().url(),
            checkout.namespace(),
            checkout.revision().sha(),
            checkout.at());
    List<Canary> canaries =
        holding.namespaces(newest).stream()
            .flatMap(namespace -> target.canaries(namespace).stream())
            .toList();
    return holding.of(
        newest,
        start.inventory().holds(),
        canaries,
        newcomers(checkout, target, start, newest, canaries));
  }

  /** Those that the notes may know of although this cluster does not. */
  private static List<Newcomer> newcomers(
      Checkout checkout, Target target, Start start, List<Manifest> newest, List<Canary> canaries) {
    if (checkout.sync().getSpec().writeBack() == null) {
      return List.of();
    }
    List<Newcomer> newcomers = new ArrayList<>();
    for (Manifest manifest : newest) {
      String namespace =
          manifest.namespace().isEmpty() ? checkout.namespace() : manifest.namespace();
      ObjectKey released =
          deployment(
              namespace, manifest.object().path("spec").path("targetRef").path("name").asText());
      if (manifest.kind().equals("Canary")
          && manifest.apiVersion().startsWith("flagger.app/")
          && isNew(released, target, start)
          && canaries.stream().noneMatch(canary -> isKnown(canary, namespace, manifest.name()))) {
        String canary = namespace + "/" + manifest.name();
        newcomers.add(new Newcomer(canary, released, checkout.past().of(canary)));
      }
    }
    return newcomers;
  }

  private static boolean isNew(ObjectKey released, Target target, Start start) {
    return !start.inventory().entries().containsKey(released.id())
        && target.get(released).isEmpty()
        && target.get(deployment(released.namespace(), released.name() + "-primary")).isEmpty();
  }

  private static boolean isKnown(Canary canary, String namespace, String name) {
    return canary.getMetadata().getNamespace().equals(namespace)
        && canary.getMetadata().getName().equals(name)
        && canary.getStatus() != null
        && canary.getStatus().lastPromotedSpec() != null;
  }

  private static ObjectKey deployment(String namespace, String name) {
    return new ObjectKey("apps", "v1", "Deployment", namespace, name);
  }

  /** What was held back is of an older commit than what is applied. */
  private static BiFunction<String, List<String>, Optional<String>> commits(
      Checkout checkout, Start start, Holding.Result held) {
    Map<String, String> kept = new HashMap<>();
    for (Hold hold : start.inventory().holds()) {
      hold.objects().forEach(object -> kept.put(object.key().id(), hold.kept()));
    }
    Map<List<Object>, Optional<String>> found = new HashMap<>();
    return (id, inputs) -> {
      String since = kept.getOrDefault(id, start.appliedSha());
      return held.commits().containsKey(id)
          ? Optional.ofNullable(held.commits().get(id))
          : found.computeIfAbsent(
              List.of(String.valueOf(since), inputs), _ -> checkout.lastChange(inputs, since));
    };
  }

  private static Origin origin(
      GitSync sync, String newest, BiFunction<String, List<String>, Optional<String>> commits) {
    return new Origin(
        sync.getMetadata().getName(),
        sync.getMetadata().getNamespace(),
        sync.getSpec().url(),
        newest,
        commits);
  }
}
