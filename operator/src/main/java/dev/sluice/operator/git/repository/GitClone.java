package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * A bare clone on disk. A first fetch brings the newest commits only, a later one what is new
 * since; what the clone has already costs one question to the server. One that has become a heap of
 * packs, or is damaged, is thrown away and fetched anew.
 */
public final class GitClone implements AutoCloseable {
  private static final int MANY_PACKS = 50;

  private final Path directory;
  private final Path home;
  private final Limits limits;
  private final InstantSource clock;

  /** One fetch or push at a time; reading goes on meanwhile. */
  private final ReentrantLock network = new ReentrantLock();

  /** Held for writing only while the clone is thrown away. */
  private final ReadWriteLock existence = new ReentrantReadWriteLock();

  private @Nullable Repository repository;

  GitClone(Path directory, Path home, Limits limits, InstantSource clock) {
    this.directory = directory;
    this.home = home;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Brings what the reference stands for now into the clone.
   *
   * @throws ProblemException when it cannot be had: {@code InvalidURL}, {@code InvalidRef}, {@code
   *     RefNotFound}, {@code RepositoryNotFound}, {@code AuthenticationFailed}, {@code
   *     HostKeyUnknown}, {@code HostKeyChanged}, {@code HostKeyRevoked}, {@code
   *     RepositoryTooLarge}, {@code GitTimeout}, {@code RepositoryUnreachable}
   */
  public Revision fetch(Remote remote, GitRef ref) {
    network.lock();
    try (Connection connection = new Connection(remote, limits, clock, home)) {
      throwAwayWhenWorn();
      try {
        return fetch(connection, remote, ref);
      } catch (DamagedException e) {
        discard();
        return fetch(connection, remote, ref);
      }
    } finally {
      network.unlock();
    }
  }

  /**
   * Brings more of the history of a reference, so that it has at least so many commits, or all.
   *
   * @throws ProblemException as {@link #fetch(Remote, GitRef)}
   */
  public void deepen(Remote remote, GitRef ref, int commits) {
    network.lock();
    try (Connection connection = new Connection(remote, limits, clock, home)) {
      Wanted wanted = resolve(connection, remote, ref);
      bring(connection, List.of(wanted.fetch()), commits);
    } finally {
      network.unlock();
    }
  }

  /**
   * Sends a commit of the clone to the server. Never forces: the reference must be at {@code
   * expected} still.
   *
   * @param ref whole, such as {@code refs/heads/main}
   * @param expected where it is now; null when it must not exist
   * @return whether it was done; if not, somebody else has pushed
   * @throws ProblemException when the server refuses it
   */
  public boolean push(Remote remote, String sha, String ref, @Nullable String expected) {
    network.lock();
    try (Connection connection = new Connection(remote, limits, clock, home)) {
      return read(
          local ->
              connection.open(
                  local,
                  "push",
                  transport -> Push.run(transport, local, remote, sha, ref, expected)));
    } finally {
      network.unlock();
    }
  }

  /**
   * The files of a commit.
   *
   * @throws ProblemException {@code RevisionNotFound} when the clone does not have it
   */
  public <T> T tree(String sha, TreeUse<T> use) {
    return read(
        local -> {
          try (Tree tree = Tree.of(local, sha)) {
            return use.of(tree);
          }
        });
  }

  /** What is done with the files of a commit, while they are open. */
  @FunctionalInterface
  public interface TreeUse<T> {
    T of(Tree tree) throws IOException;
  }

  /** What is done with the clone itself: objects may be read and added. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Repository repository) throws IOException;
  }

  /** For what this class does not offer. The clone is not thrown away meanwhile. */
  public <T> T read(Work<T> work) {
    existence.readLock().lock();
    try {
      return work.on(repository());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      existence.readLock().unlock();
    }
  }

  /** Whether a part of the history was not fetched. */
  public boolean isShallow() {
    return read(local -> !local.getObjectDatabase().getShallowCommits().isEmpty());
  }

  /** Whether the clone has this commit. */
  public boolean has(String sha) {
    return read(local -> contains(local, ObjectId.fromString(sha)));
  }

  /**
   * Whether the older commit is in the history of the newer one. False too when that was not
   * fetched as far back.
   */
  public boolean isAncestor(String older, String newer) {
    return read(
        local -> {
          try (RevWalk walk = new RevWalk(local)) {
            return walk.isMergedInto(
                walk.parseCommit(ObjectId.fromString(older)),
                walk.parseCommit(ObjectId.fromString(newer)));
          } catch (MissingObjectException e) {
            return false;
          }
        });
  }

  /**
   * The commits that changed one of the paths, newest first.
   *
   * @param to the newest
   * @param after where to end, itself left out; null for as far back as was fetched
   * @param paths of files or directories; empty for all
   * @param limit at most so many
   */
  public List<CommitInfo> log(
      String to, @Nullable String after, Collection<String> paths, int limit) {
    return read(local -> History.log(local, to, after, paths, limit));
  }

  /** Throws the clone away; a later fetch begins anew. */
  void discard() {
    existence.writeLock().lock();
    try {
      closeRepository();
      FileUtils.delete(
          directory.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.RETRY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      existence.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    existence.writeLock().lock();
    try {
      closeRepository();
    } finally {
      existence.writeLock().unlock();
    }
  }

  /** The clone lacks what it should have. */
  private static final class DamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedException(IOException cause) {
      super(cause);
    }
  }

  private Revision fetch(Connection connection, Remote remote, GitRef ref) {
    Wanted wanted = resolve(connection, remote, ref);
    if (!has(wanted.id().name())) {
      bring(connection, wanted, ref);
    }
    return read(
        local -> {
          try (RevWalk walk = new RevWalk(local)) {
            RevCommit commit = walk.parseCommit(wanted.id());
            walk.parseBody(commit);
            return new Revision(wanted.name(), CommitInfo.of(commit));
          } catch (MissingObjectException | CorruptObjectException e) {
            throw new DamagedException(e);
          }
        });
  }

  private Wanted resolve(Connection connection, Remote remote, GitRef ref) {
    Map<String, Ref> advertised =
        read(
            local ->
                connection.open(
                    local,
                    "fetch",
                    transport -> {
                      try (FetchConnection open = transport.openFetch(Wanted.questions(ref))) {
                        return open.getRefsMap();
                      }
                    }));
    return Wanted.among(advertised, ref, remote);
  }

  private void bring(Connection connection, Wanted wanted, GitRef ref) {
    try {
      bring(connection, List.of(wanted.fetch()), isEmpty() ? limits.depth() : 0);
    } catch (ProblemException e) {
      if (!(ref instanceof GitRef.Commit) || !e.reason().equals("RepositoryUnreachable")) {
        throw e;
      }
      // Not every server gives out a commit by its name alone; then all branches and tags are had.
      bring(
          connection,
          List.of(
              new RefSpec("+refs/heads/*:refs/sluice/heads/*"),
              new RefSpec("+refs/tags/*:refs/sluice/tags/*")),
          Integer.MAX_VALUE);
      if (!has(wanted.id().name())) {
        throw new ProblemException(
            "RefNotFound",
            "no branch or tag of the repository has the commit %s in its history; check spec.ref.commit"
                .formatted(wanted.id().name()),
            e);
      }
    }
  }

  /**
   * @param depth how many commits of each; 0 for what is new since the last fetch
   */
  private void bring(Connection connection, List<RefSpec> specs, int depth) {
    read(
        local ->
            connection.open(
                local,
                "fetch",
                transport -> {
                  if (depth > 0) {
                    transport.setDepth(depth);
                  }
                  return transport.fetch(connection.allowance(), specs);
                }));
  }

  private static boolean contains(Repository local, ObjectId id) throws IOException {
    return local.getObjectDatabase().has(id);
  }

  private boolean isEmpty() {
    return read(local -> local.getRefDatabase().getRefs().isEmpty());
  }

  private void throwAwayWhenWorn() {
    Path packs = directory.resolve("objects/pack");
    if (!Files.isDirectory(packs)) {
      return;
    }
    try (Stream<Path> files = Files.list(packs)) {
      if (files.filter(file -> file.toString().endsWith(".pack")).count() > MANY_PACKS) {
        discard();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized Repository repository() throws IOException {
    Repository open = repository;
    if (open != null && Files.notExists(directory)) {
      closeRepository();
      open = null;
    }
    if (open == null) {
      open = new FileRepositoryBuilder().setBare().setGitDir(directory.toFile()).build();
      if (!RepositoryCache.FileKey.isGitRepository(directory.toFile(), FS.DETECTED)) {
        ((FileRepository) open).create(true);
        // Nothing is tidied up behind our back, in a directory that may be gone by then.
        StoredConfig config = open.getConfig();
        config.setBoolean(
            ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTODETACH, false);
        config.save();
      }
      repository = open;
    }
    return open;
  }

  private synchronized void closeRepository() {
    Optional.ofNullable(repository).ifPresent(Repository::close);
    repository = null;
  }
}
