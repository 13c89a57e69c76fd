package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Which objects an operator looks after.
 *
 * @param namespace the only one, or null for all
 * @param labels a label selector in the API's syntax, by which operators share the work; null for
 *     all objects
 */
public record Scope(@Nullable String namespace, @Nullable String labels) {
  /** All objects of all namespaces. */
  public static final Scope ALL = new Scope(null, null);

  /**
   * A name for what is done once for each scope, such as working: operators that look after other
   * labels have other names.
   *
   * @param base the name for all labels
   */
  public String name(String base) {
    return labels == null
        ? base
        : base + "-" + ByteString.encodeUtf8(labels).sha256().hex().substring(0, 8);
  }

  /** Has a controller see no others. */
  public <R extends HasMetadata> void restrict(ControllerConfigurationOverrider<R> configuration) {
    if (namespace != null) {
      configuration.settingNamespace(namespace);
    }
    if (labels != null) {
      configuration.withLabelSelector(labels);
    }
  }
}
