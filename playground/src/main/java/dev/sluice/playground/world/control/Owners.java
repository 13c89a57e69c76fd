package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Selection;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Who controls an object. */
final class Owners {
  private Owners() {}

  static OwnerReference controller(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  static Optional<OwnerReference> of(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }

  static Optional<OwnerReference> of(HasMetadata object, String kind) {
    return of(object).filter(owner -> kind.equals(owner.getKind()));
  }

  static boolean deleting(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }

  /**
   * The objects that {@code owner} controls. Orphans with its labels are taken in first; its own
   * that lost the labels are let go.
   *
   * @param reown copies an object with other owners
   */
  static <T extends HasMetadata> List<T> claim(
      HasMetadata owner,
      LabelSelector selector,
      Watched<T> objects,
      BiFunction<T, List<OwnerReference>, T> reown) {
    List<T> claimed = new ArrayList<>();
    for (T object : objects.controlledBy(owner)) {
      if (Selection.matches(selector, object.getMetadata().getLabels()) || deleting(object)) {
        claimed.add(object);
      } else {
        List<OwnerReference> others =
            object.getMetadata().getOwnerReferences().stream()
                .filter(reference -> !owner.getMetadata().getUid().equals(reference.getUid()))
                .toList();
        objects.patch(object, reown.apply(object, others));
      }
    }
    if (deleting(owner)) {
      return claimed;
    }
    for (T object : objects.in(owner.getMetadata().getNamespace())) {
      if (of(object).isEmpty()
          && !deleting(object)
          && Selection.matches(selector, object.getMetadata().getLabels())) {
        List<OwnerReference> owners = new ArrayList<>(object.getMetadata().getOwnerReferences());
        owners.add(controller(owner));
        claimed.add(objects.patch(object, reown.apply(object, owners)));
      }
    }
    return claimed;
  }
}
