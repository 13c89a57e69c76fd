package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.git.repository.Tree;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Manifests as they are: every YAML and JSON file of a directory and of those below it, in their
 * order. Links are followed as long as they stay in the repository. What a file with this content
 * holds is remembered as long as there is memory for it, so that only what has changed is read.
 */
final class PlainFiles implements Renderer {
  /** Of all repositories together; what was not asked for lately goes with the rest. */
  private static final int MOST_FILES = 2 * Sources.FILES;

  private SoftReference<Map<Tree.Entry, Parsed>> known = new SoftReference<>(null);

  /**
   * What a file holds.
   *
   * @param bytes of the file
   */
  private record Parsed(int bytes, List<Manifest> manifests) {}

  @Override
  public Rendered render(Tree tree, SyncPath path, Facts facts) throws IOException {
    List<Tree.Entry> files =
        tree.list(path.path(), Sources.FILES).stream()
            .filter(entry -> entry.kind() == Tree.Kind.SUBMODULE || isManifest(entry.path()))
            .sorted(Comparator.comparing(Tree.Entry::path))
            .toList();
    List<Manifest> manifests = new ArrayList<>();
    Sources sources = new Sources(path.path());
    Map<Tree.Entry, Parsed> before = known();
    for (Tree.Entry file : files) {
      Parsed parsed = before.get(file);
      if (parsed == null) {
        byte[] content = sources.read(tree, file);
        parsed = new Parsed(content.length, manifests(content, file.path()));
        if (file.kind() != Tree.Kind.SYMLINK) {
          before.put(file, parsed);
        }
      } else {
        sources.count(parsed.bytes());
      }
      manifests.addAll(parsed.manifests());
    }
    return new Rendered(manifests, List.of());
  }

  private synchronized Map<Tree.Entry, Parsed> known() {
    Map<Tree.Entry, Parsed> now = known.get();
    if (now == null || now.size() > MOST_FILES) {
      now = new ConcurrentHashMap<>();
      known = new SoftReference<>(now);
    }
    return now;
  }

  private static List<Manifest> manifests(byte[] content, String path) {
    Documents documents = new Documents(path, List.of(path));
    for (JsonNode document : Yaml.read(content, path)) {
      documents.add(document);
    }
    return List.copyOf(documents.manifests());
  }

  private static boolean isManifest(String path) {
    return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith(".json");
  }
}
