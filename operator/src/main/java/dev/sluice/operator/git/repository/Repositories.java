package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clones of this process. All who use the same URL share one clone; each still asks the server
 * with credentials of its own, so that nobody reads what the server would not show to them. A clone
 * that nobody has used for a week is thrown away, also one that an earlier process has left.
 */
public final class Repositories implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Repositories.class);
  private static final Duration UNUSED = Duration.ofDays(7);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(6);

  private final Path cache;
  private final Limits limits;
  private final List<Path> localRoots;
  private final InstantSource clock;
  private final AtomicReference<Instant> swept = new AtomicReference<>(Instant.EPOCH);

  /** By their directories, whose times say when they were used last. */
  private final Map<Path, GitClone> clones = new ConcurrentHashMap<>();

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
    Path home = home();
    sweep();
    return Objects.requireNonNull(
        clones.compute(
            cache.resolve(directory(remote.url())),
            (path, known) -> {
              touch(path);
              return known == null ? new GitClone(path, home, limits, clock) : known;
            }));
  }

  /** Lets go of the files; the clones stay on disk for the next process. */
  @Override
  public void close() {
    clones.values().forEach(GitClone::close);
  }

  private void touch(Path clone) {
    try {
      if (Files.exists(clone)) {
        Files.setLastModifiedTime(clone, FileTime.from(clock.instant()));
      }
    } catch (NoSuchFileException e) {
      log.debug("Somebody has thrown away {}", clone, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sweep() {
    Instant now = clock.instant();
    Instant last = Objects.requireNonNull(swept.get());
    if (now.isBefore(last.plus(BETWEEN_SWEEPS)) || !swept.compareAndSet(last, now)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(cache, "*.git")) {
      for (Path each : all) {
        clones.compute(each, (path, known) -> unlessUnused(path, known, now));
      }
    } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
      log.warn("Clones that nobody uses cannot be thrown away: {}", e.toString());
    }
  }

  private @Nullable GitClone unlessUnused(Path path, @Nullable GitClone known, Instant now) {
    try {
      if (Files.getLastModifiedTime(path).toInstant().isAfter(now.minus(UNUSED))) {
        return known;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    (known == null ? new GitClone(path, home(), limits, clock) : known).discard();
    return null;
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
