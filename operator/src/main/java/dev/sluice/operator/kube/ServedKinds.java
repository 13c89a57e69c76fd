package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which kinds the API server serves. Asked once; what is not served is asked for again later. */
final class ServedKinds {
  /** Those of every API server that can run the operator. */
  private static final Set<String> ALWAYS =
      Set.of("", "apps", "autoscaling", "policy", "coordination.k8s.io", "networking.k8s.io");

  /** How long a kind that is not served is not asked for, in case nothing tells that it is now. */
  private static final Duration DOUBT = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final Clock clock;
  private final Set<Class<?>> served = ConcurrentHashMap.newKeySet();
  private final Map<Class<?>, Instant> missingSince = new ConcurrentHashMap<>();

  ServedKinds(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  boolean contains(Class<? extends HasMetadata> type) {
    if (served.contains(type) || isBuiltIn(type)) {
      return true;
    }
    var since = missingSince.get(type);
    if (since != null && clock.instant().isBefore(since.plus(DOUBT))) {
      return false;
    }
    try {
      if (client.supports(type)) {
        served.add(type);
        missingSince.remove(type);
        return true;
      }
    } catch (KubernetesClientException e) {
      throw Refusal.of("get", type, "", "", "", e);
    }
    missingSince.put(type, clock.instant());
    return false;
  }

  /** A custom resource definition has changed: what was missing may be there. */
  void ask() {
    missingSince.clear();
  }

  private static boolean isBuiltIn(Class<? extends HasMetadata> type) {
    return ALWAYS.contains(Optional.ofNullable(HasMetadata.getGroup(type)).orElse(""));
  }
}
