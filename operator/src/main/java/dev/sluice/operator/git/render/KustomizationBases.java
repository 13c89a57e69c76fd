package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directories that a kustomization is built from: its own, and the bases that it names. */
final class KustomizationBases {
  private static final List<String> NAMES =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  /** Fields with files or directories, or manifests in their place. */
  private static final List<String> FILES =
      List.of(
          "resources",
          "bases",
          "components",
          "crds",
          "configurations",
          "generators",
          "transformers",
          "validators",
          "patchesStrategicMerge");

  /** Fields at any depth with files that kustomize would also fetch. */
  private static final Set<String> FETCHED = Set.of("path", "files", "env", "envs");

  private final Tree tree;
  private final Set<String> found = new LinkedHashSet<>();
  private final Deque<String> open = new ArrayDeque<>();

  private KustomizationBases(Tree tree) {
    this.tree = tree;
  }

  /**
   * The directory first; none of them lies in another one.
   *
   * @throws ProblemException when it is no kustomization, or names what is not in the commit
   */
  static List<String> of(Tree tree, String directory) throws IOException {
    if (!tree.isDirectory(directory)) {
      throw new ProblemException(
          "PathNotFound", "%s is no directory in commit %s".formatted(directory, tree.sha()));
    }
    KustomizationBases bases = new KustomizationBases(tree);
    if (bases.file(directory).isEmpty()) {
      throw invalid(
          "%s has no kustomization.yaml: write one, or leave out renderer: Kustomize"
              .formatted(directory.isEmpty() ? "the repository" : directory));
    }
    bases.add(directory);
    while (!bases.open.isEmpty()) {
      bases.read(bases.open.remove());
    }
    return bases.found.stream().filter(one -> bases.isOutermost(one, directory)).toList();
  }

  /** What lies in another one is laid out with it. */
  private boolean isOutermost(String one, String directory) {
    return one.equals(directory)
        || found.stream().noneMatch(other -> !other.equals(one) && isIn(one, other));
  }

  private static boolean isIn(String path, String directory) {
    return directory.isEmpty() || path.startsWith(directory + "/");
  }

  private void add(String directory) {
    if (found.add(directory)) {
      open.add(directory);
    }
  }

  private Optional<Tree.Entry> file(String directory) throws IOException {
    for (String name : NAMES) {
      Optional<Tree.Entry> entry = tree.entry(directory.isEmpty() ? name : directory + "/" + name);
      if (entry.isPresent()) {
        return entry;
      }
    }
    return Optional.empty();
  }

  private void read(String directory) throws IOException {
    Optional<Tree.Entry> file = file(directory);
    if (file.isEmpty()) {
      return;
    }
    String path = file.get().path();
    byte[] content = new Sources(directory).read(tree, file.get());
    for (JsonNode kustomization : Yaml.read(content, path)) {
      for (String field : FILES) {
        for (JsonNode named : kustomization.path(field)) {
          follow(directory, path, field, named.asText());
        }
      }
      refuseFetched(kustomization, path);
    }
  }

  private void follow(String directory, String path, String field, String named)
      throws IOException {
    if (named.isEmpty() || named.contains("\n")) {
      return;
    }
    Optional<String> target = RepositoryPath.resolve(directory, named);
    if (target.isPresent() && tree.isDirectory(target.get())) {
      add(target.get());
    } else if (target.isEmpty() || tree.entry(target.get()).isEmpty()) {
      throw invalid(
          "%s: %s names %s, which is not in the commit: nothing is fetched from elsewhere, copy it into the repository"
              .formatted(path, field, named));
    }
  }

  private static void refuseFetched(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                if (FETCHED.contains(field.getKey())) {
                  refuseAddress(field.getValue(), path, field.getKey());
                }
              });
    }
    node.forEach(child -> refuseFetched(child, path));
  }

  private static void refuseAddress(JsonNode value, String path, String field) {
    if (value.isTextual() && value.asText().contains("://")) {
      throw invalid(
          "%s: %s names %s: nothing is fetched from elsewhere, copy it into the repository"
              .formatted(path, field, value.asText()));
    }
    if (value.isArray()) {
      value.forEach(each -> refuseAddress(each, path, field));
    }
  }

  private static ProblemException invalid(String message) {
    return new ProblemException("KustomizationInvalid", message);
  }
}
