package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitCredentials;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.HttpGitServer;
import dev.sluice.operator.git.repository.Limits;
import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Repositories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A repository on Git's own server, and our clone of it. */
public final class ServedRepository implements AutoCloseable {
  public static final InstantSource CLOCK = () -> Instant.parse("2026-11-27T12:00:00Z");
  public static final GitRef MAIN = new GitRef.Branch("main");

  public final Origin origin;
  private final HttpGitServer server;
  private final Repositories repositories;

  public ServedRepository(Path directory) throws IOException {
    origin = new Origin(directory.resolve("served/acme/app.git"));
    server = new HttpGitServer(directory.resolve("served"), null);
    repositories =
        new Repositories(
            directory.resolve("cache"), Limits.DEFAULT, List.of(), InstantSource.system());
  }

  public Remote remote() {
    return new Remote(server.url("acme/app.git"), GitCredentials.NONE);
  }

  /** What serves it. */
  HttpGitServer server() {
    return server;
  }

  public Repositories repositories() {
    return repositories;
  }

  /** What Git itself prints of the notes: a line for each commit and for each line of its note. */
  String notes() throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder(
                "git",
                "--git-dir=" + origin.directory(),
                "log",
                "--notes=sluice",
                "--format=%s: %N%-",
                "main")
            .redirectErrorStream(true)
            .start();
    String printed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (git.waitFor() != 0) {
      throw new IOException(printed);
    }
    return printed.replaceAll("\n+", "\n");
  }

  public GitClone cloned() {
    return repositories.of(remote());
  }

  /** A file as the server has it on a branch. */
  public String read(String branch, String path) {
    String tip = cloned().fetch(remote(), new GitRef.Branch(branch)).sha();
    return cloned()
        .tree(
            tip,
            tree ->
                new String(
                    tree.read(tree.entry(path).orElseThrow(), 1 << 20),
                    StandardCharsets.ISO_8859_1));
  }

  /** The commits of a branch on the server, newest first. */
  public List<CommitInfo> log(String branch) {
    String tip = cloned().fetch(remote(), new GitRef.Branch(branch)).sha();
    return cloned().log(tip, null, List.of(), 100);
  }

  @Override
  public void close() {
    repositories.close();
    server.close();
    origin.close();
  }
}
