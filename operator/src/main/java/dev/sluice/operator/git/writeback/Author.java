package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.signature.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * Who commits.
 *
 * @param key that the commits are signed with; null when they are not
 */
public record Author(String name, String email, @Nullable SigningKey key) {
  /** Sluice itself. */
  static final Author SLUICE = new Author("Sluice", "sluice@users.noreply.sluice.dev", null);
}
