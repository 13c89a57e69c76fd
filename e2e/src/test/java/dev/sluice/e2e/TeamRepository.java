package dev.sluice.e2e;

import dev.sluice.playground.host.Checkout;
import dev.sluice.playground.host.Checkout.Person;
import dev.sluice.playground.host.GitHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** A repository on a Git host, and a clone of it in which a team works. */
final class TeamRepository implements AutoCloseable {
  private static final Person ADA = Person.named("Ada");

  private final Path served;
  private final GitHost host;
  private final String url;
  private final Checkout checkout;
  private final Git bare;

  /**
   * @param directory in which both are made
   */
  TeamRepository(Path directory) throws IOException {
    Path root = directory.resolve("served");
    served = root.resolve("app.git");
    host = GitHost.start(root);
    url = host.create("app");
    checkout = Checkout.of(url, directory.resolve("work"));
    bare = Git.open(served.toFile());
  }

  String url() {
    return url;
  }

  /** What serves it. */
  GitHost host() {
    return host;
  }

  /** Commits one file and pushes it, with what was committed before; gives the commit. */
  String push(String path, String content, String message) throws IOException {
    String commit = commit(path, content, message);
    pushCommitted();
    return commit;
  }

  /** Pushes what was committed. */
  void pushCommitted() throws IOException {
    checkout.push();
  }

  /** Commits one file on top of what others have pushed, and keeps it; gives the commit. */
  String commit(String path, String content, String message) throws IOException {
    return checkout.commit(ADA, message, Map.of(path, content));
  }

  /** A file as the server has it. */
  String read(String path) throws IOException {
    return checkout.read(path);
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
    bare.close();
    checkout.close();
    host.close();
  }

  /** All references and what they point to, as text. */
  String references() throws IOException {
    return bare.getRepository().getRefDatabase().getRefs().toString();
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
