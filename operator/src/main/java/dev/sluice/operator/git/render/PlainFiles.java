package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.git.repository.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Manifests as they are: every YAML and JSON file of a directory and of those below it, in their
 * order. Links are followed as long as they stay in the repository.
 */
final class PlainFiles implements Renderer {
  @Override
  public Rendered render(Tree tree, SyncPath path, Facts facts) throws IOException {
    List<Tree.Entry> files =
        tree.list(path.path(), Sources.FILES).stream()
            .filter(entry -> entry.kind() == Tree.Kind.SUBMODULE || isManifest(entry.path()))
            .sorted(Comparator.comparing(Tree.Entry::path))
            .toList();
    List<Manifest> manifests = new ArrayList<>();
    Sources sources = new Sources(path.path());
    for (Tree.Entry file : files) {
      byte[] content = sources.read(tree, file);
      Documents documents = new Documents(file.path(), List.of(file.path()));
      for (JsonNode document : Yaml.read(content, file.path())) {
        documents.add(document);
      }
      manifests.addAll(documents.manifests());
    }
    return new Rendered(manifests, List.of());
  }

  private static boolean isManifest(String path) {
    return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith(".json");
  }
}
