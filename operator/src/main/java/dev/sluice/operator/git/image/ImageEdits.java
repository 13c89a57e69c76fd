package dev.sluice.operator.git.image;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.operator.git.image.MarkedFile.Change;
import dev.sluice.operator.git.image.MarkedFile.Edited;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.git.repository.Tree.Entry;
import dev.sluice.operator.git.writeback.BranchWriter;
import dev.sluice.operator.git.writeback.Edit;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets the newest images beside their markers, but for what was rolled back and taken back. */
final class ImageEdits implements BranchWriter.Change {
  private static final int MOST_FILES = 20_000;
  private static final int LARGEST_FILE = 1 << 20;
  private static final String DEFAULT_MESSAGE = "Update images";

  private final GitClone clone;
  private final List<String> paths;
  private final String namespace;
  private final Map<String, Found> images;
  private final @Nullable String message;
  private final Map<String, String> refusals = new HashMap<>();
  private boolean deepened;
  private boolean cutOff;

  /**
   * @param namespace of the policies
   * @param images the newest one of each policy
   * @param message first line of the commit's; null for the default
   */
  ImageEdits(
      GitClone clone,
      List<String> paths,
      String namespace,
      Map<String, Found> images,
      @Nullable String message) {
    this.clone = clone;
    this.paths = paths;
    this.namespace = namespace;
    this.images = Map.copyOf(images);
    this.message = message;
  }

  @Override
  public Optional<Edit> of(Tree tip) throws IOException {
    refusals.clear();
    TakenBack takenBack = new TakenBack(clone, tip.sha(), LARGEST_FILE);
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<Change> changes = new ArrayList<>();
    for (String path : paths.isEmpty() ? List.of("") : paths) {
      String directory = Tree.normal(path);
      requireOwn(tip, directory);
      for (Entry entry : tip.list(directory, MOST_FILES)) {
        if (!files.containsKey(entry.path()) && isYaml(entry)) {
          Optional<String> text = marked(tip.read(entry, LARGEST_FILE));
          if (text.isPresent()) {
            Edited edited = edit(new MarkedFile(entry.path(), text.get()), entry.path(), takenBack);
            if (!edited.changes().isEmpty()) {
              files.put(entry.path(), edited.text().getBytes(StandardCharsets.UTF_8));
              changes.addAll(edited.changes());
            }
          }
        }
      }
    }
    cutOff = !deepened && takenBack.isCutOff();
    return files.isEmpty() || cutOff
        ? Optional.empty()
        : Optional.of(Edit.writing(files, text(changes)));
  }

  /** By the names of policies: what was not written the last time, and why. */
  Map<String, String> refusals() {
    return Map.copyOf(refusals);
  }

  /** Whether nothing was written because more of the history is needed; see {@link #deepened}. */
  boolean isCutOff() {
    return cutOff;
  }

  /** The history that there is now has to do. */
  void deepened() {
    deepened = true;
  }

  private Edited edit(MarkedFile file, String path, TakenBack takenBack) throws IOException {
    Map<String, Found> wanted = new HashMap<>(images);
    Map<String, List<Change>> byPolicy =
        edit(file, wanted).changes().stream().collect(groupingBy(change -> change.marker().name()));
    for (Map.Entry<String, List<Change>> changes : byPolicy.entrySet()) {
      Optional<CommitInfo> revert = takenBack.revert(path, changes.getValue());
      Found found = wanted.get(changes.getKey());
      if (revert.isPresent() && found != null) {
        wanted.remove(changes.getKey());
        refusals.put(
            changes.getKey(),
            "%s was rolled back, and %s took it back in %s; the next image is committed, or commit this one by hand"
                .formatted(found.tag(), revert.get().sha().substring(0, 7), path));
      }
    }
    return edit(file, wanted);
  }

  private Edited edit(MarkedFile file, Map<String, Found> wanted) {
    return file.edit(
        marker ->
            marker.namespace().equals(namespace)
                ? Optional.ofNullable(wanted.get(marker.name()))
                : Optional.empty());
  }

  private static void requireOwn(Tree tip, String directory) throws IOException {
    Optional<Entry> submodule = tip.submodule(directory);
    if (submodule.isPresent()) {
      throw new ProblemException(
          "SubmoduleRefused",
          "%s is in the submodule %s, and images are updated in the repository itself only: name other paths in spec.update.paths, or a GitSync of the submodule's repository"
              .formatted(directory, submodule.get().path()));
    }
  }

  private String text(List<Change> changes) {
    StringBuilder text = new StringBuilder();
    text.append(message == null ? DEFAULT_MESSAGE : message).append("\n\n");
    changes.stream()
        .map(
            change ->
                "- %s -> %s (%s:%s)\n"
                    .formatted(
                        change.before(),
                        change.now(),
                        change.marker().namespace(),
                        change.marker().name()))
        .distinct()
        .forEach(text::append);
    return text.toString();
  }

  private static boolean isYaml(Entry entry) {
    return entry.kind() == Tree.Kind.FILE
        && (entry.path().endsWith(".yaml") || entry.path().endsWith(".yml"));
  }

  /** The text of a file with markers; what is not UTF-8 has none. */
  static Optional<String> marked(byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.contains(Marker.TOKEN) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
