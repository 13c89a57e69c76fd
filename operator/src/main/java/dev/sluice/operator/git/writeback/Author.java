package dev.sluice.operator.git.writeback;

/** Who commits. */
public record Author(String name, String email) {
  /** Sluice itself. */
  public static final Author SLUICE = new Author("Sluice", "sluice@users.noreply.sluice.dev");
}
