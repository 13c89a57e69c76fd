package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.git.repository.Tree.Entry;
import dev.sluice.operator.kube.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import okio.ByteString;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.merge.MergeResult;

/**
 * Takes back what changed some objects between a good and a bad commit. Of a file with several
 * manifests only theirs are taken back, of what objects are rendered from every file, and what came
 * later stays: the way from bad to good is merged into what is there now, line by line, as {@code
 * git revert} does. Where later commits have changed the same lines nothing is taken back at all. A
 * submodule is moved back to the commit that it was pinned at.
 */
final class Reversal {
  private static final int LARGEST_FILE = 1 << 20;
  private static final int MOST_FILES = 20_000;

  private final Tree good;
  private final Tree bad;
  private final Tree now;

  Reversal(Tree good, Tree bad, Tree now) {
    this.good = good;
    this.bad = bad;
    this.now = now;
  }

  /**
   * The files to write so that the objects are as they were, without a content those that go; empty
   * if they are.
   *
   * @throws ProblemException when later commits have changed the same lines
   */
  Map<String, Optional<Edit.File>> of(Collection<Manifest> objects) throws IOException {
    Map<String, Optional<Edit.File>> files = new LinkedHashMap<>();
    for (Manifest object : objects) {
      if (isRendered(object)) {
        for (String input : object.inputs()) {
          for (String path : changedIn(input)) {
            takeBack(files, path);
          }
        }
      } else {
        Optional<Entry> submodule = bad.submodule(object.path());
        if (submodule.isPresent()) {
          takeBackSubmodule(files, submodule.get().path());
        } else {
          takeBack(files, object);
        }
      }
    }
    return files;
  }

  private boolean isRendered(Manifest object) throws IOException {
    return object.inputs().size() > 1 || bad.isDirectory(object.path());
  }

  /** A file itself, or what has changed of a directory, what was added and removed included. */
  private List<String> changedIn(String input) throws IOException {
    if (!bad.isDirectory(input)) {
      return List.of(bad.submodule(input).map(Entry::path).orElse(input));
    }
    Map<String, Entry> before = files(good, input);
    Map<String, Entry> after = files(bad, input);
    TreeSet<String> changed = new TreeSet<>(before.keySet());
    changed.addAll(after.keySet());
    changed.removeIf(path -> Objects.equals(before.get(path), after.get(path)));
    return List.copyOf(changed);
  }

  private static Map<String, Entry> files(Tree tree, String directory) throws IOException {
    return tree.isDirectory(directory)
        ? tree.list(directory, MOST_FILES).stream()
            .collect(Collectors.toMap(Entry::path, entry -> entry))
        : Map.of();
  }

  /** Takes back all that became of a file. */
  private void takeBack(Map<String, Optional<Edit.File>> files, String path) throws IOException {
    if (isSubmodule(good, path) || isSubmodule(bad, path)) {
      takeBackSubmodule(files, path);
      return;
    }
    Optional<Edit.File> was = file(good, path);
    Optional<Edit.File> became = file(bad, path);
    Optional<Edit.File> is = now(files, path);
    if (was.equals(became) || was.equals(is)) {
      return;
    }
    if (became.equals(is)) {
      files.put(path, was);
    } else if (isText(was) && isText(became) && isText(is)) {
      ByteString merged =
          merged(path, became.get().content(), is.get().content(), was.get().content());
      Tree.Kind kind = is.get().kind() == became.get().kind() ? was.get().kind() : is.get().kind();
      put(files, path, is.get(), new Edit.File(kind, merged));
    } else {
      throw new ProblemException(
          "RevertConflict",
          "a later commit has added, removed or replaced %s: it is not taken back".formatted(path));
    }
  }

  /** Takes back which commit a submodule is pinned at; its own repository is left alone. */
  private void takeBackSubmodule(Map<String, Optional<Edit.File>> files, String path)
      throws IOException {
    Optional<Entry> was = good.entry(path);
    Optional<Entry> is = now.entry(path);
    if (was.equals(bad.entry(path)) || was.equals(is)) {
      return;
    }
    if (was.isEmpty()
        || !isSubmodule(good, path)
        || !bad.entry(path).equals(is)
        || !file(good, Tree.MODULES).equals(file(bad, Tree.MODULES))
        || !file(good, Tree.MODULES).equals(file(now, Tree.MODULES))) {
      throw new ProblemException(
          "RevertConflict",
          "the submodule %s was added, or has got another url, or a later commit has moved it: somebody has to take the change back by hand"
              .formatted(path));
    }
    files.put(path, file(good, path));
  }

  private static boolean isSubmodule(Tree tree, String path) throws IOException {
    return tree.entry(path).filter(entry -> entry.kind() == Tree.Kind.SUBMODULE).isPresent();
  }

  /** Takes back what became of one object. */
  private void takeBack(Map<String, Optional<Edit.File>> files, Manifest object)
      throws IOException {
    String path = object.path();
    Optional<Edit.File> was = file(good, path);
    Optional<Edit.File> became = file(bad, path);
    Optional<Edit.File> is = now(files, path);
    if (!isText(was) || !isText(became) || !isText(is)) {
      throw new ProblemException(
          "NothingToRevert",
          "%s is not in all of the good, the bad and the newest commit: somebody has to take the change back by hand"
              .formatted(path));
    }
    ByteString wanted = withDocument(became.get().content(), was.get().content(), object);
    if (wanted.equals(became.get().content())) {
      return;
    }
    ByteString merged = merged(path, became.get().content(), is.get().content(), wanted);
    put(files, path, is.get(), new Edit.File(is.get().kind(), merged));
  }

  private static void put(
      Map<String, Optional<Edit.File>> files, String path, Edit.File is, Edit.File merged) {
    if (!merged.equals(is)) {
      files.put(path, Optional.of(merged));
    }
  }

  private Optional<Edit.File> now(Map<String, Optional<Edit.File>> files, String path)
      throws IOException {
    Optional<Edit.File> edited = files.get(path);
    return edited == null ? file(now, path) : edited;
  }

  /** Whether there is a file that has lines. */
  private static boolean isText(Optional<Edit.File> file) {
    return file.isPresent()
        && (file.get().kind() == Tree.Kind.FILE || file.get().kind() == Tree.Kind.EXECUTABLE);
  }

  /** The bad file with the object's manifest from the good one. */
  private static ByteString withDocument(ByteString became, ByteString was, Manifest object) {
    ManifestText bad = new ManifestText(text(became));
    Optional<String> badDocument = bad.document(object);
    Optional<String> goodDocument = new ManifestText(text(was)).document(object);
    if (badDocument.isEmpty() || goodDocument.isEmpty()) {
      // The manifest cannot be told from the others: then all of the file's changes are meant.
      return was;
    }
    return ByteString.encodeString(
        bad.with(badDocument.get(), ended(goodDocument.get(), badDocument.get())),
        StandardCharsets.ISO_8859_1);
  }

  /** The last document of a file may lack the line end that another one needs. */
  private static String ended(String document, String like) {
    return like.endsWith("\n") && !document.endsWith("\n") ? document + "\n" : document;
  }

  /** Byte for byte, whatever the encoding: what is cut apart is put together again. */
  private static String text(ByteString bytes) {
    return bytes.string(StandardCharsets.ISO_8859_1);
  }

  private static ByteString merged(String path, ByteString base, ByteString ours, ByteString theirs)
      throws IOException {
    MergeResult<RawText> result =
        new MergeAlgorithm()
            .merge(
                RawTextComparator.DEFAULT,
                new RawText(base.toByteArray()),
                new RawText(ours.toByteArray()),
                new RawText(theirs.toByteArray()));
    if (result.containsConflicts()) {
      throw new ProblemException(
          "RevertConflict",
          "a later commit has changed the same lines of %s: it is not taken back".formatted(path));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new MergeFormatter().formatMerge(out, result, List.of("", "", ""), StandardCharsets.UTF_8);
    return ByteString.of(out.toByteArray());
  }

  private static Optional<Edit.File> file(Tree tree, String path) throws IOException {
    Optional<Entry> entry = tree.entry(path);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    Tree.Kind kind = entry.get().kind();
    return Optional.of(
        new Edit.File(
            kind,
            kind == Tree.Kind.SUBMODULE
                ? ByteString.encodeUtf8(entry.get().id())
                : ByteString.of(tree.read(entry.get(), LARGEST_FILE))));
  }
}
