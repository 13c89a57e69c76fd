package dev.sluice.operator.git.repository;

/**
 * What a {@link GitRef} stood for when the server was asked.
 *
 * @param name the branch or tag, or the commit itself when one was named
 */
public record Revision(String name, CommitInfo commit) {
  /** The commit's 40 hexadecimal digits. */
  public String sha() {
    return commit.sha();
  }

  /** As Flux writes it: {@code main@sha1:…}, or {@code sha1:…} for a commit without a name. */
  @Override
  public String toString() {
    String digest = "sha1:" + sha();
    return name.equals(sha()) ? digest : name + "@" + digest;
  }
}
