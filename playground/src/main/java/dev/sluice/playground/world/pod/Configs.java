package dev.sluice.playground.world.pod;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The contents of ConfigMaps and Secrets, as text. */
final class Configs {
  private final Watched<ConfigMap> configMaps;
  private final Watched<Secret> secrets;

  Configs(Api api) {
    this.configMaps = api.watch(ConfigMap.class);
    this.secrets = api.watch(Secret.class);
  }

  Optional<Map<String, String>> configMap(String namespace, String name) {
    return configMaps
        .get(namespace, name)
        .map(
            map -> {
              Map<String, String> values = decoded(map.getBinaryData());
              if (map.getData() != null) {
                values.putAll(map.getData());
              }
              return values;
            });
  }

  Optional<Map<String, String>> secret(String namespace, String name) {
    return secrets.get(namespace, name).map(secret -> decoded(secret.getData()));
  }

  private static Map<String, String> decoded(@Nullable Map<String, String> data) {
    Map<String, String> values = new HashMap<>();
    if (data != null) {
      data.forEach(
          (key, value) ->
              values.put(
                  key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return values;
  }
}
