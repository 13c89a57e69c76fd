package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Manifests as they are: every YAML and JSON file of a directory and of those below it. */
public final class PlainFiles {
  private static final int FILES = 20_000;
  private static final int FILE_BYTES = 4 << 20;
  private static final long ALL_BYTES = 256L << 20;
  private static final int LINKS = 8;

  private PlainFiles() {}

  /**
   * The objects of a directory, in the order of its files.
   *
   * @param directory from the root; empty for the root
   * @throws ProblemException when a file cannot be read, holds something that is no object, or is a
   *     link out of the repository
   */
  public static List<Manifest> render(Tree tree, String directory) throws IOException {
    List<Tree.Entry> files =
        tree.list(directory, FILES).stream()
            .filter(entry -> entry.kind() == Tree.Kind.SUBMODULE || isManifest(entry.path()))
            .sorted(Comparator.comparing(Tree.Entry::path))
            .toList();
    List<Manifest> manifests = new ArrayList<>();
    long bytes = 0;
    for (Tree.Entry file : files) {
      byte[] content = tree.read(target(tree, file), FILE_BYTES);
      bytes += content.length;
      if (bytes > ALL_BYTES) {
        throw new ProblemException(
            "TooManyFiles",
            "%s holds more than %d MiB of manifests; split it over several GitSyncs"
                .formatted(directory.isEmpty() ? "the repository" : directory, ALL_BYTES >> 20));
      }
      for (JsonNode document : Yaml.read(content, file.path())) {
        add(manifests, document, file.path());
      }
    }
    return manifests;
  }

  /** Adds an object, or each of a list. */
  static void add(List<Manifest> manifests, JsonNode document, String path) {
    if (!(document instanceof ObjectNode object)
        || !object.path("apiVersion").isTextual()
        || !object.path("kind").isTextual()) {
      throw new ProblemException(
          "ManifestInvalid",
          "%s holds something that is no Kubernetes object: it has no apiVersion and kind; move it to a directory that is not synced"
              .formatted(path));
    }
    String kind = object.path("kind").asText();
    if (object.path("items").isArray() && kind.endsWith("List")) {
      object.path("items").forEach(item -> add(manifests, item, path));
      return;
    }
    if (object.path("apiVersion").asText().startsWith("kustomize.config.k8s.io/")) {
      throw new ProblemException(
          "ManifestInvalid",
          "%s is for kustomize and is not applied as it is; sync a directory of plain manifests"
              .formatted(path));
    }
    if (object.path("metadata").path("name").asText("").isEmpty()) {
      throw new ProblemException(
          "ManifestInvalid",
          "%s: a %s has no metadata.name%s"
              .formatted(
                  path,
                  kind,
                  object.path("metadata").has("generateName")
                      ? "; generateName would make another one at every sync: give it a name"
                      : ""));
    }
    manifests.add(new Manifest(object, path));
  }

  /** Follows links, as long as they stay in the repository. */
  private static Tree.Entry target(Tree tree, Tree.Entry file) throws IOException {
    Tree.Entry at = file;
    for (int links = 0; ; links++) {
      switch (at.kind()) {
        case FILE, EXECUTABLE -> {
          return at;
        }
        case SUBMODULE ->
            throw new ProblemException(
                "SubmoduleRefused",
                "%s is a submodule, and those are not followed; sync the other repository by a GitSync of its own"
                    .formatted(at.path()));
        case SYMLINK -> {
          String target = new String(tree.read(at, 4096), StandardCharsets.UTF_8);
          String path = links < LINKS ? resolve(at.path(), target) : "";
          at =
              tree.entry(path)
                  .orElseThrow(
                      () ->
                          new ProblemException(
                              "SymlinkRefused",
                              "%s is a link to \"%s\", which is no file of the repository"
                                  .formatted(file.path(), target)));
        }
      }
    }
  }

  /** From the root of the repository; empty when it leads out of it. */
  private static String resolve(String link, String target) {
    if (target.startsWith("/")) {
      return "";
    }
    List<String> parts = new ArrayList<>(List.of(link.split("/")));
    parts.removeLast();
    for (String part : target.split("/")) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return "";
        }
        parts.removeLast();
      } else if (!part.equals(".") && !part.isEmpty()) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  private static boolean isManifest(String path) {
    return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith(".json");
  }
}
