package dev.sluice.operator.workload;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.builder.VisitableBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapEnvSourceBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelectorBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapProjectionBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.SecretEnvSourceBuilder;
import io.fabric8.kubernetes.api.model.SecretKeySelectorBuilder;
import io.fabric8.kubernetes.api.model.SecretProjectionBuilder;
import io.fabric8.kubernetes.api.model.SecretVolumeSourceBuilder;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMaps and Secrets that a pod template reads: by volumes, projected volumes, {@code env}
 * and {@code envFrom}, of containers and init containers (A3.2).
 */
public final class TrackedConfigs {
  private final Cluster cluster;
  private final boolean enabled;

  TrackedConfigs(Cluster cluster, boolean enabled) {
    this.cluster = cluster;
    this.enabled = enabled;
  }

  /** Those that are to be tracked, in order. */
  SortedMap<ConfigRef, Config> of(String namespace, String reader, PodTemplateSpec template) {
    SortedMap<ConfigRef, Config> result = new TreeMap<>();
    if (enabled) {
      references(template)
          .forEach(
              (ref, required) -> {
                var config = Config.find(cluster, namespace, ref);
                if (config.isEmpty() && required) {
                  throw new ProblemException(
                      "ConfigMissing",
                      "%s %s.%s, which %s reads, is not there: create it, or mark the reference optional"
                          .formatted(ref.kind().kind(), ref.name(), namespace, reader));
                }
                config.filter(Config::isTracked).ifPresent(found -> result.put(ref, found));
              });
    }
    return result;
  }

  /**
   * What a template refers to, tracked or not, as {@code configmap/<name>} or {@code
   * secret/<name>}.
   */
  public static Set<String> referenced(PodTemplateSpec template) {
    return references(template).keySet().stream().map(ConfigRef::id).collect(toUnmodifiableSet());
  }

  /** Every reference, and whether it is required. */
  static SortedMap<ConfigRef, Boolean> references(PodTemplateSpec template) {
    SortedMap<ConfigRef, Boolean> result = new TreeMap<>();
    visit(
        new PodTemplateSpecBuilder(template),
        (ref, optional) -> {
          result.merge(ref, !Boolean.TRUE.equals(optional), Boolean::logicalOr);
          return ref.name();
        });
    return result;
  }

  /** The template with other names for what it reads. */
  static PodTemplateSpec renamed(PodTemplateSpec template, UnaryOperator<ConfigRef> rename) {
    var builder = new PodTemplateSpecBuilder(template);
    visit(builder, (ref, optional) -> rename.apply(ref).name());
    return builder.build();
  }

  private static void visit(
      VisitableBuilder<PodTemplateSpec, PodTemplateSpecBuilder> template,
      BiFunction<ConfigRef, @Nullable Boolean, String> name) {
    template
        .accept(
            ConfigMapVolumeSourceBuilder.class,
            b -> b.withName(name.apply(ConfigRef.map(b.getName()), b.getOptional())))
        .accept(
            ConfigMapProjectionBuilder.class,
            b -> b.withName(name.apply(ConfigRef.map(b.getName()), b.getOptional())))
        .accept(
            ConfigMapKeySelectorBuilder.class,
            b -> b.withName(name.apply(ConfigRef.map(b.getName()), b.getOptional())))
        .accept(
            ConfigMapEnvSourceBuilder.class,
            b -> b.withName(name.apply(ConfigRef.map(b.getName()), b.getOptional())))
        .accept(
            SecretVolumeSourceBuilder.class,
            b -> b.withSecretName(name.apply(ConfigRef.secret(b.getSecretName()), b.getOptional())))
        .accept(
            SecretProjectionBuilder.class,
            b -> b.withName(name.apply(ConfigRef.secret(b.getName()), b.getOptional())))
        .accept(
            SecretKeySelectorBuilder.class,
            b -> b.withName(name.apply(ConfigRef.secret(b.getName()), b.getOptional())))
        .accept(
            SecretEnvSourceBuilder.class,
            b -> b.withName(name.apply(ConfigRef.secret(b.getName()), b.getOptional())));
  }

  /** The fingerprints, as {@code status.trackedConfigs} has them. */
  static Map<String, String> fingerprints(SortedMap<ConfigRef, Config> configs) {
    var result = new TreeMap<String, String>();
    configs.forEach((ref, config) -> result.put(ref.id(), config.fingerprint()));
    return result;
  }
}
