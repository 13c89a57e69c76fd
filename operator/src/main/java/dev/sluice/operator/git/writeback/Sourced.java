package dev.sluice.operator.git.writeback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.crds.Canary;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec.Mode;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.crds.GitSyncStatus.Sighting;
import dev.sluice.operator.git.apply.Content;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.apply.Origin;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ContentOwners.Owner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object that comes from Git: one that a GitSync of the object's namespace has seen to be as Git
 * declares it, or one that a GitSync applied, as its marks say.
 *
 * @param syncNamespace of the GitSync
 * @param syncLabel its name, as its label has it
 * @param repository URL
 * @param commit that changed it last
 * @param standing whether that is so of the object as it is now
 */
record Sourced(
    String syncNamespace,
    String syncLabel,
    String repository,
    String commit,
    Standing standing,
    Manifest manifest) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final String SOMEBODY = "somebody";

  /** What an object has a workload run, compared with what its commit has. */
  sealed interface Standing {
    /** It is the same. */
    record AsCommitted() implements Standing {}

    /** It is another one, and no commit has made it so. */
    record Edited(Owner by) implements Standing {}

    /** It was not looked at yet. */
    record Unknown() implements Standing {}
  }

  /**
   * The target of a Canary and its configs, as far as they come from Git; the target first.
   *
   * @param configs as {@code configmap/<name>} or {@code secret/<name>}
   */
  static List<Sourced> of(Canary canary, Collection<String> configs, Cluster cluster) {
    String namespace = canary.getMetadata().getNamespace();
    Stream<Optional<? extends HasMetadata>> target =
        Stream.of(cluster.get(Deployment.class, namespace, canary.getSpec().targetRef().name()));
    Stream<Optional<? extends HasMetadata>> read =
        configs.stream()
            .map(
                config -> {
                  String name = config.substring(config.indexOf('/') + 1);
                  return config.startsWith("secret/")
                      ? cluster.get(Secret.class, namespace, name)
                      : cluster.get(ConfigMap.class, namespace, name);
                });
    List<GitSync> observing =
        cluster.list(GitSync.class, namespace).stream()
            .filter(sync -> sync.getSpec().mode() == Mode.Observe && sync.getStatus() != null)
            .toList();
    return Stream.concat(target, read)
        .flatMap(Optional::stream)
        .flatMap(object -> seen(object, observing).or(() -> marked(object)).stream())
        .toList();
  }

  /** Who has changed it since; empty if nobody has, or if that is not known. */
  Optional<Owner> editor() {
    return standing instanceof Standing.Edited(Owner by) ? Optional.of(by) : Optional.empty();
  }

  /** The GitSync that applied it, if it says so itself: anybody may write marks. */
  Optional<GitSync> sync(Cluster cluster) {
    return cluster.list(GitSync.class, syncNamespace).stream()
        .filter(sync -> Origin.label(sync.getMetadata().getName()).equals(syncLabel))
        .filter(sync -> sync.getSpec().url().equals(repository))
        .filter(this::isIn)
        .findFirst();
  }

  private boolean isIn(GitSync sync) {
    return sync.getStatus() != null
        && sync.getStatus().inventory().stream()
            .flatMap(entry -> ObjectKey.parse(entry.id(), entry.v()).stream())
            .anyMatch(
                key ->
                    key.kind().equals(manifest.kind())
                        && key.namespace().equals(manifest.namespace())
                        && key.name().equals(manifest.name()));
  }

  private static Optional<Sourced> seen(HasMetadata object, List<GitSync> observing) {
    ObjectMeta metadata = object.getMetadata();
    String id =
        ObjectKey.of(
                object.getApiVersion(),
                object.getKind(),
                metadata.getNamespace(),
                metadata.getName())
            .id();
    for (GitSync sync : observing) {
      for (GitSyncStatus.InventoryEntry entry : sync.getStatus().inventory()) {
        Sighting seen = entry.seen();
        if (seen != null && entry.id().equals(id)) {
          return Optional.of(
              new Sourced(
                  sync.getMetadata().getNamespace(),
                  Origin.label(sync.getMetadata().getName()),
                  sync.getSpec().url(),
                  seen.commit(),
                  standing(object, seen.content(), seen.edited()),
                  manifest(seen.path(), seen.inputs(), object)));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Sourced> marked(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    if (labels == null || annotations == null) {
      return Optional.empty();
    }
    String namespace = labels.get(Origin.SYNC_NAMESPACE);
    String sync = labels.get(Origin.SYNC_NAME);
    String repository = annotations.get(Origin.SOURCE);
    String commit = annotations.get(Origin.COMMIT);
    String path = annotations.get(Origin.PATH);
    if (namespace == null
        || sync == null
        || repository == null
        || commit == null
        || path == null
        || !COMMIT.matcher(commit).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Sourced(
            namespace,
            sync,
            repository,
            commit,
            standing(object, annotations.get(Origin.CONTENT), Content.hash(object).orElse(null)),
            manifest(path, inputs(path, annotations.get(Origin.RENDERED_FROM)), object)));
  }

  /**
   * @param committed a hash of what its commit has; null if older versions have not noted it: then
   *     nobody is known to have changed it
   * @param edited a hash of what it is known to have been changed to; null for nothing
   */
  private static Standing standing(
      HasMetadata object, @Nullable String committed, @Nullable String edited) {
    Optional<String> content = Content.hash(object);
    if (committed == null || content.isEmpty() || content.get().equals(committed)) {
      return new Standing.AsCommitted();
    }
    return content.get().equals(edited) ? edited(object) : new Standing.Unknown();
  }

  private static Standing edited(HasMetadata object) {
    return new Standing.Edited(Content.owner(object).orElse(new Owner(SOMEBODY, null)));
  }

  private static Manifest manifest(String path, List<String> inputs, HasMetadata object) {
    return new Manifest(
        path,
        inputs,
        object.getKind(),
        object.getMetadata().getNamespace(),
        object.getMetadata().getName());
  }

  /** Anybody may write marks: what is no list of paths is as good as absent. */
  private static List<String> inputs(String path, @Nullable String renderedFrom) {
    if (renderedFrom == null) {
      return List.of(path);
    }
    try {
      return List.of(JSON.readValue(renderedFrom, String[].class));
    } catch (JsonProcessingException | NullPointerException e) {
      return List.of(path);
    }
  }
}
