package dev.sluice.playground.world.pod;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that a pod's volumes bring, as they are at the moment: ConfigMaps, Secrets and
 * projections of them. Other volumes are empty.
 */
final class Volumes {
  private final Pod pod;
  private final Configs configs;

  Volumes(Pod pod, Configs configs) {
    this.pod = pod;
    this.configs = configs;
  }

  /** Why the pod cannot start yet, if a volume's source is not there. */
  Optional<String> missing() {
    return pod.getSpec().getVolumes().stream()
        .flatMap(volume -> missing(volume).stream())
        .findFirst();
  }

  /** The files that a container sees, by absolute path. */
  Map<String, String> files(Container container) {
    Map<String, String> files = new HashMap<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      pod.getSpec().getVolumes().stream()
          .filter(volume -> volume.getName().equals(mount.getName()))
          .forEach(
              volume -> contents(volume).forEach((path, text) -> put(files, mount, path, text)));
    }
    return files;
  }

  private static void put(Map<String, String> files, VolumeMount mount, String path, String text) {
    if (mount.getSubPath() == null || mount.getSubPath().isEmpty()) {
      files.put(mount.getMountPath() + "/" + path, text);
    } else if (mount.getSubPath().equals(path)) {
      files.put(mount.getMountPath(), text);
    }
  }

  private Optional<String> missing(Volume volume) {
    ConfigMapVolumeSource map = volume.getConfigMap();
    if (map != null && !Boolean.TRUE.equals(map.getOptional())) {
      return absent(
          volume, "configmap", map.getName(), configs.configMap(namespace(), map.getName()));
    }
    SecretVolumeSource secret = volume.getSecret();
    if (secret != null && !Boolean.TRUE.equals(secret.getOptional())) {
      return absent(
          volume,
          "secret",
          secret.getSecretName(),
          configs.secret(namespace(), secret.getSecretName()));
    }
    return Optional.empty();
  }

  private static Optional<String> absent(
      Volume volume, String kind, String name, Optional<Map<String, String>> found) {
    return found.isPresent()
        ? Optional.empty()
        : Optional.of(
            "MountVolume.SetUp failed for volume \"%s\" : %s \"%s\" not found"
                .formatted(volume.getName(), kind, name));
  }

  private Map<String, String> contents(Volume volume) {
    if (volume.getConfigMap() != null) {
      return configMap(volume.getConfigMap().getName(), volume.getConfigMap().getItems());
    }
    if (volume.getSecret() != null) {
      return secret(volume.getSecret().getSecretName(), volume.getSecret().getItems());
    }
    Map<String, String> files = new HashMap<>();
    if (volume.getProjected() != null) {
      volume.getProjected().getSources().forEach(source -> files.putAll(contents(source)));
    }
    return files;
  }

  private Map<String, String> contents(VolumeProjection source) {
    if (source.getConfigMap() != null) {
      return configMap(source.getConfigMap().getName(), source.getConfigMap().getItems());
    }
    return source.getSecret() == null
        ? Map.of()
        : secret(source.getSecret().getName(), source.getSecret().getItems());
  }

  private Map<String, String> configMap(String name, @Nullable List<KeyToPath> items) {
    return picked(configs.configMap(namespace(), name).orElse(Map.of()), items);
  }

  private Map<String, String> secret(String name, @Nullable List<KeyToPath> items) {
    return picked(configs.secret(namespace(), name).orElse(Map.of()), items);
  }

  private static Map<String, String> picked(
      Map<String, String> data, @Nullable List<KeyToPath> items) {
    if (items == null || items.isEmpty()) {
      return data;
    }
    Map<String, String> files = new HashMap<>();
    for (KeyToPath item : items) {
      String text = data.get(item.getKey());
      if (text != null) {
        files.put(item.getPath(), text);
      }
    }
    return files;
  }

  private String namespace() {
    return pod.getMetadata().getNamespace();
  }
}
