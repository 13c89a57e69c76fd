package dev.sluice.operator.git.render;

import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where files of a commit lie for programs that cannot read Git. */
final class Workshop {
  private static final Logger log = LoggerFactory.getLogger(Workshop.class);
  private static final int LONGEST = 2000;
  private static final String PREFIX = "render";
  private static final String LOCK = ".lock";

  private final Path directory;

  /** Null before the first place; guarded by this. */
  private @Nullable Claim claim;

  /**
   * Tells the next process that this one lives.
   *
   * @param token what the names of our places begin with, and that of a file
   * @param file locked for as long as this process lives, and so never closed
   */
  private record Claim(String token, FileChannel file) {}

  /**
   * @param directory of our own, made when it is needed
   */
  Workshop(Path directory) {
    this.directory = directory;
  }

  /**
   * A new place, which nobody else may read.
   *
   * @param rendered names in messages what the files are of
   */
  Bench open(Tree tree, String rendered) throws IOException {
    Path root = Files.createTempDirectory(directory, claim().token() + "-").toRealPath();
    return new Bench(tree, new Sources(rendered), root);
  }

  /** Ours; a new one if somebody has emptied the directory. */
  private synchronized Claim claim() throws IOException {
    Claim ours = claim;
    if (ours == null || Files.notExists(directory.resolve(ours.token() + LOCK))) {
      Files.createDirectories(directory);
      sweep();
      // Locked before it has the name that others look for, so that none takes it for a dead one's.
      Path made = Files.createTempFile(directory, "new-", LOCK);
      FileChannel locked = FileChannel.open(made, StandardOpenOption.WRITE);
      locked.lock();
      String token = PREFIX + made.getFileName().toString().replaceAll("[^0-9]", "");
      Files.move(made, directory.resolve(token + LOCK), StandardCopyOption.ATOMIC_MOVE);
      ours = new Claim(token, locked);
      claim = ours;
    }
    return ours;
  }

  /** Throws away what processes left behind that were ended in the middle. */
  private void sweep() throws IOException {
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(
            directory, each -> each.getFileName().toString().startsWith(PREFIX))) {
      for (Path each : left) {
        String name = each.getFileName().toString();
        boolean lock = name.endsWith(LOCK);
        String owner = lock ? name : name.replaceFirst("-.*", "") + LOCK;
        if (isGone(directory.resolve(owner))) {
          delete(each);
        }
      }
    } catch (NoSuchFileException e) {
      log.debug("Another process sweeps too", e);
    }
  }

  /** Whether the process is gone that has locked the file. */
  private static boolean isGone(Path lock) throws IOException {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock taken = channel.tryLock()) {
      return taken != null;
    } catch (NoSuchFileException e) {
      return true;
    } catch (OverlappingFileLockException e) {
      return false;
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
