package dev.sluice.playground.world.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Works out a container's environment variables, once, when it starts. */
final class Environment {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");

  private final Pod pod;
  private final String address;
  private final Configs configs;

  Environment(Pod pod, String address, Configs configs) {
    this.pod = pod;
    this.address = address;
    this.configs = configs;
  }

  /**
   * @throws BadContainerException when a ConfigMap or Secret, or a key in one, is missing
   */
  Map<String, String> of(Container container) throws BadContainerException {
    Map<String, String> values = new LinkedHashMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      String prefix = source.getPrefix() == null ? "" : source.getPrefix();
      everything(source).forEach((name, value) -> values.put(prefix + name, value));
    }
    for (EnvVar variable : container.getEnv()) {
      Optional<String> value =
          variable.getValueFrom() == null
              ? Optional.of(expanded(variable.getValue(), values))
              : from(variable.getValueFrom());
      value.ifPresent(v -> values.put(variable.getName(), v));
    }
    return values;
  }

  private Map<String, String> everything(EnvFromSource source) throws BadContainerException {
    if (source.getConfigMapRef() != null) {
      String name = source.getConfigMapRef().getName();
      return required(
              configs.configMap(namespace(), name),
              source.getConfigMapRef().getOptional(),
              "configmap \"%s\" not found".formatted(name))
          .orElse(Map.of());
    }
    if (source.getSecretRef() != null) {
      String name = source.getSecretRef().getName();
      return required(
              configs.secret(namespace(), name),
              source.getSecretRef().getOptional(),
              "secret \"%s\" not found".formatted(name))
          .orElse(Map.of());
    }
    return Map.of();
  }

  private Optional<String> from(EnvVarSource source) throws BadContainerException {
    if (source.getConfigMapKeyRef() != null) {
      var ref = source.getConfigMapKeyRef();
      return required(
          configs.configMap(namespace(), ref.getName()).map(data -> data.get(ref.getKey())),
          ref.getOptional(),
          "couldn't find key %s in ConfigMap %s/%s"
              .formatted(ref.getKey(), namespace(), ref.getName()));
    }
    if (source.getSecretKeyRef() != null) {
      var ref = source.getSecretKeyRef();
      return required(
          configs.secret(namespace(), ref.getName()).map(data -> data.get(ref.getKey())),
          ref.getOptional(),
          "couldn't find key %s in Secret %s/%s"
              .formatted(ref.getKey(), namespace(), ref.getName()));
    }
    return source.getFieldRef() == null
        ? Optional.empty()
        : field(source.getFieldRef().getFieldPath());
  }

  private Optional<String> field(String path) {
    return switch (path) {
      case "metadata.name" -> Optional.of(pod.getMetadata().getName());
      case "metadata.namespace" -> Optional.of(namespace());
      case "metadata.uid" -> Optional.of(pod.getMetadata().getUid());
      case "spec.nodeName" -> Optional.of(pod.getSpec().getNodeName());
      case "status.podIP" -> Optional.of(address);
      case "status.hostIP" -> Optional.of("127.0.0.1");
      default -> Optional.ofNullable(byKey(path));
    };
  }

  private @Nullable String byKey(String path) {
    Matcher matcher = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']").matcher(path);
    if (!matcher.matches()) {
      return null;
    }
    Map<String, String> map =
        "labels".equals(matcher.group(1))
            ? pod.getMetadata().getLabels()
            : pod.getMetadata().getAnnotations();
    return map == null ? null : map.get(matcher.group(2));
  }

  private String namespace() {
    return pod.getMetadata().getNamespace();
  }

  private static String expanded(@Nullable String value, Map<String, String> known) {
    return value == null
        ? ""
        : REFERENCE
            .matcher(value)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(known.getOrDefault(match.group(1), match.group())));
  }

  private static <T> Optional<T> required(
      Optional<T> value, @Nullable Boolean optional, String message) throws BadContainerException {
    if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new BadContainerException("CreateContainerConfigError", message);
    }
    return value;
  }
}
