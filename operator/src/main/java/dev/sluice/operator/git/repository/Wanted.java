package dev.sluice.operator.git.repository;

import dev.sluice.operator.git.version.VersionRange;
import dev.sluice.operator.kube.ProblemException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.semver4j.Semver;

/**
 * What a {@link GitRef} stands for on a server.
 *
 * @param name the branch or tag, or the commit
 * @param ref the reference on the server, or the commit
 * @param id what it points to: a commit, or a tag that points to one
 */
record Wanted(String name, String ref, ObjectId id) {
  private static final String LOCAL = "refs/sluice/";

  /** The references that a server is asked for; empty for one that need not be looked up. */
  static List<RefSpec> questions(GitRef ref) {
    return switch (ref) {
      case GitRef.DefaultBranch _ -> List.of(new RefSpec(Constants.HEAD));
      case GitRef.Branch(String name) -> List.of(new RefSpec(Constants.R_HEADS + name));
      case GitRef.Tag(String name) -> List.of(new RefSpec(Constants.R_TAGS + name));
      case GitRef.Name(String name) -> List.of(new RefSpec(name));
      case GitRef.SemverRange _ -> List.of(new RefSpec("refs/tags/*:refs/tags/*"));
      // So that the server is asked at all, and refuses those who may not read it.
      case GitRef.Commit _ -> List.of(new RefSpec(Constants.HEAD));
    };
  }

  /**
   * @param advertised the server's references by name
   * @throws ProblemException when there is none such
   */
  static Wanted among(Map<String, Ref> advertised, GitRef ref, Remote remote) {
    return switch (ref) {
      case GitRef.DefaultBranch _ -> defaultBranch(advertised, remote);
      case GitRef.Branch(String name) ->
          of(name, find(advertised, Constants.R_HEADS + name, "branch", name, remote));
      case GitRef.Tag(String name) ->
          of(name, find(advertised, Constants.R_TAGS + name, "tag", name, remote));
      case GitRef.Name(String name) -> of(name, find(advertised, name, "reference", name, remote));
      case GitRef.SemverRange(String range) -> highest(advertised.values(), range, remote);
      case GitRef.Commit(String sha) -> new Wanted(sha, sha, commit(sha));
    };
  }

  /** Fetches it under a name of ours, which keeps its commits from being thrown away. */
  RefSpec fetch() {
    String kept =
        ref.startsWith(Constants.R_REFS)
            ? ref.substring(Constants.R_REFS.length())
            : "commits/" + id.name();
    return new RefSpec().setSource(ref).setDestination(LOCAL + kept).setForceUpdate(true);
  }

  private static Wanted defaultBranch(Map<String, Ref> advertised, Remote remote) {
    Ref head = advertised.get(Constants.HEAD);
    if (head == null || head.getObjectId() == null) {
      throw missing(
          "%s has no default branch; name one in spec.ref.branch".formatted(remote.url()));
    }
    Ref leaf = head.getLeaf();
    return leaf.getName().equals(Constants.HEAD)
        ? new Wanted(Constants.HEAD, Constants.HEAD, head.getObjectId())
        : of(Repository.shortenRefName(leaf.getName()), leaf);
  }

  private static Ref find(
      Map<String, Ref> advertised, String full, String kind, String name, Remote remote) {
    Ref found = advertised.get(full);
    if (found == null) {
      throw missing("%s has no %s \"%s\"".formatted(remote.url(), kind, name));
    }
    return found;
  }

  private static Wanted highest(Collection<Ref> advertised, String range, Remote remote) {
    VersionRange versions = range(range);
    Optional<Map.Entry<Semver, Ref>> best =
        advertised.stream()
            .filter(ref -> ref.getName().startsWith(Constants.R_TAGS))
            .flatMap(
                ref -> versions.version(tag(ref)).map(version -> Map.entry(version, ref)).stream())
            .max(
                Map.Entry.<Semver, Ref>comparingByKey()
                    .thenComparing(entry -> entry.getValue().getName(), Comparator.naturalOrder()));
    if (best.isEmpty()) {
      throw missing("%s has no tag in the range \"%s\"".formatted(remote.url(), range));
    }
    Ref ref = best.get().getValue();
    return of(tag(ref), ref);
  }

  private static VersionRange range(String range) {
    return VersionRange.parse(range)
        .orElseThrow(
            () ->
                new ProblemException(
                    "InvalidRef",
                    "spec.ref.semver: \"%s\" is no range of versions; write for example >=1.2.0 <2.0.0 or 1.x"
                        .formatted(range)));
  }

  private static String tag(Ref ref) {
    return ref.getName().substring(Constants.R_TAGS.length());
  }

  private static Wanted of(String name, Ref ref) {
    ObjectId peeled = ref.getPeeledObjectId();
    return new Wanted(name, ref.getName(), peeled == null ? ref.getObjectId() : peeled);
  }

  private static ObjectId commit(String sha) {
    if (!ObjectId.isId(sha)) {
      throw new ProblemException(
          "InvalidRef",
          "spec.ref.commit: \"%s\" is no commit; write all its 40 hexadecimal digits"
              .formatted(sha));
    }
    return ObjectId.fromString(sha);
  }

  private static ProblemException missing(String what) {
    return new ProblemException("RefNotFound", what + "; check spec.ref and what was pushed");
  }
}
