package dev.sluice.operator.git.receiver;

import dev.sluice.operator.kube.Cluster;
import io.javaoperatorsdk.operator.Operator;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The controller of Receivers. */
public final class ReceiverController {
  private final @Nullable String namespace;
  private final ReceiverReconciler reconciler;

  /**
   * @param namespace the only one that is watched, or null for all
   */
  public ReceiverController(Cluster cluster, @Nullable String namespace, InstantSource clock) {
    this.namespace = namespace;
    this.reconciler = new ReceiverReconciler(cluster, clock);
  }

  /** To be called before the operator starts. */
  public void registerWith(Operator operator) {
    operator.register(
        reconciler,
        configuration -> {
          configuration.withName("receiver").withReconciliationMaxInterval(null);
          if (namespace != null) {
            configuration.settingNamespace(namespace);
          }
        });
  }
}
