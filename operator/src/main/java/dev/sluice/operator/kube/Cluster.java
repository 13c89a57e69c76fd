package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * The cluster as the operator sees it. Reads come from informer caches and cost no request; what
 * they return belongs to the cache and is never mutated. Writes are idempotent: carried out twice,
 * the second one changes nothing, and where the cache shows that nothing would change no request is
 * sent at all. Every write throws {@link ProblemException} when the API server refuses it.
 */
public interface Cluster {
  /** The object, if the cache has it; empty too when the API server does not know the kind. */
  <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name);

  /** All objects of a kind in a namespace that the cache has. */
  <T extends HasMetadata> List<T> list(Class<T> type, String namespace);

  /** Whether the API server serves this kind. */
  boolean serves(Class<? extends HasMetadata> type);

  /**
   * Server-side apply with field manager {@code sluice}, taking over conflicting fields. Fields
   * that an earlier apply set and this one leaves out are given up.
   */
  <T extends HasMetadata> T apply(T desired);

  /**
   * Creates the object, unless one with its name is there, which is left alone. For records that
   * are written once and not cached, such as events: always one request, and a caller that repeats
   * itself gives the same name.
   *
   * @return whether it was not there before
   */
  <T extends HasMetadata> boolean create(T object);

  /** Sets {@code spec.replicas} through the scale subresource. */
  <T extends HasMetadata> void scale(Class<T> type, String namespace, String name, int replicas);

  /** Deletes the object if it is there. */
  <T extends HasMetadata> void delete(Class<T> type, String namespace, String name);
}
