package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okio.ByteString;

/**
 * The clones of this process. All who use the same URL share one clone; each still asks the server
 * with credentials of its own, so that nobody reads what the server would not show to them.
 */
public final class Repositories implements AutoCloseable {
  private final Path cache;
  private final Limits limits;
  private final List<Path> localRoots;
  private final InstantSource clock;
  private final Map<String, GitClone> clones = new ConcurrentHashMap<>();

  /**
   * @param cache a directory of our own; what is in it may be thrown away at any time
   * @param localRoots directories under which {@code file://} repositories may lie; without any,
   *     that scheme is refused, because whoever may write a GitSync could read the operator's disk
   */
  public Repositories(Path cache, Limits limits, List<Path> localRoots, InstantSource clock) {
    this.cache = cache;
    this.limits = limits;
    this.localRoots = List.copyOf(localRoots);
    this.clock = clock;
  }

  /**
   * The clone of a repository. Asks no server yet.
   *
   * @throws ProblemException when it is a local one that may not be read
   */
  public GitClone of(Remote remote) {
    if (remote.isLocal()) {
      requireAllowed(remote);
    }
    return clones.computeIfAbsent(
        remote.url(), url -> new GitClone(cache.resolve(directory(url)), home(), limits, clock));
  }

  /** Throws away the clones of all other URLs. */
  public void keepOnly(Collection<String> urls) {
    Set<String> others = new HashSet<>(clones.keySet());
    others.removeAll(Set.copyOf(urls));
    for (String url : others) {
      GitClone gone = clones.remove(url);
      if (gone != null) {
        gone.discard();
      }
    }
  }

  /** Lets go of the files; the clones stay on disk for the next process. */
  @Override
  public void close() {
    clones.values().forEach(GitClone::close);
  }

  private static String directory(String url) {
    return ByteString.encodeString(url, StandardCharsets.UTF_8).sha256().hex().substring(0, 24)
        + ".git";
  }

  private Path home() {
    try {
      return Files.createDirectories(cache.resolve("home"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireAllowed(Remote remote) {
    try {
      Path path = Path.of(remote.uri().getPath()).toRealPath();
      for (Path root : localRoots) {
        if (path.startsWith(root.toRealPath())) {
          return;
        }
      }
    } catch (IOException e) {
      throw new ProblemException(
          "RepositoryNotFound", "%s is not there; check spec.url".formatted(remote.url()), e);
    }
    throw new ProblemException(
        "InvalidURL",
        "spec.url: %s is on the operator's own disk, in none of the directories that --git-local-roots allows"
            .formatted(remote.url()));
  }
}
