package dev.sluice.operator.git.repository;

/** Which commit of a repository is wanted. */
public sealed interface GitRef {
  /** The branch that the repository itself calls its default. */
  record DefaultBranch() implements GitRef {}

  /** The newest commit of a branch, such as {@code main}. */
  record Branch(String name) implements GitRef {}

  /** The commit of a tag, such as {@code v1.2.3}. */
  record Tag(String name) implements GitRef {}

  /**
   * The commit of the highest tag in a range, such as {@code >=1.2.0 <2.0.0} or {@code 1.x}. Tags
   * may begin with {@code v}; those that are no semantic version are passed over, and so are
   * pre-releases, unless the range names one.
   */
  record SemverRange(String range) implements GitRef {}

  /** Any reference by its whole name, such as {@code refs/notes/commits}. */
  record Name(String ref) implements GitRef {}

  /**
   * One commit.
   *
   * @param sha all its 40 hexadecimal digits
   */
  record Commit(String sha) implements GitRef {}
}
