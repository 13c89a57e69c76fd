package dev.sluice.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** A bare repository on disk, and a clone of it in which a team works. */
final class TeamRepository implements AutoCloseable {
  private static final PersonIdent ADA = new PersonIdent("Ada", "ada@example.com");

  private final Path served;
  private final Path work;
  private final Git bare;
  private final Git clone;

  /**
   * @param directory in which both are made
   */
  TeamRepository(Path directory) throws GitAPIException, IOException {
    served = directory.resolve("app.git");
    work = directory.resolve("work");
    bare = Git.init().setBare(true).setInitialBranch("main").setDirectory(served.toFile()).call();
    clone =
        Git.cloneRepository()
            .setURI(url())
            .setDirectory(Files.createDirectories(work).toFile())
            .call();
  }

  String url() {
    return "file://" + served;
  }

  /** Commits one file and pushes it, with what was committed before; gives the commit. */
  String push(String path, String content, String message) throws GitAPIException, IOException {
    String commit = commit(path, content, message);
    clone.push().add("HEAD:refs/heads/main").call();
    return commit;
  }

  /** Commits one file on top of what others have pushed, and keeps it; gives the commit. */
  String commit(String path, String content, String message) throws GitAPIException, IOException {
    if (bare.getRepository().exactRef("refs/heads/main") != null) {
      clone.pull().setRemoteBranchName("main").setRebase(true).call();
    }
    Path file = work.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, content);
    clone.add().addFilepattern(path).call();
    RevCommit commit =
        clone.commit().setMessage(message).setAuthor(ADA).setCommitter(ADA).setSign(false).call();
    return commit.name();
  }

  /** A file as the server has it. */
  String read(String path) throws IOException {
    try (RevWalk walk = new RevWalk(bare.getRepository())) {
      RevCommit head = walk.parseCommit(main().getObjectId());
      try (TreeWalk found = TreeWalk.forPath(bare.getRepository(), path, head.getTree())) {
        return new String(
            bare.getRepository().open(found.getObjectId(0)).getBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  String head() throws IOException {
    return main().getObjectId().name();
  }

  List<String> parents() throws IOException {
    return Arrays.stream(commit().getParents()).map(RevCommit::name).toList();
  }

  String message() throws IOException {
    return commit().getFullMessage();
  }

  /** What Git itself prints of the notes. */
  String notes() throws IOException {
    Process git =
        new ProcessBuilder(
                "git",
                "-c",
                "safe.directory=*",
                "--git-dir=" + served,
                "log",
                "--notes=sluice",
                "--format=%s: %N",
                "main")
            .redirectErrorStream(true)
            .start();
    return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    clone.close();
    bare.close();
  }

  private RevCommit commit() throws IOException {
    try (RevWalk walk = new RevWalk(bare.getRepository())) {
      RevCommit commit = walk.parseCommit(main().getObjectId());
      walk.parseBody(commit);
      return commit;
    }
  }

  private Ref main() throws IOException {
    return Objects.requireNonNull(bare.getRepository().exactRef(Constants.R_HEADS + "main"));
  }
}
