package dev.sluice.cli.story;

/**
 * What brought a version.
 *
 * @param sha all 40 digits
 * @param author name of who wrote it
 * @param message its first line
 */
public record Commit(String sha, String author, String message) {
  private static final int SHORT = 7;

  /** As people write it: {@code 3f2a91c}. */
  public String hash() {
    return hash(sha);
  }

  /** A commit's name as people write it. */
  public static String hash(String sha) {
    return sha.substring(0, Math.min(SHORT, sha.length()));
  }

  /** All in a line. */
  @Override
  public String toString() {
    return hash() + " " + author + ": " + message;
  }
}
