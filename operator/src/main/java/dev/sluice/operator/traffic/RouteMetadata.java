package dev.sluice.operator.traffic;

import dev.sluice.crds.Canary;
import dev.sluice.crds.ServiceSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Metadata of the objects that routers write. What a Canary's router creates belongs to the Canary
 * and goes with it; what was there before stays its owner's, and keeps its other labels and
 * annotations.
 */
public final class RouteMetadata {
  /** Flux's controllers must not put weights back. */
  private static final Map<String, String> LEFT_ALONE_BY_FLUX =
      Map.of(
          "kustomize.toolkit.fluxcd.io/reconcile", "disabled",
          "helm.toolkit.fluxcd.io/driftDetection", "disabled");

  private RouteMetadata() {}

  /** For an object under the name of the Service that users call, with that Service's metadata. */
  public static ObjectMeta ofApex(
      RoutedService service, Optional<? extends HasMetadata> existing, Object spec) {
    ServiceSpec.Metadata apex = service.spec().apex();
    Map<String, String> annotations = new TreeMap<>();
    if (apex != null) {
      annotations.putAll(apex.annotations());
    }
    existing
        .filter(object -> !isOwnedBy(object, service.owner()))
        .ifPresent(object -> annotations.putAll(Original.annotations(object, spec)));
    return of(
        service, service.apex(), apex == null ? Map.of() : apex.labels(), annotations, existing);
  }

  /** For an object of any name. */
  public static ObjectMeta of(
      RoutedService service,
      String name,
      Map<String, String> labels,
      Map<String, String> annotations,
      Optional<? extends HasMetadata> existing) {
    Map<String, String> all = new TreeMap<>(annotations);
    all.putAll(LEFT_ALONE_BY_FLUX);
    return owned(service, name, existing).withLabels(labels).withAnnotations(all).build();
  }

  /** For an object that carries no weights. */
  public static ObjectMeta plain(
      RoutedService service, String name, Optional<? extends HasMetadata> existing) {
    return owned(service, name, existing).build();
  }

  /** Whether the object goes when the Canary goes. */
  public static boolean isOwnedBy(HasMetadata object, Canary canary) {
    String uid = canary.getMetadata().getUid();
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid() != null && owner.getUid().equals(uid));
  }

  private static ObjectMetaBuilder owned(
      RoutedService service, String name, Optional<? extends HasMetadata> existing) {
    boolean ours = existing.map(object -> isOwnedBy(object, service.owner())).orElse(true);
    return new ObjectMetaBuilder()
        .withNamespace(service.namespace())
        .withName(name)
        .withOwnerReferences(ours ? List.of(reference(service.owner())) : List.of());
  }

  private static OwnerReference reference(Canary canary) {
    return new OwnerReferenceBuilder()
        .withApiVersion(HasMetadata.getApiVersion(Canary.class))
        .withKind(HasMetadata.getKind(Canary.class))
        .withName(canary.getMetadata().getName())
        .withUid(canary.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
