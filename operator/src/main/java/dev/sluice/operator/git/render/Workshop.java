package dev.sluice.operator.git.render;

import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Where files of a commit lie for programs that cannot read Git. */
final class Workshop {
  private static final int LONGEST = 2000;
  private static final String PREFIX = "render";

  /** Nothing is rendered for as long. */
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private final Path directory;
  private final InstantSource clock;
  private final AtomicBoolean swept = new AtomicBoolean();

  /**
   * @param directory of our own, made when it is needed
   */
  Workshop(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * A new place, which nobody else may read.
   *
   * @param rendered names in messages what the files are of
   */
  Bench open(Tree tree, String rendered) throws IOException {
    Files.createDirectories(directory);
    if (swept.compareAndSet(false, true)) {
      sweep();
    }
    Path root = Files.createTempDirectory(directory, PREFIX).toRealPath();
    return new Bench(tree, new Sources(rendered), root);
  }

  /** Throws away what a process left behind that was ended in the middle. */
  private void sweep() throws IOException {
    FileTime old = FileTime.from(clock.instant().minus(LEFT_BEHIND));
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path each : left) {
        if (Files.getLastModifiedTime(each).compareTo(old) < 0) {
          delete(each);
        }
      }
    }
  }

  private static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path gone, @Nullable IOException error)
              throws IOException {
            Files.delete(gone);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The files for one program; all of it is gone when it is closed. */
  static final class Bench implements AutoCloseable {
    private final Tree tree;
    private final Path root;
    private final Sources sources;
    private final Set<String> laid = new HashSet<>();

    private Bench(Tree tree, Sources sources, Path root) throws IOException {
      this.tree = tree;
      this.sources = sources;
      this.root = root;
      Files.createDirectory(root.resolve("repository"));
      Files.createDirectory(home());
    }

    /** An empty directory for what a program writes beside its output. */
    Path home() {
      return root.resolve("home");
    }

    /** Where a path of the repository lies, or would lie. */
    Path place(String path) {
      Path place = root.resolve("repository").resolve(path).normalize();
      if (!place.startsWith(root.resolve("repository"))) {
        throw new ProblemException(
            "PathNotFound", "%s leads out of the repository".formatted(path));
      }
      return place;
    }

    /**
     * Lays out all that is in a directory. What links lead to lies in their place, so that nothing
     * leads out of here.
     *
     * @throws ProblemException when it is no directory, holds too much, or a link leads out of the
     *     repository
     */
    void lay(String directory) throws IOException {
      for (Tree.Entry entry : tree.list(directory, Sources.FILES)) {
        if (laid.add(entry.path())) {
          byte[] content = sources.read(tree, entry);
          Path place = place(entry.path());
          Files.createDirectories(place.getParent());
          Files.write(place, content);
        }
      }
    }

    /** A file of ours beside them. */
    Path write(Tree.Entry entry, String name) throws IOException {
      return Files.write(home().resolve(name), sources.read(tree, entry));
    }

    /**
     * What a program says, with the paths of the repository in place of those of this machine; cut
     * when it is long.
     */
    String words(String said) {
      String words =
          said.replace(place("") + "/", "").replace(place("").toString(), "the repository").strip();
      return words.length() > LONGEST ? words.substring(0, LONGEST) + " …" : words;
    }

    @Override
    public void close() {
      try {
        delete(root);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
