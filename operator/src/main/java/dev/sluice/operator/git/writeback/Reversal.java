package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.git.repository.Tree.Entry;
import dev.sluice.operator.kube.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.merge.MergeResult;

/**
 * Takes back what changed some objects between a good and a bad commit. Of a file with several
 * manifests only theirs are taken back, and what came later stays: the way from bad to good is
 * merged into what is there now, line by line, as {@code git revert} does. Where later commits have
 * changed the same lines nothing is taken back at all.
 */
final class Reversal {
  private static final int LARGEST_FILE = 1 << 20;
  private static final int MOST_FILES = 1000;

  private final Tree good;
  private final Tree bad;
  private final Tree now;

  Reversal(Tree good, Tree bad, Tree now) {
    this.good = good;
    this.bad = bad;
    this.now = now;
  }

  /**
   * The files to write so that the objects are as they were; empty if they are.
   *
   * @throws ProblemException when later commits have changed the same lines
   */
  Map<String, byte[]> of(Collection<Manifest> objects) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Manifest object : objects) {
      if (bad.isDirectory(object.path())) {
        for (String path : changedIn(object.path())) {
          takeBack(files, path, Optional.empty());
        }
      } else {
        takeBack(files, object.path(), Optional.of(object));
      }
    }
    return files;
  }

  private List<String> changedIn(String directory) throws IOException {
    TreeSet<String> changed = new TreeSet<>();
    for (Entry entry : bad.list(directory, MOST_FILES)) {
      Optional<Entry> before = good.entry(entry.path());
      if (entry.kind() == Tree.Kind.FILE && before.isPresent() && !before.get().equals(entry)) {
        changed.add(entry.path());
      }
    }
    return List.copyOf(changed);
  }

  private void takeBack(Map<String, byte[]> files, String path, Optional<Manifest> object)
      throws IOException {
    Optional<byte[]> was = content(good, path);
    Optional<byte[]> became = content(bad, path);
    Optional<byte[]> is =
        files.containsKey(path) ? Optional.of(files.get(path)) : content(now, path);
    if (was.isEmpty() || became.isEmpty() || is.isEmpty()) {
      throw new ProblemException(
          "NothingToRevert",
          "%s is not in all of the good, the bad and the newest commit: somebody has to take the change back by hand"
              .formatted(path));
    }
    byte[] wanted = object.map(one -> withDocument(became.get(), was.get(), one)).orElse(was.get());
    if (Arrays.equals(wanted, became.get())) {
      return;
    }
    byte[] merged = merged(path, became.get(), is.get(), wanted);
    if (!Arrays.equals(merged, is.get())) {
      files.put(path, merged);
    }
  }

  /** The bad file with the object's manifest from the good one. */
  private static byte[] withDocument(byte[] became, byte[] was, Manifest object) {
    ManifestText bad = new ManifestText(text(became));
    Optional<String> badDocument = bad.document(object);
    Optional<String> goodDocument = new ManifestText(text(was)).document(object);
    if (badDocument.isEmpty() || goodDocument.isEmpty()) {
      // The manifest cannot be told from the others: then all of the file's changes are meant.
      return was;
    }
    return bad.with(badDocument.get(), ended(goodDocument.get(), badDocument.get()))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The last document of a file may lack the line end that another one needs. */
  private static String ended(String document, String like) {
    return like.endsWith("\n") && !document.endsWith("\n") ? document + "\n" : document;
  }

  /** Byte for byte, whatever the encoding: what is cut apart is put together again. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] merged(String path, byte[] base, byte[] ours, byte[] theirs)
      throws IOException {
    MergeResult<RawText> result =
        new MergeAlgorithm()
            .merge(
                RawTextComparator.DEFAULT,
                new RawText(base),
                new RawText(ours),
                new RawText(theirs));
    if (result.containsConflicts()) {
      throw new ProblemException(
          "RevertConflict",
          "a later commit has changed the same lines of %s: it is not taken back".formatted(path));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new MergeFormatter().formatMerge(out, result, List.of("", "", ""), StandardCharsets.UTF_8);
    return out.toByteArray();
  }

  private static Optional<byte[]> content(Tree tree, String path) throws IOException {
    Optional<Entry> entry = tree.entry(path);
    return entry.isEmpty() || entry.get().kind() == Tree.Kind.SYMLINK
        ? Optional.empty()
        : Optional.of(tree.read(entry.get(), LARGEST_FILE));
  }
}
