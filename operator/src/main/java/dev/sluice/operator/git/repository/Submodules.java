package dev.sluice.operator.git.repository;

import dev.sluice.operator.git.repository.GitClone.TreeUse;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * Shows the files of submodules, and of theirs, in their places. Each is a clone like any other;
 * its server is asked with the credentials of the repository that names it, if it is the same
 * server, and with none otherwise.
 */
public final class Submodules {
  private static final String SECTION = "submodule";
  private static final int MOST = 50;
  private static final int DEEPEST = 5;
  private static final int LARGEST_FILE = 1 << 20;
  private static final int MOST_KNOWN = 10_000;
  private static final int SHORT = 12;

  private final Repositories repositories;
  private final Set<Known> known = ConcurrentHashMap.newKeySet();

  /**
   * A commit that somebody has got from the server before, and so may read again.
   *
   * @param who fingerprint of the credentials
   */
  private record Known(String who, String url, String sha) {}

  /** A commit of a repository that its clone has. */
  private record Pinned(Remote remote, GitClone cloned, String sha) {}

  /** A submodule as a commit names it. */
  private record Link(String path, @Nullable String url, String sha) {}

  public Submodules(Repositories repositories) {
    this.repositories = repositories;
  }

  /**
   * The files of a commit and of all its submodules. A server is asked for a commit that nobody
   * with these credentials has got from it before, and for nothing else.
   *
   * @throws ProblemException {@code SubmoduleUnavailable} when one cannot be had; otherwise as
   *     {@link GitClone#tree}
   */
  public <T> T tree(Remote remote, GitClone clone, String sha, TreeUse<T> use) {
    Map<String, Pinned> found = new LinkedHashMap<>();
    find(new Pinned(remote, clone, sha), "", 0, found);
    // Always in the same order, so that two who open the same clones never wait for each other.
    List<Map.Entry<String, Pinned>> all =
        found.entrySet().stream()
            .sorted(Comparator.comparing(entry -> entry.getValue().remote().url()))
            .toList();
    return open(all, new HashMap<>(), use);
  }

  private static <T> T open(
      List<Map.Entry<String, Pinned>> all, Map<String, Tree> opened, TreeUse<T> use) {
    Pinned next = all.getFirst().getValue();
    return next.cloned()
        .tree(
            next.sha(),
            tree -> {
              opened.put(all.getFirst().getKey(), tree);
              if (all.size() > 1) {
                return open(all.subList(1, all.size()), opened, use);
              }
              Tree own = Objects.requireNonNull(opened.remove(""));
              return use.of(own.with(opened));
            });
  }

  private void find(Pinned pinned, String at, int depth, Map<String, Pinned> found) {
    found.put(at, pinned);
    for (Link link : pinned.cloned().tree(pinned.sha(), Submodules::links)) {
      String path = Tree.join(at, link.path());
      if (depth >= DEEPEST || found.size() > MOST) {
        throw unavailable(
            path,
            "there are more than %d submodules, or they are in each other more than %d deep"
                .formatted(MOST, DEEPEST));
      }
      find(bring(pinned.remote(), link, path), path, depth + 1, found);
    }
  }

  private Pinned bring(Remote parent, Link link, String path) {
    String url =
        SubmoduleUrl.resolve(parent.url(), Objects.requireNonNullElse(link.url(), ""))
            .orElseThrow(
                () ->
                    unavailable(
                        path,
                        "its url \"%s\" in .gitmodules leads nowhere"
                            .formatted(Objects.requireNonNullElse(link.url(), ""))));
    boolean same = false;
    try {
      Remote anonymous = new Remote(url, GitCredentials.NONE);
      if (anonymous.isLocal() && !parent.isLocal()) {
        throw new ProblemException(
            "InvalidURL", "only a repository on the operator's own disk may name one there");
      }
      same = isSameServer(parent.uri(), anonymous.uri());
      Remote remote = same ? new Remote(url, parent.credentials()) : anonymous;
      GitClone clone = repositories.of(remote);
      Known got = new Known(remote.credentials().fingerprint(), url, link.sha());
      if (!known.contains(got) || !clone.has(link.sha())) {
        clone.fetch(remote, new GitRef.Commit(link.sha()));
        if (known.size() >= MOST_KNOWN) {
          known.clear();
        }
        known.add(got);
      }
      return new Pinned(remote, clone, link.sha());
    } catch (ProblemException e) {
      throw unavailable(path, url, link.sha(), same ? "" : parent.server(), e);
    }
  }

  private static ProblemException unavailable(
      String path, String url, String sha, String server, ProblemException cause) {
    String why =
        switch (cause.reason()) {
          case "RefNotFound" ->
              "no branch or tag of that repository has the commit in its history: push it there, or pin one that is there";
          case "AuthenticationFailed" ->
              server.isEmpty()
                  ? cause.explanation()
                  : "it asks for credentials, and those of spec.secretRef are only for %s: sync that repository by a GitSync of its own"
                      .formatted(server);
          default -> cause.explanation().replace("spec.url", "its url in .gitmodules");
        };
    String message =
        "submodule %s (%s at %s) cannot be had: %s"
            .formatted(path, url, sha.substring(0, SHORT), why);
    return cause.isRetriable()
        ? ProblemException.retriable("SubmoduleUnavailable", message, cause)
        : new ProblemException("SubmoduleUnavailable", message, cause);
  }

  private static ProblemException unavailable(String path, String why) {
    return new ProblemException(
        "SubmoduleUnavailable", "submodule %s cannot be had: %s".formatted(path, why));
  }

  private static boolean isSameServer(URIish one, URIish other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && one.getPort() == other.getPort()
        && String.valueOf(one.getHost()).equalsIgnoreCase(String.valueOf(other.getHost()));
  }

  /** Those that both .gitmodules and the commit have. */
  private static List<Link> links(Tree tree) throws IOException {
    Optional<Tree.Entry> modules =
        tree.entry(Tree.MODULES).filter(entry -> entry.kind() == Tree.Kind.FILE);
    if (modules.isEmpty()) {
      return List.of();
    }
    Config config = new Config();
    try {
      config.fromText(new String(tree.read(modules.get(), LARGEST_FILE), StandardCharsets.UTF_8));
    } catch (ConfigInvalidException e) {
      throw new ProblemException(
          "SubmoduleUnavailable", ".gitmodules cannot be read: " + e.getMessage(), e);
    }
    List<Link> links = new ArrayList<>();
    for (String name : config.getSubsections(SECTION)) {
      String path = config.getString(SECTION, name, "path");
      if (path != null && !path.isBlank() && !path.startsWith("/")) {
        tree.entry(path)
            .filter(entry -> entry.kind() == Tree.Kind.SUBMODULE)
            .ifPresent(
                entry ->
                    links.add(new Link(path, config.getString(SECTION, name, "url"), entry.id())));
      }
    }
    return links;
  }
}
