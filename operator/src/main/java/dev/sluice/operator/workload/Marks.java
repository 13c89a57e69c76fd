package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names, labels and annotations by which objects are known (A3.2, A4). */
final class Marks {
  /** On a primary or baseline: the revision that it was made from. */
  static final String REVISION = "sluice.dev/revision";

  /** On a baseline and its pods: the rollout that it was made for. */
  static final String ROLLOUT = "sluice.dev/rollout";

  /** On a primary or baseline: the hash of its template as it was after Sluice wrote it. */
  static final String TEMPLATE_HASH = "sluice.dev/template-hash";

  /** On a primary that was just made: the size that it has to get. */
  static final String SIZE = "sluice.dev/size";

  /** On a target: the revision or image tag that needs no analysis. */
  static final String SKIP_ANALYSIS = "sluice.dev/skip-analysis";

  /** On the pod template of a primary: unique for each promotion, so that its pods are replaced. */
  static final String FLAGGER_ID = "flagger-id";

  /** On a ConfigMap or Secret: a value that starts with {@code disable} opts out of tracking. */
  static final String CONFIG_TRACKING = "flagger.app/config-tracking";

  static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

  private static final String TOOLKIT = "toolkit.fluxcd.io";
  private static final Set<String> BOOKKEEPING =
      Set.of(LAST_APPLIED, "deployment.kubernetes.io/revision", SKIP_ANALYSIS);

  private Marks() {}

  /** The name of the primary's part of anything. */
  static String primary(String name) {
    return name + "-primary";
  }

  /** The name of the baseline's part of anything. */
  static String baseline(String name) {
    return name + "-baseline";
  }

  /** So that what Sluice makes is deleted with the Canary. */
  static OwnerReference owner(Canary canary, boolean controller) {
    return new OwnerReferenceBuilder()
        .withApiVersion(HasMetadata.getApiVersion(Canary.class))
        .withKind(HasMetadata.getKind(Canary.class))
        .withName(canary.getMetadata().getName())
        .withUid(canary.getMetadata().getUid())
        .withController(controller)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** Whether this Canary made the object. */
  static boolean isOwned(HasMetadata object, Canary canary) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner ->
                owner.getKind().equals(HasMetadata.getKind(Canary.class))
                    && owner.getName().equals(canary.getMetadata().getName()));
  }

  /** Without the keys by which Flux would take a copy for its own (A4). */
  static Map<String, String> withoutToolkit(@Nullable Map<String, String> keys) {
    var result = new TreeMap<String, String>();
    if (keys != null) {
      keys.forEach(
          (key, value) -> {
            if (!key.contains(TOOLKIT)) {
              result.put(key, value);
            }
          });
    }
    return result;
  }

  /** Those that a copy inherits: with one of the prefixes, {@code *} for all. */
  static Map<String, String> inherited(@Nullable Map<String, String> keys, List<String> prefixes) {
    var result = withoutToolkit(keys);
    result
        .keySet()
        .removeIf(
            key ->
                BOOKKEEPING.contains(key)
                    || prefixes.stream()
                        .noneMatch(
                            prefix ->
                                prefix.equals("*")
                                    || (!prefix.isEmpty() && key.startsWith(prefix))));
    return result;
  }
}
