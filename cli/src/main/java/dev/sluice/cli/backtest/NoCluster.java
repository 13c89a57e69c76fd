package dev.sluice.cli.backtest;

import dev.sluice.operator.kube.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** No cluster is asked: there are no MetricTemplates and no Secrets, and nothing is written. */
final class NoCluster implements Cluster {
  @Override
  public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    return Optional.empty();
  }

  @Override
  public <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return List.of();
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
    return new UnsupportedOperationException("a backtest writes nothing");
  }
}
