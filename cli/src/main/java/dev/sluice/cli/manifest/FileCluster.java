package dev.sluice.cli.manifest;

import dev.sluice.operator.kube.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** What files have, for code that asks a cluster; nothing can be written. */
final class FileCluster implements Cluster {
  private final List<HasMetadata> objects;

  FileCluster(List<HasMetadata> objects) {
    this.objects = List.copyOf(objects);
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    return list(type, namespace).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }

  @Override
  public <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return objects.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
        .toList();
  }

  @Override
  public boolean serves(Class<? extends HasMetadata> type) {
    return false;
  }

  @Override
  public <T extends HasMetadata> T apply(T desired) {
    throw readOnly();
  }

  @Override
  public <T extends HasMetadata> boolean create(T object) {
    throw readOnly();
  }

  @Override
  public <T extends HasMetadata> void scale(
      Class<T> type, String namespace, String name, int replicas) {
    throw readOnly();
  }

  @Override
  public <T extends HasMetadata> void delete(Class<T> type, String namespace, String name) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("files are only read");
  }
}
